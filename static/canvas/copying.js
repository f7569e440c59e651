/**
 * New boxes without drawing: the last one again, all those of the picture before, one from the keyboard.
 *
 * @typedef {Pick<Bench, "store" | "say">} Copier
 */

import { isTooSmall, rectAbout, rectBetween } from "./geometry.js";
import { addBox, addBoxes } from "./boxes.js";
import { drawnBoxes, isFull, lastBox, selectedBox } from "./store.js";
import { toPicture } from "./viewport.js";

/**
 * @import { Point, Rect } from "./geometry.js"
 * @import { State } from "./store.js"
 * @import { Bench } from "./tools/tool.js"
 */

/** A box made by keyboard takes this share of what is in sight: large enough to see, small enough to push. */
const SHARE = 0.25;

/**
 * The selected box once more, or else the last one, about a point.
 *
 * @param {Copier} bench
 * @param {Point} at in picture pixels
 */
export function pasteBox({ store, say }, at) {
  const { state } = store;
  const box = selectedBox(state) ?? lastBox(state);
  if (!box) return say("nothing_to_paste");
  if (isFull(state)) return say("limit");
  // An open proposal may be smaller than a box may be.
  if (isTooSmall(box, state.minSide)) return say("too_small");
  addBox(store, rectAbout(at, box, state.picture), box.label);
}

/**
 * What the picture before had and this one has not: taking over twice makes no box twice.
 *
 * @param {State} state
 * @returns {(Rect & {label: number})[]} cut to this picture
 */
export function missingFromPrevious({ previous, boxes, labels, picture, minSide }) {
  if (!previous.length) return [];
  const known = new Set(drawnBoxes({ boxes }).map(placeOf));
  return previous
    .filter(({ label }) => labels.some(({ id }) => id === label))
    .map(({ x, y, width, height, label }) => ({
      ...rectBetween({ x, y }, { x: x + width, y: y + height }, picture),
      label,
    }))
    .filter((box) => !isTooSmall(box, minSide) && !known.has(placeOf(box)));
}

/** @param {Rect & {label: number}} box */
function placeOf({ label, x, y, width, height }) {
  return [label, x, y, width, height].join();
}

/** @param {Copier} bench */
export function takeOver({ store, say }) {
  const { state } = store;
  const missing = missingFromPrevious(state);
  if (!missing.length) return say("nothing_to_take_over");
  if (isFull(state, missing.length)) return say("limit");
  addBoxes(store, missing);
}

/**
 * A box for those who do not point: in the middle of what is in sight, selected, so the arrows have it.
 *
 * @param {Copier} bench
 */
export function placeBox({ store, say }) {
  const { label, view, stage, picture, minSide } = store.state;
  if (label === null) return say("no_labels");
  if (isFull(store.state)) return say("limit");
  const far = { x: stage.width, y: stage.height };
  const sight = rectBetween(toPicture(view, { x: 0, y: 0 }), toPicture(view, far), picture);
  const center = { x: sight.x + sight.width / 2, y: sight.y + sight.height / 2 };
  const side = (/** @type {number} */ length) => Math.max(Math.round(length * SHARE), minSide);
  const size = { width: side(sight.width), height: side(sight.height) };
  const box = addBox(store, rectAbout(center, size, picture), label);
  store.set({ selected: box.key });
  say("box_placed");
}
