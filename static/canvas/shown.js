/**
 * Which boxes a hand can reach: those that are in sight and not locked. What is hidden or locked is this page's
 * own affair; it is handed in like any other box.
 */

import { isWithin } from "./geometry.js";

/**
 * @import { Point } from "./geometry.js"
 * @import { Box, State, Store } from "./store.js"
 */

/**
 * @param {State} state
 * @param {Box} box
 */
export function isShown({ hidden, hiddenLabels }, box) {
  return !hidden.has(box.key) && !hiddenLabels.has(box.label);
}

/** @param {State} state */
export function shownBoxes(state) {
  // Mostly nothing is hidden, and a pointer asks at every move.
  if (!state.hidden.size && !state.hiddenLabels.size) return state.boxes;
  return state.boxes.filter((box) => isShown(state, box));
}

/** @param {State} state */
export function reachableBoxes(state) {
  const shown = shownBoxes(state);
  return state.locked.size ? shown.filter((box) => !state.locked.has(box.key)) : shown;
}

/**
 * The boxes that Tab goes through: those that lie over each other under the pointer, the smallest first, or all
 * where there is only one to choose from.
 *
 * @param {State} state
 * @param {Point | null} at in picture pixels
 * @returns {readonly Box[]}
 */
export function stackAt(state, at) {
  const all = shownBoxes(state);
  const stack = at ? all.filter((box) => isWithin(box, at)) : [];
  if (!stack.length || (stack.length === 1 && stack[0].key === state.selected)) return all;
  return stack.sort((a, b) => a.width * a.height - b.width * b.height);
}

/**
 * @template T
 * @param {ReadonlySet<T>} set
 * @param {T} member
 * @returns {ReadonlySet<T>}
 */
function toggled(set, member) {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}

/**
 * @template T
 * @param {ReadonlySet<T>} set
 * @param {readonly T[]} members
 * @returns {ReadonlySet<T>} the same one where it has none of them
 */
export function without(set, members) {
  return members.some((member) => set.has(member)) ? new Set([...set].filter((one) => !members.includes(one))) : set;
}

/**
 * What goes out of sight goes out of the hand: nobody should move a box unseen.
 *
 * @param {Store} store
 * @param {Partial<Pick<State, "hidden" | "hiddenLabels">>} changes
 */
function hide(store, changes) {
  const state = { ...store.state, ...changes };
  const isGone = state.boxes.some((box) => box.key === state.selected && !isShown(state, box));
  store.set(isGone ? { ...changes, selected: null } : changes);
}

/** @param {Store} store @param {string} key */
export function toggleHidden(store, key) {
  hide(store, { hidden: toggled(store.state.hidden, key) });
}

/** @param {Store} store @param {Box} box */
export function showBox(store, box) {
  const { hidden, hiddenLabels } = store.state;
  store.set({ hidden: without(hidden, [box.key]), hiddenLabels: without(hiddenLabels, [box.label]) });
}

/** @param {Store} store @param {string} key */
export function toggleLocked(store, key) {
  store.set({ locked: toggled(store.state.locked, key) });
}

/** @param {Store} store @param {number} label */
export function toggleLabel(store, label) {
  hide(store, { hiddenLabels: toggled(store.state.hiddenLabels, label) });
}

/** @param {Store} store */
export function showAll(store) {
  store.set({ hidden: new Set(), hiddenLabels: new Set() });
}
