/**
 * A reviewer's correction of a box ("fix and accept"): the box as it was drawn stays beside it, and is what is paid.
 *
 * @typedef {Rect & {label: number}} Drawn
 */

import { labelOf } from "./store.js";

/**
 * @import { Rect } from "./geometry.js"
 * @import { Box, State } from "./store.js"
 */

/** The server takes less for the same place: review/actions/findings.py. In pixels. */
const SAME_WITHIN = 0.01;

/** @param {Drawn} box @returns {Drawn} */
const placeOf = ({ label, x, y, width, height }) => ({ label, x, y, width, height });

/**
 * The box before any reviewer's hand was at it.
 *
 * @param {Box} box
 * @returns {Drawn}
 */
export function asDrawn(box) {
  return box.ghost ?? placeOf(box);
}

/**
 * @param {Drawn} a
 * @param {Drawn} b
 */
export function isSamePlace(a, b) {
  /** @type {(keyof Rect)[]} */
  const sides = ["x", "y", "width", "height"];
  return a.label === b.label && sides.every((side) => Math.abs(a[side] - b[side]) <= SAME_WITHIN);
}

/**
 * A hand that put a box back where it was has corrected nothing.
 *
 * @param {Box} box
 */
export function isCorrected(box) {
  return box.ghost ? !isSamePlace(box, box.ghost) : false;
}

/**
 * What a reviewer made of a box, as the server takes it.
 *
 * @param {Box} box
 * @returns {Drawn | null}
 */
export function correctionOf(box) {
  return isCorrected(box) ? placeOf(box) : null;
}

/**
 * The difference in words: how far the middle moved, how the size changed, from which class to which.
 *
 * @param {Drawn} drawn
 * @param {Drawn} corrected
 * @param {State} state
 * @param {(key: string, values: Record<string, string | number>) => string} text
 * @returns {string[]} empty where there is none
 */
export function differences(drawn, corrected, state, text) {
  /** @type {string[]} */
  const said = [];
  const [from, to] = [middle(drawn), middle(corrected)];
  const moved = Math.round(Math.hypot(to.x - from.x, to.y - from.y));
  const wider = Math.round(corrected.width - drawn.width);
  const taller = Math.round(corrected.height - drawn.height);
  if (moved) said.push(text("moved_by", { count: moved }));
  if (wider > 0) said.push(text("wider_by", { count: wider }));
  if (wider < 0) said.push(text("narrower_by", { count: -wider }));
  if (taller > 0) said.push(text("taller_by", { count: taller }));
  if (taller < 0) said.push(text("shorter_by", { count: -taller }));
  if (drawn.label !== corrected.label) {
    const [was, is] = [drawn, corrected].map(({ label }) => labelOf(state, label)?.name ?? "");
    said.push(text("label_from_to", { from: was, to: is }));
  }
  // A hand that moved an edge by a hair has corrected something all the same.
  if (!said.length && !isSamePlace(drawn, corrected)) said.push(text("moved_by", { count: 1 }));
  return said;
}

/** @param {Rect} rect */
function middle({ x, y, width, height }) {
  return { x: x + width / 2, y: y + height / 2 };
}

/**
 * The other one of the two places of each corrected box.
 *
 * @param {readonly Box[]} boxes
 * @returns {Box[]}
 */
export function swapped(boxes) {
  return boxes.map((box) => (box.ghost ? { ...box, ...box.ghost, ghost: placeOf(box) } : box));
}
