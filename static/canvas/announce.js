/**
 * What a screen reader is told of a change on the canvas, as the key of a text and its values. Pure.
 *
 * @typedef {{what: string, values: Record<string, string | number>}} Told
 */

import { openBoxes, proposalOf } from "./proposals.js";
import { drawnBoxes, labelOf, lastBox, selectedBox } from "./store.js";

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
  const pins = now.missing.length - before.missing.length;
  if (pins) return { what: pins > 0 ? "missing" : "missing_removed", values: { count: now.missing.length } };
  const answered = answerBetween(before, now);
  if (answered) return answered;
  const more = now.boxes.length - before.boxes.length;
  if (more < 0) return { what: "removed", values: { count: drawnBoxes(now).length } };
  const made = more === 1 ? lastBox(now) : undefined;
  if (made) return { what: "added", values: describe(now, made) };
  if (more > 0) return { what: "added_many", values: { count: more } };
  const shown = now.boxes === before.boxes ? coverBetween(before, now) : null;
  if (shown) return shown;
  const selected = selectedBox(now);
  if (selected) return changeOf(before, now, selected);
  if (now.label !== before.label) return { what: "label", values: { label: nameOf(now, now.label) } };
  return null;
}

/**
 * An answer to proposals, and the next one that waits for its own.
 *
 * @param {State} before
 * @param {State} now
 * @returns {Told | null}
 */
function answerBetween(before, now) {
  const left = openBoxes(now).length;
  const count = openBoxes(before).length - left;
  if (!count) return null;
  if (count < 0) return { what: "reopened", values: { left } };
  const what = now.boxes.length < before.boxes.length ? "rejected" : "accepted";
  const next = selectedBox(now);
  return next?.open
    ? { what: `${what}_next`, values: { ...describe(now, next), left } }
    : { what, values: { count, left } };
}

/**
 * What was locked or put out of sight, or came back. Who walks on to another box meanwhile is told of that one.
 *
 * @param {State} before
 * @param {State} now
 * @returns {Told | null}
 */
function coverBetween(before, now) {
  if (now.selected && now.selected !== before.selected) return null;
  const locked = now.boxes.find(({ key }) => now.locked.has(key) !== before.locked.has(key));
  if (locked) return { what: now.locked.has(locked.key) ? "locked" : "unlocked", values: describe(now, locked) };
  const [left, were] = [now, before].map(({ hidden, hiddenLabels }) => hidden.size + hiddenLabels.size);
  if (were && !left) return { what: "all_shown", values: {} };
  const hidden = now.boxes.find(({ key }) => now.hidden.has(key) !== before.hidden.has(key));
  if (hidden) return { what: now.hidden.has(hidden.key) ? "hidden" : "shown", values: describe(now, hidden) };
  const label = now.labels.find(({ id }) => now.hiddenLabels.has(id) !== before.hiddenLabels.has(id));
  if (!label) return null;
  return { what: now.hiddenLabels.has(label.id) ? "label_hidden" : "label_shown", values: { label: label.name } };
}

/**
 * @param {State} before
 * @param {State} now
 * @param {Box} box the selected one
 * @returns {Told | null}
 */
function changeOf(before, now, box) {
  const was = before.boxes.find(({ key }) => key === box.key);
  if (before.selected !== box.key) return { what: box.open ? "proposed" : "selected", values: describe(now, box) };
  if (!was) return null;
  const isMoved = before.boxes.indexOf(was) !== now.boxes.indexOf(box);
  if (was === box) return isMoved ? { what: "reordered", values: describe(now, box) } : null;
  if (was.approved !== box.approved) {
    return { what: box.approved ? "approved" : "refused", values: { ...describe(now, box), reason: box.reason } };
  }
  return { what: was.label === box.label ? "place" : "relabeled", values: describe(now, box) };
}

/** @param {State} state @param {Box} box */
function describe(state, box) {
  return {
    number: state.boxes.indexOf(box) + 1,
    total: drawnBoxes(state).length,
    label: nameOf(state, box.label),
    x: Math.round(box.x),
    y: Math.round(box.y),
    width: Math.round(box.width),
    height: Math.round(box.height),
    ...originOf(state, box),
  };
}

/** @param {State} state @param {Box} box @returns {Record<string, string>} */
function originOf(state, box) {
  const proposal = box.open && proposalOf(state, box);
  if (!proposal) return {};
  return { source: proposal.source, score: proposal.score === null ? "" : `${Math.round(proposal.score * 100)}\u00a0%` };
}

/** @param {State} state @param {number | null} id */
function nameOf(state, id) {
  return labelOf(state, id)?.name ?? "";
}
