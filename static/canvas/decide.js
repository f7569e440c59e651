/**
 * A reviewer's decision on a whole submission: what it still needs, and what is sent. Returning needs a reason
 * somewhere, rejecting needs one for every box.
 *
 * @typedef {"approved" | "returned" | "rejected"} Decision
 */

/** @import { Box } from "./store.js" */

/**
 * @param {readonly Box[]} boxes
 * @param {Decision} decision
 * @param {string} reason for the whole submission
 */
export function needsReason(boxes, decision, reason) {
  if (decision === "approved" || reason.trim()) return false;
  const refused = boxes.filter((box) => box.approved === false);
  return decision === "returned" ? refused.length === 0 : boxes.length === 0 || refused.length < boxes.length;
}

/**
 * @param {readonly Box[]} boxes
 * @param {Decision} decision
 * @param {string} reason
 * @param {number} activeMs
 */
export function decisionBody(boxes, decision, reason, activeMs) {
  const overall = reason.trim();
  return {
    decision,
    reason: overall,
    boxes: boxes.map((box) =>
      decision === "rejected"
        ? { id: box.id, approved: false, reason: box.reason || overall }
        : { id: box.id, approved: box.approved !== false, reason: box.reason },
    ),
    active_ms: activeMs,
  };
}
