import assert from "node:assert/strict";
import { test } from "node:test";

import { matchPins } from "../../static/canvas/pins.js";
import { box, CAT, DOG } from "./bench.mjs";

const pin = (x, more = {}) => ({ label: CAT.id, x, y: 0, width: 5, height: 5, reason: "Too loose", ...more });

test("a pin finds the box of its place and class", () => {
  const { boxes, left } = matchPins([box(1, 0, 5, 5), box(2, 0, 5, 5)], [pin(2.004)]);
  assert.deepEqual(boxes.map(({ approved, reason }) => [approved, reason]), [[undefined, undefined], [false, "Too loose"]]);
  assert.deepEqual(left, []);
});

test("a pin whose box was moved or has another class is left over", () => {
  const pins = [pin(3), pin(1, { label: DOG.id })];
  assert.deepEqual(matchPins([box(1, 0, 5, 5)], pins).left, pins);
});

test("two pins on one place go to two boxes", () => {
  const { boxes, left } = matchPins([box(1, 0, 5, 5), box(1, 0, 5, 5)], [pin(1), pin(1, { reason: "Twice" })]);
  assert.deepEqual(boxes.map(({ reason }) => reason), ["Too loose", "Twice"]);
  assert.deepEqual(left, []);
});
