/**
 * Everything that changes boxes is a function of this file, so a rule about boxes has one home.
 *
 * @typedef {Rect & {id: number | null, label: number, approved?: boolean | null, reason?: string, in_line?: boolean,
 *   correction?: Rect & {label: number}, change?: Change, before?: string, proposal?: number | null}} SentBox as the
 *   server has it
 */

import { isTooSmall, moveRect, rectBetween, resizeRect } from "./geometry.js";
import { asDrawn } from "./correction.js";
import { acceptBoxes, openBoxes } from "./proposals.js";
import { without } from "./shown.js";
import { drawnBoxes, isFull, isPinned, lastBox, selectedBox } from "./store.js";

/**
 * @import { Handle, Rect } from "./geometry.js"
 * @import { Change } from "./rounds.js"
 * @import { Box, Store } from "./store.js"
 */

/**
 * Takes the server's boxes in.
 *
 * @param {Store} store
 * @param {readonly SentBox[]} sent
 */
export function takeBoxes(store, sent) {
  const { mode, picture } = store.state;
  // A reviewer's line pays the picture as a whole: then no box stands out.
  const someInLine = sent.some((box) => box.in_line);
  const boxes = sent.map((box) => ({
    ...rectBetween(box, { x: box.x + box.width, y: box.y + box.height }, picture),
    id: box.id,
    key: store.newKey(),
    label: box.label,
    // A reviewer starts from "all good" and marks what is not.
    approved: mode === "review" ? (box.approved ?? true) : (box.approved ?? null),
    reason: box.reason ?? "",
    mended: false,
    beside: someInLine && !box.in_line,
    ghost: box.correction ?? null,
    change: box.change ?? null,
    before: box.before ?? "",
    proposal: box.proposal ?? null,
    open: false,
  }));
  store.set({ boxes });
}

/**
 * @param {Store} store
 * @param {Rect} rect
 * @param {number} label
 * @returns {Box}
 */
export function addBox(store, rect, label) {
  return addBoxes(store, [{ ...rect, label }])[0];
}

/**
 * Whoever draws in a class that is out of sight wants to see it.
 *
 * @param {Store} store
 * @param {readonly (Rect & {label: number})[]} rects
 */
export function addBoxes(store, rects) {
  const judged = { approved: null, reason: "", mended: false, beside: false, ghost: null, change: null, before: "" };
  const drawn = { proposal: null, open: false };
  /** @type {Box[]} */
  const made = rects.map(({ x, y, width, height, label }) => {
    return { x, y, width, height, id: null, key: store.newKey(), label, ...judged, ...drawn };
  });
  const { boxes, last, hiddenLabels } = store.state;
  store.set({
    boxes: [...drawnBoxes({ boxes }), ...made, ...openBoxes({ boxes })],
    last: made.at(-1)?.key ?? last,
    hiddenLabels: without(hiddenLabels, made.map(({ label }) => label)),
  });
  return made;
}

/**
 * @param {Store} store
 * @param {string} key
 * @param {Partial<Box>} changes
 */
export function changeBox(store, key, changes) {
  store.set({ boxes: store.state.boxes.map((box) => (box.key === key ? { ...box, ...changes } : box)) });
}

/**
 * A change by hand. The worker's: a pinned box counts as mended from here on. A reviewer's: it stays seen as it was
 * drawn. An open proposal becomes the worker's own box by it, if there is room for one. What changes nothing, such as
 * an arrow at the picture's edge, is no change.
 *
 * @param {Store} store
 * @param {Box} box as it was when the hand took it
 * @param {Partial<Box>} changes
 * @returns {string} the word that says why it stays as it is; empty where there is nothing to say
 */
export function mendBox(store, box, changes) {
  const { state } = store;
  const now = state.boxes.find(({ key }) => key === box.key);
  const names = /** @type {(keyof Box)[]} */ (Object.keys(changes));
  if (!now || names.every((name) => now[name] === changes[name])) return "";
  if (state.mode === "review") {
    changeBox(store, box.key, { ...changes, ghost: asDrawn(box) });
    return "";
  }
  if (now.open && isFull(state)) return "limit";
  if (now.open && isTooSmall({ ...now, ...changes }, state.minSide)) return "too_small";
  if (changes.label !== undefined) store.set({ hiddenLabels: without(state.hiddenLabels, [changes.label]) });
  acceptBoxes(store, [now]);
  changeBox(store, box.key, { ...changes, mended: isPinned(box) || box.mended });
  return "";
}

/**
 * @param {Store} store
 * @param {number} dx in picture pixels
 * @param {number} dy
 * @returns {string} as mendBox
 */
export function nudgeSelected(store, dx, dy) {
  const box = selectedBox(store.state);
  return box ? mendBox(store, box, moveRect(box, dx, dy, store.state.picture)) : "";
}

/**
 * One edge or corner of the selected box moves; an edge does not pass the one across from it.
 *
 * @param {Store} store
 * @param {Handle} handle
 * @param {number} dx in picture pixels
 * @param {number} dy
 * @returns {string} as mendBox
 */
export function pullSelected(store, handle, dx, dy) {
  const box = selectedBox(store.state);
  if (!box) return "";
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const { picture, minSide } = store.state;
  const x = handle.includes("w") ? Math.min(box.x + dx, right - minSide) : Math.max(right + dx, box.x + minSide);
  const y = handle.includes("n") ? Math.min(box.y + dy, bottom - minSide) : Math.max(bottom + dy, box.y + minSide);
  return mendBox(store, box, resizeRect(box, handle, { x, y }, picture, minSide));
}

/**
 * The selected box changes places with the one before or after it: that is its number, and what lies on top. Open
 * proposals have no number.
 *
 * @param {Store} store
 * @param {1 | -1} step
 */
export function reorderSelected(store, step) {
  const boxes = [...store.state.boxes];
  const at = boxes.findIndex((box) => box.key === store.state.selected);
  if (at < 0 || !boxes[at + step] || boxes[at].open || boxes[at + step].open) return;
  [boxes[at], boxes[at + step]] = [boxes[at + step], boxes[at]];
  store.set({ boxes });
}

/** @param {Store} store */
export function removeSelected(store) {
  const { boxes, selected } = store.state;
  store.set({ boxes: boxes.filter((box) => box.key !== selected), selected: null });
}

/**
 * Chooses the class of the next box. The selected box changes its class too, unless a box is being drawn: then
 * the choice is about that one.
 *
 * @param {Store} store
 * @param {number} label
 * @returns {string} as mendBox
 */
export function chooseLabel(store, label) {
  const box = selectedBox(store.state);
  store.set({ label });
  const isFree = box && !store.state.sketch && !store.state.locked.has(box.key);
  return isFree ? mendBox(store, box, { label }) : "";
}

/**
 * The class of the box made last, which is seldom the selected one; the next box keeps the class it would have had.
 *
 * @param {Store} store
 * @param {number} label
 * @returns {string} as mendBox
 */
export function relabelLast(store, label) {
  const box = lastBox(store.state);
  if (!box) return "";
  return store.state.locked.has(box.key) ? "locked" : mendBox(store, box, { label });
}

/**
 * @param {Store} store
 * @param {1 | -1} step
 * @param {readonly Box[]} [among] the boxes to go through, in their order
 */
export function selectNext(store, step, among = store.state.boxes) {
  if (!among.length) return;
  const at = among.findIndex((box) => box.key === store.state.selected);
  const next = at < 0 ? (step > 0 ? 0 : among.length - 1) : (at + step + among.length) % among.length;
  store.set({ selected: among[next].key });
}

/**
 * @param {Store} store
 * @param {string} key
 * @param {string} reason why it is refused; an empty one approves the box
 */
export function judgeBox(store, key, reason) {
  const box = store.state.boxes.find((each) => each.key === key);
  // What is refused is not corrected: it is as it was drawn.
  const asBefore = reason && box?.ghost ? { ...asDrawn(box), ghost: null } : {};
  changeBox(store, key, { ...asBefore, approved: reason === "", reason });
}
