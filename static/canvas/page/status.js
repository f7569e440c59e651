/**
 * What the page says without being asked: a word at the pointer, an alert, the save state, the worth of the
 * boxes, the time left.
 *
 * @typedef {ReturnType<typeof createAlert>} Alert
 */

import { formatMicro } from "../money.js";
import { worthMicro } from "../store.js";
import { need, part, write } from "./dom.js";

/**
 * @import { Point } from "../geometry.js"
 * @import { SaveState } from "../save.js"
 * @import { Store } from "../store.js"
 * @import { Texts } from "./config.js"
 */

const WORD_FOR_MS = 1_800;
const LEASE_CHECK_MS = 5_000;
const LEASE_SHORT_MIN = 5;
const MINUTE_MS = 60_000;

/**
 * @param {HTMLElement} element inside the stage
 * @param {Texts} texts
 * @param {() => Point} where in stage pixels
 */
export function createWord(element, texts, where) {
  let timer = 0;
  /** @param {string} key */
  return (key) => {
    const stage = element.offsetParent;
    write(element, texts.text(key));
    element.classList.add("is-shown");
    const right = (stage?.clientWidth ?? 0) - element.offsetWidth - 8;
    const bottom = (stage?.clientHeight ?? 0) - element.offsetHeight - 8;
    element.style.left = `${Math.max(8, Math.min(where().x + 14, right))}px`;
    element.style.top = `${Math.max(8, Math.min(where().y + 18, bottom))}px`;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      element.classList.remove("is-shown");
      element.textContent = "";
    }, WORD_FOR_MS);
  };
}

/** @param {HTMLElement} element */
export function createAlert(element) {
  return {
    /** @param {string} message @param {{conflict?: boolean}} [options] */
    show(message, { conflict = false } = {}) {
      element.hidden = false;
      write(part(element, "message"), message);
      const choices = element.querySelector('[data-part="conflict"]');
      if (choices instanceof HTMLElement) choices.hidden = !conflict;
    },
    hide() {
      element.hidden = true;
      write(part(element, "message"), "");
    },
  };
}

/**
 * @param {HTMLElement} root
 * @param {Texts} texts
 */
export function createSaveState(root, texts) {
  const element = need(root, "[data-save-state]");
  /** @param {SaveState} state */
  return (state) => {
    element.dataset.saveState = state;
    write(part(element, "word"), texts.text(`save_${state}`));
  };
}

/**
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {Texts} texts
 * @param {string} language
 */
export function showWorth(root, store, texts, language) {
  const [count, worth] = [need(root, "[data-box-count]"), need(root, "[data-worth]")];
  function update() {
    const { state } = store;
    write(count, texts.count("boxes", state.boxes.filter((box) => !box.beside).length));
    const currency = state.labels[0]?.currency;
    write(worth, currency ? formatMicro(worthMicro(state), currency, language) : "");
  }
  store.subscribe((now, before) => now.boxes !== before.boxes && update());
  update();
}

/**
 * @param {HTMLElement} root
 * @param {string | null} expiresAt
 * @param {Texts} texts
 */
export function showLease(root, expiresAt, texts) {
  const element = need(root, "[data-lease]");
  if (!expiresAt) return;
  const end = Date.parse(expiresAt);
  function update() {
    const minutes = Math.ceil((end - Date.now()) / MINUTE_MS);
    element.classList.toggle("is-short", minutes <= LEASE_SHORT_MIN);
    write(element, minutes > 0 ? leaseText(minutes) : texts.text("lease_over"));
  }
  /** @param {number} minutes */
  function leaseText(minutes) {
    if (minutes < 120) return texts.text("lease_minutes", { count: minutes });
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return texts.text("lease_hours", { count: hours });
    return texts.text("lease_days", { count: Math.floor(hours / 24) });
  }
  window.setInterval(update, LEASE_CHECK_MS);
  update();
}
