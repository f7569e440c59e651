import assert from "node:assert/strict";
import { test } from "node:test";

import { decisionBody, needsReason } from "../../static/canvas/decide.js";

const good = (id) => ({ id, approved: true, reason: "" });
const bad = (id, reason = "Too loose") => ({ id, approved: false, reason });

test("approving needs no reason", () => {
  assert.equal(needsReason([good(1), bad(2)], "approved", ""), false);
});

test("returning needs a reason for the whole or a pin on a box", () => {
  assert.equal(needsReason([good(1)], "returned", " "), true);
  assert.equal(needsReason([good(1)], "returned", "Look again"), false);
  assert.equal(needsReason([good(1), bad(2)], "returned", ""), false);
});

test("rejecting needs a reason for every box", () => {
  assert.equal(needsReason([bad(1), good(2)], "rejected", ""), true);
  assert.equal(needsReason([bad(1), bad(2)], "rejected", ""), false);
  assert.equal(needsReason([], "rejected", ""), true);
});

test("a rejection carries a reason on every box: its own or the one for the whole", () => {
  const body = decisionBody([bad(1, "Too tight"), good(2)], "rejected", " Not my project ", 5);
  assert.deepEqual(body, {
    decision: "rejected",
    reason: "Not my project",
    boxes: [
      { id: 1, approved: false, reason: "Too tight" },
      { id: 2, approved: false, reason: "Not my project" },
    ],
    active_ms: 5,
  });
});

test("an approval carries the boxes that are refused all the same", () => {
  const { boxes } = decisionBody([good(1), bad(2)], "approved", "", 5);
  assert.deepEqual(boxes, [good(1), bad(2)]);
});
