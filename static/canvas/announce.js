/**
 * What a screen reader is told of a change on the canvas, as the key of a text and its values. Pure.
 *
 * @typedef {{what: string, values: Record<string, string | number>}} Told
 */

import { labelOf, lastBox, selectedBox } from "./store.js";

/** @import { Box, State } from "./store.js" */

/**
 * The most important thing that changed between two moments, or null.
 *
 * @param {State} before
 * @param {State} now
 * @returns {Told | null}
 */
export function changeBetween(before, now) {
  if (now.picture !== before.picture) return null;
  const more = now.boxes.length - before.boxes.length;
  if (more < 0) return { what: "removed", values: { count: now.boxes.length } };
  const made = more === 1 ? lastBox(now) : undefined;
  if (made) return { what: "added", values: describe(now, made) };
  if (more > 0) return { what: "added_many", values: { count: more } };
  const selected = selectedBox(now);
  if (selected) return changeOf(before, now, selected);
  if (now.label !== before.label) return { what: "label", values: { label: nameOf(now, now.label) } };
  return null;
}

/**
 * @param {State} before
 * @param {State} now
 * @param {Box} box the selected one
 * @returns {Told | null}
 */
function changeOf(before, now, box) {
  const was = before.boxes.find(({ key }) => key === box.key);
  if (before.selected !== box.key) return { what: "selected", values: describe(now, box) };
  if (was === box || !was) return null;
  return { what: was.label === box.label ? "place" : "relabeled", values: describe(now, box) };
}

/** @param {State} state @param {Box} box */
function describe(state, box) {
  return {
    number: state.boxes.indexOf(box) + 1,
    total: state.boxes.length,
    label: nameOf(state, box.label),
    x: Math.round(box.x),
    y: Math.round(box.y),
    width: Math.round(box.width),
    height: Math.round(box.height),
  };
}

/** @param {State} state @param {number | null} id */
function nameOf(state, id) {
  return labelOf(state, id)?.name ?? "";
}
