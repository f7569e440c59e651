import assert from "node:assert/strict";
import { test } from "node:test";

import { within } from "../../static/canvas/page/place.js";
import { shapeOf } from "../../static/canvas/shapes.js";
import { PICTURE } from "./bench.mjs";

const RECT = { x: 100, y: 100, width: 60, height: 40 };

test("a number that was typed is kept in the picture and changes its own side alone", () => {
  assert.deepEqual(within({ ...RECT, x: 12.5 }, "x", PICTURE, 1), { x: 12.5 });
  assert.deepEqual(within({ ...RECT, x: 999 }, "x", PICTURE, 1), { x: 340 });
  assert.deepEqual(within({ ...RECT, y: -3 }, "y", PICTURE, 1), { y: 0 });
  assert.deepEqual(within({ ...RECT, width: 0 }, "width", PICTURE, 1), { width: 1 });
  assert.deepEqual(within({ ...RECT, width: 0 }, "width", PICTURE, 8), { width: 8 });
  assert.deepEqual(within({ ...RECT, height: 500 }, "height", PICTURE, 1), { height: 200 });
});

test("neighbors in the palette never have the same shape", () => {
  const shapes = Array.from({ length: 12 }, (_, index) => shapeOf(index));
  assert.equal(new Set(shapes.slice(0, 6)).size, 6);
  assert.deepEqual(shapes.slice(6), shapes.slice(0, 6));
});
