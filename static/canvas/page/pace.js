/**
 * The day's earnings, the active time of this picture, and the hourly pace of the two together.
 */

import { formatMicro, roundToUnit } from "../money.js";
import { clockText, hourlyMicro } from "../pace.js";
import { worthMicro } from "../store.js";
import { need, write } from "./dom.js";

/** @import { Desk } from "./desk.js" */

const TICK_MS = 1_000;

/**
 * @param {Desk} desk
 * @param {() => number} handedIn what was handed in since the page was opened, in millionths
 * @returns {() => void} call it when another piece is on the canvas
 */
export function showPace({ root, store, texts, config, activity }, handedIn) {
  const [today, time, hourly] = [need(root, "[data-today]"), need(root, "[data-active-time]"), need(root, "[data-hourly]")];
  const before = config.today_micro ?? 0;
  const { lang } = config;
  /** States are never changed in place: the same boxes under the same labels are worth the same. */
  let counted = { boxes: store.state.boxes, labels: store.state.labels, worth: worthMicro(store.state) };

  function worthNow() {
    const { boxes, labels } = store.state;
    if (counted.boxes !== boxes || counted.labels !== labels) counted = { boxes, labels, worth: worthMicro(store.state) };
    return counted.worth;
  }

  function update() {
    const { labels } = store.state;
    if (!labels.length) return;
    const { currency } = labels[0];
    const [worth, activeMs] = [worthNow(), activity.elapsed()];
    const pace = hourlyMicro(worth, activeMs);
    write(today, texts.text("today", { money: formatMicro(before + handedIn() + worth, currency, lang) }));
    write(time, clockText(activeMs));
    const money = pace === null ? "" : formatMicro(roundToUnit(pace, currency), currency, lang);
    write(hourly, money && texts.text("hourly", { money }));
  }
  // By the second, and not at every move of a hand: the sums of thousands of boxes have their price.
  window.setInterval(update, TICK_MS);
  store.subscribe((now, then) => {
    if (now.boxes.length !== then.boxes.length) update();
  });
  update();
  return update;
}
