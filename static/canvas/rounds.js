/**
 * What changed from one round of a piece to the next. Pure.
 *
 * @typedef {"new" | "changed" | "same"} Change
 * @typedef {Rect & {label: number, approved?: boolean | null, reason?: string}} Earlier
 * @typedef {{change: Change, before: Earlier | null}} Compared
 */

import { iou } from "./geometry.js";

/** @import { Rect } from "./geometry.js" */

/** Boxes that overlap less are not the same object drawn again. */
const LEAST_IOU = 0.2;
/** Of two boxes that overlap alike, the one of the same class is rather the same object. */
const SAME_LABEL = 0.15;
/** Places are snapped to 1/128 of a pixel: static/canvas/geometry.js. */
const STEPS = 64;

/**
 * Pairs the boxes of two rounds: first those at the very same place, then those that overlap, the closest first.
 *
 * @param {readonly Earlier[]} earlier
 * @param {readonly (Rect & {label: number})[]} now
 * @returns {{compared: Compared[], removed: Earlier[]}} compared: one for each box of `now`, in order
 */
export function compareRounds(earlier, now) {
  const left = new Set(earlier);
  /** @type {Map<string, Earlier[]>} */
  const places = new Map();
  for (const box of earlier) places.set(placeOf(box), [...(places.get(placeOf(box)) ?? []), box]);
  /** @type {(Compared | null)[]} */
  const compared = now.map((box) => {
    const before = places.get(placeOf(box))?.shift();
    if (!before) return null;
    left.delete(before);
    return { change: /** @type {Change} */ ("same"), before };
  });

  const open = now.flatMap((box, at) => (compared[at] ? [] : [{ box, at }]));
  const pairs = open.flatMap(({ box, at }) => {
    return [...left].map((before) => ({ at, before, near: nearness(box, before) })).filter(({ near }) => near > 0);
  });
  for (const { at, before } of pairs.sort((a, b) => b.near - a.near)) {
    if (compared[at] || !left.delete(before)) continue;
    compared[at] = { change: "changed", before };
  }
  return { compared: compared.map((found) => found ?? { change: "new", before: null }), removed: [...left] };
}

/** @param {Rect & {label: number}} box */
function placeOf({ label, x, y, width, height }) {
  return [label, ...[x, y, width, height].map((value) => Math.round(value * STEPS))].join();
}

/**
 * 0 where they cannot be the same object.
 *
 * @param {Rect & {label: number}} a
 * @param {Rect & {label: number}} b
 */
function nearness(a, b) {
  const overlap = iou(a, b);
  if (overlap < LEAST_IOU) return 0;
  return overlap + (a.label === b.label ? SAME_LABEL : 0);
}

/**
 * The boxes of a round with what became of those before: how each changed, and what was said of it then.
 *
 * @template {Rect & {label: number}} T
 * @param {readonly T[]} boxes
 * @param {{boxes: readonly Earlier[]} | null} [earlier] null: this is the first round
 * @returns {(T & {change?: Change, before?: string})[]}
 */
export function sinceRound(boxes, earlier) {
  if (!earlier) return [...boxes];
  const { compared } = compareRounds(earlier.boxes, boxes);
  return boxes.map((box, at) => ({ ...box, change: compared[at].change, before: compared[at].before?.reason ?? "" }));
}
