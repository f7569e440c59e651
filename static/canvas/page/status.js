/**
 * What the page says without being asked: a word at the pointer, an alert, the save state, the worth of the
 * boxes, the time left.
 *
 * @typedef {ReturnType<typeof createAlert>} Alert
 */

import { formatMicro } from "../money.js";
import { drawnBoxes, whenBoxesRest, worthMicro } from "../store.js";
import { hide, mark, need, part, write } from "./dom.js";

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
  /** What is about another picture does not go away by drawing on this one. */
  let stays = false;
  return {
    /**
     * @param {string} message
     * @param {{conflict?: boolean, about?: string, calm?: boolean}} [options] conflict: the worker is asked whose boxes should stay;
     *   about: the address of the picture that it is about, if it is not the one on the canvas; calm: nothing is wrong
     */
    show(message, { conflict = false, about = "", calm = false } = {}) {
      hide(element, false);
      stays = about !== "";
      element.classList.toggle("message--error", !calm);
      element.classList.toggle("message--info", calm);
      write(part(element, "message"), message);
      const choices = element.querySelector('[data-part="conflict"]');
      if (choices instanceof HTMLElement) choices.hidden = !conflict;
      const link = element.querySelector('[data-part="about"]');
      if (!(link instanceof HTMLAnchorElement)) return;
      link.hidden = !about;
      link.href = about;
    },
    hide() {
      if (stays) return;
      hide(element, true);
      write(part(element, "message"), "");
    },
  };
}

/**
 * @param {HTMLElement} root
 * @param {Texts} texts
 * @param {boolean} keeps whether this browser keeps what the server cannot get
 */
export function createSaveState(root, texts, keeps) {
  const element = need(root, "[data-save-state]");
  /** @param {SaveState} state */
  return (state) => {
    const routine = state !== "waiting" && state !== "conflict";
    // What passes after every box is to be seen, not to be read out after every box.
    mark(element, "aria-live", routine ? "off" : "polite");
    mark(element, "data-save-state", state);
    const word = state === "waiting" && !keeps ? "unkept" : state;
    write(part(element, "word"), texts.text(`save_${word}`));
  };
}

/**
 * Asks whoever was logged out meanwhile to log in again, in another tab: this page goes on where it is.
 *
 * @param {HTMLElement} root
 * @param {() => void} onBack they may have logged in: what waits can go out
 */
export function createLoginNotice(root, onBack) {
  const element = need(root, "[data-login]");
  // Back from there nobody waits for the next try.
  window.addEventListener("focus", () => element.hidden || onBack());
  /** @param {boolean} needed */
  return (needed) => hide(element, !needed);
}

/**
 * How many pictures are handed in and have no answer yet.
 *
 * @param {HTMLElement} root
 * @param {(count: number) => string} say
 */
export function createOutboxCount(root, say) {
  const element = need(root, "[data-outbox]");
  /** @param {number} waiting */
  return (waiting) => {
    element.hidden = !waiting;
    element.dataset.outbox = String(waiting);
    write(element, waiting ? say(waiting) : "");
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
    write(count, texts.count("boxes", drawnBoxes(state).filter((box) => !box.beside).length));
    const currency = state.labels[0]?.currency;
    write(worth, currency ? formatMicro(worthMicro(state), currency, language) : "");
  }
  whenBoxesRest(store, update);
  update();
}

/**
 * @param {HTMLElement} root
 * @param {() => string | null} expiresAt of the piece on the canvas
 * @param {Texts} texts
 * @returns {() => void} call it when that is another piece
 */
export function showLease(root, expiresAt, texts) {
  const element = need(root, "[data-lease]");
  function update() {
    const end = Date.parse(expiresAt() ?? "");
    if (Number.isNaN(end)) return write(element, "");
    const minutes = Math.ceil((end - Date.now()) / MINUTE_MS);
    element.classList.toggle("is-short", minutes <= LEASE_SHORT_MIN);
    return write(element, minutes > 0 ? leaseText(minutes) : texts.text("lease_over"));
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
  return update;
}
