import assert from "node:assert/strict";
import { test } from "node:test";

import { boxAt, handleAt, handlePoints, iou, isTooSmall, moveRect, rectBetween, resizeRect } from "../../static/canvas/geometry.js";
import { PICTURE, seeded } from "./bench.mjs";

const HANDLES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

function assertInside({ x, y, width, height }, size = PICTURE) {
  assert.ok(x >= 0 && y >= 0, `starts at ${x}, ${y}`);
  assert.ok(x + width <= size.width, `${x} + ${width} overshoots ${size.width}`);
  assert.ok(y + height <= size.height, `${y} + ${height} overshoots ${size.height}`);
}

test("two corners make the same box in whichever order they come", () => {
  const expected = { x: 10, y: 20, width: 30, height: 40 };
  for (const [a, b] of [[[10, 20], [40, 60]], [[40, 60], [10, 20]], [[10, 60], [40, 20]], [[40, 20], [10, 60]]]) {
    assert.deepEqual(rectBetween({ x: a[0], y: a[1] }, { x: b[0], y: b[1] }, PICTURE), expected);
  }
});

test("what is drawn beyond the picture is cut to it", () => {
  assert.deepEqual(rectBetween({ x: -50, y: -1 }, { x: 1e9, y: 12 }, PICTURE), { x: 0, y: 0, width: 400, height: 12 });
});

test("a box under one pixel is too small, and one of exactly one pixel is not", () => {
  assert.ok(isTooSmall({ x: 0, y: 0, width: 0.99, height: 20 }));
  assert.ok(isTooSmall({ x: 0, y: 0, width: 20, height: 0 }));
  assert.ok(!isTooSmall({ x: 0, y: 0, width: 1, height: 1 }));
});

test("whatever is drawn, moved or resized stays inside the picture, to the last bit", () => {
  const chance = seeded(1);
  const anywhere = () => ({ x: chance() * 600 - 100, y: chance() * 500 - 100 });
  for (let i = 0; i < 5000; i += 1) {
    const drawn = rectBetween(anywhere(), anywhere(), PICTURE);
    assertInside(drawn);
    if (isTooSmall(drawn)) continue;
    const moved = moveRect(drawn, chance() * 900 - 450, chance() * 900 - 450, PICTURE);
    assertInside(moved);
    assert.deepEqual([moved.width, moved.height], [drawn.width, drawn.height]);
    const resized = resizeRect(moved, HANDLES[i % 8], anywhere(), PICTURE);
    assertInside(resized);
    assert.ok(!isTooSmall(resized), JSON.stringify(resized));
  }
});

test("no handle makes a side shorter than the project allows, also in a picture hardly wider than that", () => {
  const chance = seeded(3);
  for (let i = 0; i < 3000; i += 1) {
    const least = 1 + Math.floor(chance() * 40);
    const picture = { width: least + Math.floor(chance() * 60), height: least + Math.floor(chance() * 200) };
    const anywhere = () => ({ x: chance() * 300 - 100, y: chance() * 300 - 100 });
    const drawn = rectBetween(anywhere(), anywhere(), picture);
    if (isTooSmall(drawn, least)) continue;
    const resized = resizeRect(drawn, HANDLES[i % 8], anywhere(), picture, least);
    assertInside(resized, picture);
    assert.ok(!isTooSmall(resized, least), JSON.stringify([least, picture, drawn, resized]));
  }
});

test("the edges that a handle does not hold stay where they are", () => {
  const rect = { x: 100, y: 100, width: 50, height: 40 };
  assert.deepEqual(resizeRect(rect, "e", { x: 200, y: 5 }, PICTURE), { x: 100, y: 100, width: 100, height: 40 });
  assert.deepEqual(resizeRect(rect, "nw", { x: 90, y: 80 }, PICTURE), { x: 90, y: 80, width: 60, height: 60 });
});

test("a handle pulled across the opposite side turns the box over", () => {
  const rect = { x: 100, y: 100, width: 50, height: 40 };
  assert.deepEqual(resizeRect(rect, "w", { x: 180, y: 0 }, PICTURE), { x: 150, y: 100, width: 30, height: 40 });
});

test("a box is stored within 0.01 pixels of where it was drawn", () => {
  const chance = seeded(2);
  for (let i = 0; i < 2000; i += 1) {
    const [a, b] = [{ x: chance() * 200, y: chance() * 150 }, { x: 200 + chance() * 200, y: 150 + chance() * 150 }];
    const rect = rectBetween(a, b, PICTURE);
    for (const miss of [rect.x - a.x, rect.y - a.y, rect.x + rect.width - b.x, rect.y + rect.height - b.y]) {
      assert.ok(Math.abs(miss) < 0.01);
    }
  }
});

test("every handle can be taken where it is drawn, and the middle belongs to none", () => {
  const rect = { x: 100, y: 100, width: 60, height: 60 };
  assert.deepEqual(handlePoints(rect).map((point) => handleAt(rect, point, 6)), ["nw", "n", "ne", "w", "e", "sw", "s", "se"]);
  assert.equal(handleAt(rect, { x: 130, y: 130 }, 6), null);
  assert.equal(handleAt(rect, { x: 90, y: 130 }, 6), null);
});

test("the middle of a small box moves it however far its handles reach", () => {
  assert.equal(handleAt({ x: 100, y: 100, width: 6, height: 6 }, { x: 103, y: 103 }, 22), null);
});

test("a handle is as large a target on a small box as on a large one", () => {
  for (const side of [3, 6, 20, 200]) {
    const rect = { x: 100, y: 100, width: side, height: side };
    const middle = 100 + side / 2;
    const taken = [];
    for (let y = 60; y < 100 + side; y += 0.25) if (handleAt(rect, { x: middle, y }, 12)?.startsWith("n")) taken.push(y);
    assert.ok(taken.at(-1) - taken[0] >= 23.5, `${side}: ${taken.at(-1) - taken[0]}`);
  }
});

test("two boxes overlap from not at all to fully", () => {
  const rect = { x: 10, y: 10, width: 20, height: 10 };
  assert.equal(iou(rect, rect), 1);
  assert.equal(iou(rect, { ...rect, x: 30 }), 0);
  assert.equal(iou(rect, { ...rect, x: 20 }), 1 / 3);
});

test("a click means the smallest box under it", () => {
  const [big, small] = [{ x: 0, y: 0, width: 100, height: 100 }, { x: 40, y: 40, width: 10, height: 10 }];
  assert.equal(boxAt([small, big], { x: 45, y: 45 }, 0), small);
  assert.equal(boxAt([small, big], { x: 5, y: 5 }, 0), big);
  assert.equal(boxAt([small, big], { x: 200, y: 5 }, 0), null);
});
