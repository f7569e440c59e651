/**
 * The list of boxes beside the picture. It follows the boxes once a frame; an entry is written again only when its
 * box changed, and of a long list only the part in sight is in the page.
 */

import { isShown } from "../shown.js";
import { fillEntry } from "./boxentry.js";
import { fromTemplate, mark, part } from "./dom.js";
import { createListWindow } from "./listwindow.js";

/**
 * @import { Box, State, Store } from "../store.js"
 * @import { Texts } from "./config.js"
 */

/** While a hand moves a box, its numbers are written so often; to lay them out costs more than to move the box. */
const PAUSE_MS = 100;

/** @type {readonly (keyof State)[]} */
const SHOWING = ["boxes", "hidden", "locked", "doubles", "hiddenLabels"];

/**
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {HTMLElement} options.host
 * @param {Store} options.store
 * @param {Texts} options.texts
 * @param {string} options.language
 */
export function showBoxList({ root, host, store, texts, language }) {
  /** @type {Map<string, {entry: HTMLElement, box: Box, number: number, flags: string}>} */
  const shown = new Map();
  /** @type {{state: State | null, asked: boolean, moved: boolean, at: number}} */
  const followed = { state: null, asked: false, moved: false, at: -Infinity };
  const rows = createListWindow(host, update);

  function update() {
    const { state } = store;
    const { first, last, whole } = rows.range(state.boxes.length);
    const wanted = state.boxes.slice(first, last);
    const keys = new Set(wanted.map((box) => box.key));
    for (const [key, { entry }] of shown) {
      if (keys.has(key)) continue;
      // Whoever goes through the list by keyboard stays in the list.
      if (entry.contains(document.activeElement)) host.focus({ preventScroll: true });
      entry.remove();
      shown.delete(key);
    }
    wanted.forEach((box, at) => place(box, first + at, at));
    for (const { entry, number } of shown.values()) tellPlace(entry, whole ? null : number, state.boxes.length);
    rows.pad();
    markSelected();
    followed.state = state;
  }

  /** @param {Box} box @param {number} index among all boxes @param {number} at among those in the page */
  function place(box, index, at) {
    const known = shown.get(box.key);
    const entry = known?.entry ?? fromTemplate(root, "box");
    if (host.children[at] !== entry) host.insertBefore(entry, host.children[at] ?? null);
    const flags = flagsOf(store.state, box);
    if (known?.box === box && known.number === index + 1 && known.flags === flags) return;
    shown.set(box.key, { entry, box, number: index + 1, flags });
    fillEntry(entry, store.state, { box, number: index + 1 }, { texts, language });
  }

  function markSelected() {
    for (const [key, { entry }] of shown) {
      const selected = key === store.state.selected;
      entry.classList.toggle("is-selected", selected);
      mark(part(entry, "choose"), "aria-pressed", selected);
    }
  }

  function follow() {
    followed.asked = false;
    if (followed.state && isSame(followed.state, store.state)) markSelected();
    else update();
    if (followed.moved) rows.reveal(store.state.boxes.findIndex((box) => box.key === store.state.selected));
    followed.moved = false;
    followed.at = performance.now();
  }

  function ask() {
    const pause = followed.at + PAUSE_MS - performance.now();
    if (pause > 0 && followed.state?.boxes.length === store.state.boxes.length) window.setTimeout(follow, pause);
    else requestAnimationFrame(follow);
  }

  store.subscribe((now, before) => {
    followed.moved ||= now.selected !== before.selected && now.selected !== null;
    // What is chosen is marked at once: the next key may be about it.
    if (now.selected !== before.selected) return follow();
    // Of the box in a hand the list shows nothing that a gesture changes.
    if (now.busy || followed.asked || (followed.state && isSame(followed.state, now))) return undefined;
    followed.asked = true;
    return ask();
  });
  host.tabIndex = -1;
  update();
}

/** Whether the list has nothing new to show but the selection. @param {State} now @param {State} before */
function isSame(now, before) {
  return SHOWING.every((field) => now[field] === before[field]);
}

/** What an entry shows that is not in its box. @param {State} state @param {Box} box */
function flagsOf(state, box) {
  if (!state.hidden.size && !state.hiddenLabels.size && !state.locked.size && !state.doubles.size) return "";
  return [isShown(state, box), state.hidden.has(box.key), state.locked.has(box.key), state.doubles.has(box.key)].join();
}

/**
 * For a screen reader, where not all entries are in the page.
 *
 * @param {HTMLElement} entry
 * @param {number | null} number
 * @param {number} count
 */
function tellPlace(entry, number, count) {
  if (number === null) {
    entry.removeAttribute("aria-posinset");
    entry.removeAttribute("aria-setsize");
  } else if (entry.ariaPosInSet !== String(number) || entry.ariaSetSize !== String(count)) {
    entry.setAttribute("aria-posinset", String(number));
    entry.setAttribute("aria-setsize", String(count));
  }
}
