/**
 * Place and size of the selected box in numbers: the way to move and shape it for those who do not drag, and the
 * exact one for everybody. A reviewer has it while the box is being corrected.
 */

import { clamp } from "../geometry.js";
import { mendBox } from "../boxes.js";
import { selectedBox, whenBoxesRest } from "../store.js";
import { hide, need } from "./dom.js";

/**
 * @import { Rect } from "../geometry.js"
 * @import { History } from "../history.js"
 * @import { Store } from "../store.js"
 */

/**
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {History} history
 * @param {(word: string) => void} say
 */
export function showPlace(root, store, history, say) {
  const panel = need(root, "[data-place]");
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (panel.querySelectorAll("input"));

  /** The box whose place may be typed. */
  function inHand() {
    const { mode, tool } = store.state;
    const box = selectedBox(store.state);
    return mode === "draw" || (tool === "correct" && box?.approved !== false) ? box : undefined;
  }

  /** @param {{all?: boolean}} [options] */
  function show({ all = false } = {}) {
    const box = inHand();
    hide(panel, !box);
    if (!box) return;
    const isLocked = store.state.locked.has(box.key);
    for (const field of fields) {
      field.disabled = isLocked;
      // What is being typed is not written over.
      if (all || field !== document.activeElement) field.value = String(round(box[sideOf(field)]));
    }
  }

  panel.addEventListener("input", ({ target }) => {
    const box = inHand();
    if (!box || !(target instanceof HTMLInputElement) || !target.value) return;
    const { picture, minSide } = store.state;
    const typed = { ...box, [sideOf(target)]: Number(target.value) };
    const word = mendBox(store, box, within(typed, sideOf(target), picture, minSide));
    if (word) say(word);
  });
  panel.addEventListener("change", () => {
    history.commit();
    show({ all: true });
  });
  store.subscribe((now, before) => {
    if (now.selected !== before.selected || now.locked !== before.locked || now.tool !== before.tool) show();
  });
  // To lay four numbers out costs more than to move the box; what the list says of it goes along with the hand.
  whenBoxesRest(store, show);
  show();
}

/** @param {HTMLInputElement} field @returns {keyof Rect} */
function sideOf(field) {
  return /** @type {keyof Rect} */ (field.name);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
}

/**
 * One side as it was typed, kept in the picture; the other three stay.
 *
 * @param {Rect} rect
 * @param {keyof Rect} side the one that was typed
 * @param {{width: number, height: number}} picture
 * @param {number} least the shortest side allowed
 * @returns {Partial<Rect>}
 */
export function within(rect, side, picture, least) {
  if (side === "x") return { x: clamp(rect.x, 0, picture.width - rect.width) };
  if (side === "y") return { y: clamp(rect.y, 0, picture.height - rect.height) };
  if (side === "width") return { width: clamp(rect.width, least, picture.width - rect.x) };
  return { height: clamp(rect.height, least, picture.height - rect.y) };
}
