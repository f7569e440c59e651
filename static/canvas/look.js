/**
 * How a box of a state looks, and which boxes rest: all that are in sight but the selected one, which is painted by
 * itself because it moves.
 */

import { shapeOf, signOf } from "./shapes.js";
import { isShown } from "./shown.js";
import { isPinned } from "./store.js";

/**
 * @import { Look } from "./paint.js"
 * @import { Shape } from "./shapes.js"
 * @import { Box, Label, State } from "./store.js"
 */

const NO_CLASS = { color: "#8a8378", shape: shapeOf(0), sign: "" };

/** @type {readonly (keyof State)[]} what besides the boxes and the selection decides how resting boxes look */
const DECIDING = ["mode", "labels", "hidden", "hiddenLabels"];

/**
 * @param {State} state
 * @param {Box} box
 * @param {number} index
 * @param {boolean} [crowded] among so many boxes that numbers on the small ones would cover the picture
 * @returns {Look}
 */
export function lookOf(state, box, index, crowded = false) {
  const selected = box.key === state.selected;
  return {
    ...classLook(state, box.label, box.open ? "?" : String(index + 1)),
    mark: markOf(state, box),
    selected,
    handles: selected && (state.tool === "select" || (state.tool === "correct" && box.approved !== false)),
    faint: box.beside && !selected,
    crowded,
  };
}

/**
 * Color, shape and tag: what shows of which class a box is.
 *
 * @param {State} state
 * @param {number | null} label
 * @param {string} number
 * @returns {Pick<Look, "color" | "shape" | "again" | "number">}
 */
export function classLook(state, label, number) {
  const { color, shape, sign } = classOf(state, label);
  return { color, shape, again: sign !== "", number: sign ? `${number} ${sign}` : number };
}

/** @param {State} state @param {number | null} label */
export function colorOf(state, label) {
  return classOf(state, label).color;
}

/** @type {WeakMap<readonly Label[], Map<number | null, {color: string, shape: Shape, sign: string}>>} */
const classes = new WeakMap();

/** @param {State} state @param {number | null} label */
function classOf({ labels }, label) {
  let known = classes.get(labels);
  if (!known) {
    known = new Map(labels.map(({ id, color, hotkey }, index) => {
      return [id, { color, shape: shapeOf(index), sign: signOf(index, hotkey) }];
    }));
    classes.set(labels, known);
  }
  return known.get(label) ?? NO_CLASS;
}

/** @param {State} state @param {Box} box */
function markOf(state, box) {
  if (box.open) return "open";
  if (state.mode === "draw") return isPinned(box) ? "pinned" : box.mended ? "mended" : "none";
  if (box.approved === null) return "none";
  return box.approved ? "approved" : "refused";
}

/**
 * @param {State} state
 * @param {Box} box
 */
export function isResting(state, box) {
  return box.key !== state.selected && isShown(state, box);
}

/**
 * What has to be painted anew where the resting boxes of one state are seen and those of another one are wanted.
 *
 * @param {State} before
 * @param {State} now
 * @returns {{places: Box[], all: boolean}} places: where something changed, as boxes that were or will be there;
 *   all: nearly everything looks different
 */
export function changesBetween(before, now) {
  if (DECIDING.some((field) => before[field] !== now[field])) return { places: [], all: true };
  /** @type {Box[]} */
  const places = [];
  if (before.selected !== now.selected) {
    for (const state of [before, now]) {
      places.push(...[before.selected, now.selected].flatMap((key) => state.boxes.find((box) => box.key === key) ?? []));
    }
  }
  const all = before.boxes !== now.boxes && compareBoxes(before, now, places);
  return { places, all };
}

/**
 * @param {State} before
 * @param {State} now
 * @param {Box[]} places is added to
 * @returns {boolean} whether boxes changed their numbers
 */
function compareBoxes(before, now, places) {
  const inBoth = Math.min(before.boxes.length, now.boxes.length);
  let at = 0;
  for (; at < inBoth && before.boxes[at].key === now.boxes[at].key; at += 1) {
    if (before.boxes[at] === now.boxes[at] || before.boxes[at].key === now.selected) continue;
    places.push(before.boxes[at], now.boxes[at]);
  }
  const [gone, come] = [before.boxes.slice(at), now.boxes.slice(at)];
  if (!gone.length || !come.length) {
    places.push(...gone, ...come);
    return false;
  }
  const [keysBefore, keysNow] = [gone, come].map((boxes) => new Set(boxes.map((box) => box.key)));
  places.push(...gone.filter((box) => !keysNow.has(box.key)), ...come.filter((box) => !keysBefore.has(box.key)));
  return true;
}
