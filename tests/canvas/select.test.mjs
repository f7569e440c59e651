import assert from "node:assert/strict";
import { test } from "node:test";

import { selectedBox, whenBoxesRest } from "../../static/canvas/store.js";
import { createJudgeTool } from "../../static/canvas/tools/judge.js";
import { createPanTool } from "../../static/canvas/tools/pan.js";
import { createSelectTool } from "../../static/canvas/tools/select.js";
import { box, handOn, makeBench, rects } from "./bench.mjs";

function using(create, options) {
  const bench = makeBench(options);
  const tool = create(bench);
  return { ...bench, tool, hand: handOn(tool, bench.store) };
}

const ONE = { boxes: [box(100, 100, 60, 40)] };

test("a click selects the box under it, a click beside lets it go", () => {
  const { store, hand } = using(createSelectTool, ONE);
  hand.click(130, 120);
  assert.equal(selectedBox(store.state).x, 100);
  hand.click(300, 250);
  assert.equal(store.state.selected, null);
});

test("a click that trembles moves nothing and is no step", () => {
  const { store, hand } = using(createSelectTool, ONE);
  hand.drag([130, 120], [131, 120.5]);
  assert.deepEqual(rects(store), [[100, 100, 60, 40]]);
  assert.equal(store.state.canUndo, false);
});

test("a drag moves the box, as one step", () => {
  const { store, hand, history } = using(createSelectTool, ONE);
  hand.drag([130, 120], [150, 90]);
  assert.deepEqual(rects(store), [[120, 70, 60, 40]]);
  history.undo();
  assert.deepEqual(rects(store), [[100, 100, 60, 40]]);
  assert.equal(store.state.canUndo, false);
});

for (const [what, from, by] of [
  ["move", [130, 120], [30, 10]],
  ["pull at a corner", [160, 140], [20, 10]],
  ["pull at an edge", [100, 120], [-15, 0]],
]) {
  test(`a ${what} that ends where it began is no step, and nothing to save`, () => {
    const { store, hand, history } = using(createSelectTool, ONE);
    hand.click(130, 120);
    const before = store.state.boxes;
    let saves = 0;
    whenBoxesRest(store, () => (saves += 1));
    store.set({ busy: true });
    hand.down(...from);
    hand.move(from[0] + by[0], from[1] + by[1]);
    assert.notDeepEqual(rects(store), [[100, 100, 60, 40]]);
    hand.move(...from);
    hand.up(...from);
    store.set({ busy: false });
    assert.equal(store.state.boxes, before);
    assert.deepEqual([store.state.canUndo, saves], [false, 0]);
    assert.equal(store.state.selected, before[0].key);
    history.undo();
    assert.deepEqual(rects(store), [[100, 100, 60, 40]]);
  });
}

test("a box that a reviewer carried there and back is not corrected", () => {
  const { store, hand } = using(createSelectTool, { ...ONE, mode: "review", tool: "correct" });
  hand.down(130, 120);
  hand.move(150, 130);
  hand.up(130, 120);
  assert.deepEqual([selectedBox(store.state).ghost, store.state.canUndo], [null, false]);
});

test("a box stops at the picture's edge and comes back with the pointer", () => {
  const { store, hand } = using(createSelectTool, ONE);
  hand.down(130, 120);
  hand.move(900, 120);
  assert.deepEqual(rects(store), [[340, 100, 60, 40]]);
  hand.move(140, 120);
  hand.up(140, 120);
  assert.deepEqual(rects(store), [[110, 100, 60, 40]]);
});

test("each handle pulls its own edges", () => {
  const expected = {
    "100,100": [110, 105, 50, 35],
    "130,100": [100, 105, 60, 35],
    "160,100": [100, 105, 70, 35],
    "160,120": [100, 100, 70, 40],
    "160,140": [100, 100, 70, 45],
    "130,140": [100, 100, 60, 45],
    "100,140": [110, 100, 50, 45],
    "100,120": [110, 100, 50, 40],
  };
  for (const [from, rect] of Object.entries(expected)) {
    const { store, hand } = using(createSelectTool, ONE);
    const [x, y] = from.split(",").map(Number);
    hand.click(130, 120);
    hand.drag([x, y], [x + 10, y + 5]);
    assert.deepEqual(rects(store), [rect], `handle at ${from}`);
  }
});

test("an edge taken from beside does not jump to the pointer", () => {
  const { store, hand } = using(createSelectTool, ONE);
  hand.click(130, 120);
  hand.drag([164, 120], [174, 120]);
  assert.deepEqual(rects(store), [[100, 100, 70, 40]]);
});

test("a pull that is broken off leaves the box as it was", () => {
  const { store, hand, tool } = using(createSelectTool, ONE);
  hand.down(130, 120);
  hand.move(200, 200);
  assert.equal(tool.cancel(), true);
  hand.up(200, 200);
  assert.deepEqual(rects(store), [[100, 100, 60, 40]]);
  assert.equal(store.state.canUndo, false);
});

test("a press on nothing is left to the picture", () => {
  const { hand } = using(createSelectTool, ONE);
  assert.equal(hand.down(300, 250), false);
});

test("the cursor says what a press would do", () => {
  const { hand } = using(createSelectTool, ONE);
  assert.equal(hand.cursor(130, 120), "move");
  assert.equal(hand.cursor(300, 250), "default");
  hand.click(130, 120);
  assert.equal(hand.cursor(160, 140), "nwse-resize");
});

test("a reader's click selects and a drag moves the picture, and no box ever changes", () => {
  const { store, hand } = using(createJudgeTool, { ...ONE, mode: "review" });
  hand.click(130, 120);
  assert.equal(selectedBox(store.state).x, 100);
  hand.drag([130, 120], [150, 130]);
  assert.deepEqual(rects(store), [[100, 100, 60, 40]]);
  assert.notDeepEqual(store.state.view, { scale: 2, x: 0, y: 0 });
});

test("the pan tool carries the picture with the pointer", () => {
  const { store, hand } = using(createPanTool, ONE);
  hand.down(10, 10);
  hand.move(30, 20);
  hand.up(30, 20);
  assert.deepEqual(store.state.view, { scale: 2, x: 40, y: 20 });
  assert.equal(store.state.fitted, false);
});

test("a click in the move tool brings the place to the middle, a held key's click does not", () => {
  const { store, hand } = using(createPanTool, ONE);
  hand.click(100, 100);
  assert.deepEqual(store.state.view, { scale: 2, x: 0, y: 0 });
  store.set({ tool: "pan" });
  hand.click(100, 100);
  assert.deepEqual(store.state.view, { scale: 2, x: 200, y: 100 });
});
