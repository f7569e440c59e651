/**
 * Boxes that a model or an import proposes. The open ones lie behind the worker's own in the list of boxes, until a hand
 * acts on them: accepted or corrected they are boxes like any other, rejected they are gone from it. So the history of
 * the boxes is that of the answers too, and one undo takes one back.
 */

import { rectBetween } from "./geometry.js";
import { drawnBoxes } from "./store.js";

/** @import { Box, Proposal, State, Store } from "./store.js" */

/**
 * Takes in what is proposed for the picture, beside the boxes that are there already.
 *
 * @param {Store} store
 * @param {readonly Proposal[]} proposals
 * @param {readonly number[]} rejected ids of those that were turned down before
 */
export function takeProposals(store, proposals, rejected) {
  const { boxes, picture } = store.state;
  const answered = new Set([...boxes.map(({ proposal }) => proposal), ...rejected]);
  const judged = { approved: null, reason: "", mended: false, beside: false, ghost: null, change: null, before: "" };
  const open = proposals.filter(({ id }) => !answered.has(id));
  /** @type {Box[]} */
  const made = open.map((box) => ({
    ...rectBetween(box, { x: box.x + box.width, y: box.y + box.height }, picture),
    id: null,
    key: store.newKey(),
    label: box.label,
    ...judged,
    proposal: box.id,
    open: true,
  }));
  store.set({ proposals, boxes: [...boxes, ...made] });
}

/** @param {Pick<State, "boxes">} state */
export function openBoxes({ boxes }) {
  return boxes.at(-1)?.open ? boxes.filter(({ open }) => open) : [];
}

/**
 * The worker stands for these boxes from here on: they follow those drawn before. Boxes that are not open stay.
 *
 * @param {Store} store
 * @param {readonly Box[]} accepted
 */
export function acceptBoxes(store, accepted) {
  const keys = new Set(accepted.map(({ key }) => key));
  const open = openBoxes(store.state);
  const taken = open.filter(({ key }) => keys.has(key)).map((box) => ({ ...box, open: false }));
  if (!taken.length) return;
  const left = open.filter(({ key }) => !keys.has(key));
  store.set({ boxes: [...drawnBoxes(store.state), ...taken, ...left], last: taken[taken.length - 1].key });
}

/**
 * What is known of a proposal besides its place.
 *
 * @param {State} state
 * @param {Box} box
 */
export function proposalOf({ proposals }, box) {
  return proposals.find(({ id }) => id === box.proposal);
}
