import assert from "node:assert/strict";
import { test } from "node:test";

import { findDoubles } from "../../static/canvas/doubles.js";
import { iou } from "../../static/canvas/geometry.js";
import { box, DOG, makeStore, seeded } from "./bench.mjs";

function numbers(boxes) {
  const all = makeStore({ boxes }).state.boxes;
  return findDoubles(all).map((pair) => pair.map((one) => all.indexOf(one) + 1));
}

test("two boxes of one class at nearly the same place are doubles", () => {
  assert.deepEqual(numbers([box(10, 10, 100, 100), box(200, 10, 50, 50), box(11, 11, 100, 100)]), [[1, 3]]);
});

test("another class, or a little more apart, is not a double", () => {
  assert.deepEqual(numbers([box(10, 10, 100, 100), box(10, 10, 100, 100, { label: DOG.id })]), []);
  assert.deepEqual(numbers([box(10, 10, 100, 100), box(13, 13, 100, 100)]), []);
});

test("three boxes over each other are three pairs, the first drawn first", () => {
  assert.deepEqual(numbers([box(12, 10, 100, 100), box(11, 10, 100, 100), box(10, 10, 100, 100)]), [[1, 2], [1, 3], [2, 3]]);
});

test("the quick search finds what the slow one finds", () => {
  const chance = seeded(9);
  const boxes = Array.from({ length: 300 }, () => box(chance() * 20, chance() * 20, 200 + chance() * 5, 200 + chance() * 5));
  const all = makeStore({ boxes }).state.boxes;
  let slow = 0;
  for (let a = 0; a < all.length; a += 1) {
    for (let b = a + 1; b < all.length; b += 1) if (iou(all[a], all[b]) > 0.95) slow += 1;
  }
  assert.ok(slow > 0);
  assert.equal(findDoubles(all).length, slow);
});
