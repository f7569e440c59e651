import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseLabel } from "../../static/canvas/boxes.js";
import { createExtremeTool } from "../../static/canvas/tools/extreme.js";
import { box, DOG, handOn, makeBench, rects } from "./bench.mjs";

const POINTS = [[50, 10], [20, 40], [45, 90], [80, 30]];

function drawing(options) {
  const bench = makeBench({ tool: "extreme", ...options });
  const tool = createExtremeTool(bench);
  return { ...bench, tool, hand: handOn(tool, bench.store) };
}

/** Every order in which four points can be clicked. */
function orders(items) {
  if (items.length < 2) return [items];
  return items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

test("four clicks on the extreme points are a box, in any order", () => {
  const all = orders(POINTS);
  assert.equal(all.length, 24);
  for (const order of all) {
    const { store, hand } = drawing();
    for (const [x, y] of order) hand.click(x, y);
    assert.deepEqual(rects(store), [[20, 10, 60, 80]]);
    assert.deepEqual([store.state.marks, store.state.sketch], [[], null]);
  }
});

test("the box to come follows the pointer from the first click on", () => {
  const { store, hand } = drawing();
  hand.move(5, 5);
  assert.equal(store.state.sketch, null);
  hand.click(...POINTS[0]);
  hand.move(60, 30);
  assert.deepEqual(store.state.sketch, { x: 50, y: 10, width: 10, height: 20 });
  assert.deepEqual(store.state.marks, [{ x: 50, y: 10 }]);
});

test("a point is where the pointer is let go", () => {
  const { store, hand } = drawing();
  hand.drag([200, 200], POINTS[0]);
  for (const [x, y] of POINTS.slice(1)) hand.click(x, y);
  assert.deepEqual(rects(store), [[20, 10, 60, 80]]);
});

test("boxes follow each other without a key, each one step of undo", () => {
  const { store, hand, history } = drawing();
  for (let round = 0; round < 3; round += 1) for (const [x, y] of POINTS) hand.click(x + round, y);
  assert.equal(store.state.boxes.length, 3);
  history.undo();
  assert.equal(store.state.boxes.length, 2);
});

test("a class chosen between the points is the class of that box", () => {
  const { store, hand } = drawing();
  hand.click(...POINTS[0]);
  hand.click(...POINTS[1]);
  chooseLabel(store, DOG.id);
  hand.click(...POINTS[2]);
  hand.click(...POINTS[3]);
  assert.equal(store.state.boxes[0].label, DOG.id);
});

test("points beyond the picture are taken at its edge", () => {
  const { store, hand } = drawing();
  for (const [x, y] of [[50, -40], [-30, 40], [45, 90], [80, 30]]) hand.click(x, y);
  assert.deepEqual(rects(store), [[0, 0, 80, 90]]);
});

test("points that are broken off leave nothing behind", () => {
  const { store, hand, tool } = drawing();
  hand.click(...POINTS[0]);
  hand.click(...POINTS[1]);
  assert.equal(tool.cancel(), true);
  assert.deepEqual([store.state.marks, store.state.sketch, store.state.boxes.length], [[], null, 0]);
  assert.equal(tool.cancel(), false);
});

test("four points on one line are no box, and a word says so", () => {
  const { store, hand, words } = drawing();
  for (const x of [10, 20, 30, 40]) hand.click(x, 50);
  assert.equal(store.state.boxes.length, 0);
  assert.deepEqual(words, ["too_small"]);
});

test("a full picture takes no more points, and a word says so", () => {
  const { store, hand, words } = drawing({ maxBoxes: 1, boxes: [box(0, 0, 5, 5)] });
  hand.click(...POINTS[0]);
  assert.deepEqual([store.state.marks, words], [[], ["limit"]]);
});

test("a press that was half a pinch is taken back, and the points before it stay", () => {
  const { store, hand, tool } = drawing();
  hand.click(...POINTS[0]);
  hand.down(300, 200);
  tool.letGo();
  assert.deepEqual([store.state.marks.length, store.state.sketch.width], [1, 0]);
  for (const [x, y] of POINTS.slice(1)) hand.click(x, y);
  assert.deepEqual(rects(store), [[20, 10, 60, 80]]);
});
