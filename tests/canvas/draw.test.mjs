import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseLabel } from "../../static/canvas/boxes.js";
import { createDrawTool } from "../../static/canvas/tools/draw.js";
import { box, CAT, DOG, handOn, makeBench, rects } from "./bench.mjs";

function drawing(options) {
  const bench = makeBench(options);
  const tool = createDrawTool(bench);
  return { ...bench, tool, hand: handOn(tool, bench.store) };
}

test("three drags in a row are three boxes of the same class", () => {
  const { store, hand } = drawing();
  hand.drag([10, 10], [50, 60]);
  hand.drag([20, 20], [30, 30]);
  hand.drag([100, 100], [60, 80]);
  assert.deepEqual(rects(store), [[10, 10, 40, 50], [20, 20, 10, 10], [60, 80, 40, 20]]);
  assert.deepEqual(store.state.boxes.map(({ label }) => label), [CAT.id, CAT.id, CAT.id]);
});

test("two clicks draw a box, and it follows the pointer between them", () => {
  const { store, hand } = drawing();
  hand.click(10, 10);
  hand.move(40, 30);
  assert.deepEqual(store.state.sketch, { x: 10, y: 10, width: 30, height: 20 });
  hand.click(50, 60);
  assert.deepEqual(rects(store), [[10, 10, 40, 50]]);
  assert.equal(store.state.sketch, null);
});

test("drags and clicks can follow each other in any order", () => {
  const { store, hand } = drawing();
  hand.click(10, 10);
  hand.click(20, 20);
  hand.drag([30, 30], [50, 50]);
  hand.click(60, 60);
  hand.click(80, 80);
  assert.equal(store.state.boxes.length, 3);
});

test("a click that trembles is still a click", () => {
  const { store, hand } = drawing();
  hand.down(10, 10);
  hand.move(10.5, 11);
  hand.up(10.5, 11);
  assert.equal(store.state.boxes.length, 0);
  hand.click(60, 60);
  assert.equal(store.state.boxes.length, 1);
});

test("one box is one step of undo", () => {
  const { store, hand, history } = drawing();
  hand.drag([10, 10], [50, 60]);
  hand.click(10, 10);
  hand.click(90, 90);
  history.undo();
  assert.equal(store.state.boxes.length, 1);
  history.undo();
  assert.equal(store.state.boxes.length, 0);
});

test("a class chosen in the middle of a drag is the class of that box and of the next", () => {
  const { store, hand } = drawing();
  hand.down(10, 10);
  hand.move(30, 30);
  chooseLabel(store, DOG.id);
  hand.up(50, 50);
  hand.drag([60, 60], [90, 90]);
  assert.deepEqual(store.state.boxes.map(({ label }) => label), [DOG.id, DOG.id]);
});

test("a class chosen for the next box leaves the one just drawn as it is", () => {
  const { store, hand } = drawing();
  hand.drag([10, 10], [50, 50]);
  chooseLabel(store, DOG.id);
  assert.equal(store.state.boxes[0].label, CAT.id);
});

test("a box under one pixel is not made, and a word says so", () => {
  const { store, hand, words } = drawing();
  hand.click(10, 10);
  hand.click(10, 10);
  hand.drag([10, 10], [90, 10.2]);
  assert.equal(store.state.boxes.length, 0);
  assert.equal(store.state.sketch, null);
  assert.deepEqual(words, ["too_small", "too_small"]);
});

test("a drag from beyond the picture is cut to it", () => {
  const { store, hand } = drawing();
  hand.drag([-40, -40], [30, 20]);
  assert.deepEqual(rects(store), [[0, 0, 30, 20]]);
});

test("a drag that never touches the picture makes no box", () => {
  const { store, hand, words } = drawing();
  hand.drag([-40, -40], [-10, -10]);
  assert.equal(store.state.boxes.length, 0);
  assert.deepEqual(words, ["too_small"]);
});

test("a full picture takes no more boxes, and a word says so", () => {
  const { store, hand, words } = drawing({ maxBoxes: 1, boxes: [box(0, 0, 5, 5)] });
  hand.drag([10, 10], [50, 50]);
  assert.equal(store.state.boxes.length, 1);
  assert.equal(store.state.sketch, null);
  assert.deepEqual(words, ["limit"]);
});

test("a project without classes says why nothing is drawn", () => {
  const { store, hand, words } = drawing({ labels: [], label: null });
  hand.drag([10, 10], [50, 50]);
  assert.equal(store.state.boxes.length, 0);
  assert.deepEqual(words, ["no_labels"]);
});

test("a drag that is broken off leaves nothing behind", () => {
  const { store, hand, tool } = drawing();
  hand.down(10, 10);
  hand.move(50, 50);
  assert.equal(tool.cancel(), true);
  hand.up(60, 60);
  assert.equal(store.state.boxes.length, 0);
  assert.equal(store.state.sketch, null);
  assert.equal(tool.cancel(), false);
});

test("a box broken off between its two clicks leaves nothing behind", () => {
  const { store, hand, tool } = drawing();
  hand.click(10, 10);
  tool.cancel();
  hand.click(50, 50);
  assert.equal(store.state.boxes.length, 0);
});

test("a press that was half a pinch is taken back, and a corner that was set before it stays", () => {
  const { store, hand, tool } = drawing();
  hand.down(10, 10);
  tool.letGo();
  assert.equal(store.state.sketch, null);
  hand.click(10, 10);
  hand.down(30, 30);
  tool.letGo();
  hand.click(50, 60);
  assert.deepEqual(rects(store), [[10, 10, 40, 50]]);
});

test("a drag after a stray click is a box of its own, and a press that only aims is the second corner", () => {
  const { store, hand } = drawing();
  hand.click(10, 10);
  hand.drag([100, 100], [160, 150]);
  assert.deepEqual(rects(store), [[100, 100, 60, 50]]);
  hand.click(200, 200);
  hand.drag([250, 240], [253, 242]);
  assert.deepEqual(rects(store).at(-1), [200, 200, 53, 42]);
});
