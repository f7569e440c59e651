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
  const body = decisionBody({ boxes: [bad(1, "Too tight"), good(2)] }, "rejected", " Not my project ", 5);
  assert.deepEqual(body, {
    decision: "rejected",
    reason: "Not my project",
    boxes: [
      { id: 1, approved: false, reason: "Too tight" },
      { id: 2, approved: false, reason: "Not my project" },
    ],
    missing: [],
    active_ms: 5,
  });
});

test("an approval carries the boxes that are refused all the same", () => {
  const { boxes } = decisionBody({ boxes: [good(1), bad(2)] }, "approved", "", 5);
  assert.deepEqual(boxes, [good(1), bad(2)]);
});

test("a pin where a box is missing is reason enough for a return, and none for a rejection", () => {
  const missing = [{ key: "b9", x: 4, y: 5, label: null, reason: "" }];
  assert.equal(needsReason([good(1)], "returned", "", missing), false);
  assert.equal(needsReason([good(1)], "rejected", "", missing), true);
  const body = decisionBody({ boxes: [good(1)], missing }, "returned", "", 5);
  assert.deepEqual(body.missing, [{ x: 4, y: 5, label: null, reason: "" }]);
});

test("a correction goes with the approval of its box, and with nothing else", () => {
  const ghost = { label: 1, x: 0, y: 0, width: 10, height: 10 };
  const corrected = { ...good(1), label: 2, x: 3, y: 0, width: 10, height: 10, ghost };
  const untouched = { ...good(2), ...ghost, ghost };
  const boxes = [corrected, untouched];
  assert.deepEqual(decisionBody({ boxes }, "approved", "", 5).boxes, [
    { ...good(1), correction: { label: 2, x: 3, y: 0, width: 10, height: 10 } },
    good(2),
  ]);
  assert.deepEqual(decisionBody({ boxes }, "returned", "Again", 5).boxes, [good(1), good(2)]);
  const refused = { ...corrected, approved: false, reason: "No" };
  assert.deepEqual(decisionBody({ boxes: [refused] }, "approved", "", 5).boxes, [bad(1, "No")]);
});
