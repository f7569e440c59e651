/**
 * A reviewer's decision on a whole submission: what it still needs, and what is sent. Returning needs a reason
 * somewhere or a pin, rejecting needs a reason for every box.
 *
 * @typedef {"approved" | "returned" | "rejected"} Decision
 */

import { correctionOf } from "./correction.js";
import { outgoingMissing } from "./missing.js";

/** @import { Box, Missing } from "./store.js" */

/**
 * @param {readonly Box[]} boxes
 * @param {Decision} decision
 * @param {string} reason for the whole submission
 * @param {readonly Missing[]} [missing]
 */
export function needsReason(boxes, decision, reason, missing = []) {
  if (decision === "approved" || reason.trim()) return false;
  const refused = boxes.filter((box) => box.approved === false);
  if (decision === "returned") return refused.length === 0 && missing.length === 0;
  return boxes.length === 0 || refused.length < boxes.length;
}

/**
 * @param {{boxes: readonly Box[], missing?: readonly Missing[]}} found
 * @param {Decision} decision
 * @param {string} reason
 * @param {number} activeMs
 */
export function decisionBody({ boxes, missing = [] }, decision, reason, activeMs) {
  const overall = reason.trim();
  return {
    decision,
    reason: overall,
    boxes: boxes.map((box) =>
      decision === "rejected"
        ? { id: box.id, approved: false, reason: box.reason || overall }
        : { id: box.id, approved: box.approved !== false, reason: box.reason, ...correction(box, decision) },
    ),
    missing: outgoingMissing(missing),
    active_ms: activeMs,
  };
}

/** A correction belongs to an approval: what goes back is corrected by its worker. @param {Box} box @param {Decision} decision */
function correction(box, decision) {
  const made = decision === "approved" && box.approved !== false ? correctionOf(box) : null;
  return made ? { correction: made } : {};
}
