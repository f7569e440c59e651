/**
 * Key presses, looked up in the key table. What is typed into a field stays in the field, and a button with the
 * focus keeps its own Enter and space bar.
 */

import { chordOf } from "./keys.js";

/** @import { Binding } from "./keys.js" */

const FIELDS = "input, textarea, select, [contenteditable]";
const NO_MODIFIERS = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const PRESSABLE = "button, a[href], summary";

/**
 * @param {object} options
 * @param {HTMLElement} options.host Tab walks through the boxes only while the stage has the focus
 * @param {HTMLElement} options.scope where the focus has to be for the keys to be ours
 * @param {Map<string, Binding>} options.bound
 * @param {(binding: Binding, held: boolean) => boolean} options.run false: not done, the browser may have the key
 * @param {(binding: Binding) => void} options.release
 */
export function listenToKeys({ host, scope, bound, run, release }) {
  // Escape, then Tab leaves the stage: Tab alone would never get out of it (WCAG 2.1.2).
  let tabLeaves = false;

  /** @param {KeyboardEvent} event */
  function isOurs(event) {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return false;
    if (!scope.contains(target)) return false;
    if (event.key === "Tab") return target === host && !tabLeaves;
    const ctrlEnter = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    // A field may be for something else than what Ctrl+Enter does: a reason to return a picture does not approve it.
    if (target.closest(FIELDS)) return ctrlEnter && !target.closest("[data-own-enter]");
    if (event.key === "Enter" || event.key === " ") return ctrlEnter || !target.closest(PRESSABLE);
    return true;
  }

  window.addEventListener("keydown", (event) => {
    const ours = isOurs(event);
    const button = event.target instanceof Element ? event.target.closest(PRESSABLE) : null;
    // Held, it would press the button again, which is the next picture's by then.
    if (button && event.repeat && event.key === "Enter") event.preventDefault();
    if (event.key !== "Shift") tabLeaves = event.key === "Escape" && event.target === host;
    const binding = ours ? bound.get(chordOf(event)) : undefined;
    if (!binding) return;
    const done = event.repeat && !binding.repeats ? true : run(binding, event.repeat);
    if (done) event.preventDefault();
  });
  window.addEventListener("keyup", (event) => {
    // The modifiers may be up already, so a held key is known by itself.
    const { key, code } = event;
    const binding = bound.get(chordOf({ key, code, ...NO_MODIFIERS }));
    if (binding) release(binding);
  });
}
