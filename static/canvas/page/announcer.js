/**
 * Speaks the changes of the canvas to screen readers, a moment after the last one: a box that is being pulled is
 * told once, where it came to rest.
 */

import { changeBetween } from "../announce.js";
import { need, write } from "./dom.js";

/**
 * @import { Store } from "../store.js"
 * @import { Texts } from "./config.js"
 */

const QUIET_MS = 250;
const HEARD = /** @type {const} */ (["boxes", "selected", "label", "locked", "hidden", "hiddenLabels"]);

/**
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {Texts} texts
 */
export function announceChanges(root, store, texts) {
  const element = need(root, "[data-announcer]");
  let told = store.state;
  let timer = 0;

  function speak() {
    const change = changeBetween(told, store.state);
    told = store.state;
    if (!change) return;
    const { what, values } = change;
    write(element, texts.text(`say_${what}`, values));
  }
  store.subscribe((now, before) => {
    if (HEARD.every((field) => now[field] === before[field])) return;
    clearTimeout(timer);
    timer = window.setTimeout(speak, QUIET_MS);
  });
}
