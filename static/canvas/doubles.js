/**
 * Boxes that were drawn twice: the same class and nearly the same place. Nobody is paid twice for one object, so
 * they are pointed out before the work is handed in. Pure.
 */

import { iou } from "./geometry.js";

/** @import { Box } from "./store.js" */

const SAME_ABOVE = 0.95;

/**
 * @param {readonly Box[]} boxes
 * @returns {[Box, Box][]} pairs, each in drawing order
 */
export function findDoubles(boxes) {
  const byLeft = boxes.toSorted((a, b) => a.x - b.x);
  const place = new Map(boxes.map((box, index) => [box, index]));
  /** @param {Box} a @param {Box} b */
  const inOrder = (a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0);
  /** @type {[Box, Box][]} */
  const found = [];
  byLeft.forEach((box, at) => {
    // To be nearly the same a box has to begin before this one is half over, so few are ever compared.
    for (let next = at + 1; next < byLeft.length && byLeft[next].x < box.x + box.width / 2; next += 1) {
      const other = byLeft[next];
      if (other.label !== box.label || iou(box, other) <= SAME_ABOVE) continue;
      found.push(inOrder(box, other) < 0 ? [box, other] : [other, box]);
    }
  });
  return found.sort((one, two) => inOrder(one[0], two[0]) || inOrder(one[1], two[1]));
}
