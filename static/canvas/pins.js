/**
 * Finds the boxes that a reviewer pinned a reason to. A draft holds only rectangles, so after a reload a pin is
 * known by its place; a pin whose box was moved, changed or removed meanwhile is left over as a note.
 *
 * @typedef {Rect & {label: number, reason: string}} Pin
 */

/** @import { Rect } from "./geometry.js" */

/** More than the snap of stored edges, less than anybody can see. */
const SAME_WITHIN = 0.02;

/**
 * @template {Rect & {label: number, approved?: boolean | null, reason?: string}} T
 * @param {readonly T[]} boxes
 * @param {readonly Pin[]} pins
 */
export function matchPins(boxes, pins) {
  const left = [...pins];
  const pinned = boxes.map((box) => {
    const at = left.findIndex((pin) => isSame(box, pin));
    if (at < 0) return box;
    const [{ reason }] = left.splice(at, 1);
    return { ...box, approved: false, reason };
  });
  return { boxes: pinned, left };
}

/**
 * @param {Rect & {label: number}} a
 * @param {Rect & {label: number}} b
 */
function isSame(a, b) {
  /** @type {(keyof Rect)[]} */
  const sides = ["x", "y", "width", "height"];
  return a.label === b.label && sides.every((side) => Math.abs(a[side] - b[side]) <= SAME_WITHIN);
}
