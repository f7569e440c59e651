import assert from "node:assert/strict";
import { test } from "node:test";

import { missingFromPrevious, pasteBox, placeBox, takeOver } from "../../static/canvas/copying.js";
import { box, CAT, DOG, makeBench, rects } from "./bench.mjs";

const AT = { x: 200, y: 150 };

test("the last box is pasted with its middle at the pointer, in its own class", () => {
  const bench = makeBench({ boxes: [box(0, 0, 10, 10), box(50, 50, 40, 20, { label: DOG.id })] });
  pasteBox(bench, AT);
  assert.deepEqual(rects(bench.store)[2], [180, 140, 40, 20]);
  assert.equal(bench.store.state.boxes[2].label, DOG.id);
});

test("a selected box is pasted instead of the last", () => {
  const bench = makeBench({ boxes: [box(0, 0, 10, 10), box(50, 50, 40, 20)] });
  bench.store.set({ selected: bench.store.state.boxes[0].key });
  pasteBox(bench, AT);
  assert.deepEqual(rects(bench.store)[2], [195, 145, 10, 10]);
});

test("a box pasted at the edge stays whole within the picture", () => {
  const bench = makeBench({ boxes: [box(50, 50, 40, 20)] });
  pasteBox(bench, { x: 399, y: -20 });
  assert.deepEqual(rects(bench.store)[1], [360, 0, 40, 20]);
});

test("without a box, or on a full picture, nothing is pasted and a word says so", () => {
  const empty = makeBench();
  pasteBox(empty, AT);
  const full = makeBench({ maxBoxes: 1, boxes: [box(0, 0, 10, 10)] });
  pasteBox(full, AT);
  assert.deepEqual([empty.words, full.words], [["nothing_to_paste"], ["limit"]]);
  assert.equal(full.store.state.boxes.length, 1);
});

const PREVIOUS = [{ label: CAT.id, x: 10, y: 10, width: 30, height: 20 }, { label: DOG.id, x: 60, y: 60, width: 5, height: 5 }];

test("all boxes of the picture before come in one step", () => {
  const bench = makeBench({ previous: PREVIOUS });
  takeOver(bench);
  bench.history.commit();
  assert.deepEqual(rects(bench.store), [[10, 10, 30, 20], [60, 60, 5, 5]]);
  assert.deepEqual(bench.store.state.boxes.map(({ label }) => label), [CAT.id, DOG.id]);
  bench.history.undo();
  assert.equal(bench.store.state.boxes.length, 0);
});

test("taking over twice makes no box twice", () => {
  const bench = makeBench({ previous: PREVIOUS });
  takeOver(bench);
  takeOver(bench);
  assert.equal(bench.store.state.boxes.length, 2);
  assert.deepEqual(bench.words, ["nothing_to_take_over"]);
});

test("boxes of a class that this project has no more, or beyond this picture, stay behind", () => {
  const { store } = makeBench({
    previous: [...PREVIOUS, { ...PREVIOUS[0], label: 999 }, { label: CAT.id, x: 500, y: 10, width: 20, height: 20 }],
  });
  assert.equal(missingFromPrevious(store.state).length, 2);
});

test("more boxes than the picture may have are not taken over, and a word says so", () => {
  const bench = makeBench({ previous: PREVIOUS, maxBoxes: 1 });
  takeOver(bench);
  assert.deepEqual([bench.store.state.boxes.length, bench.words], [0, ["limit"]]);
});

test("a box placed by key lies in the middle of what is in sight, selected", () => {
  const bench = makeBench({ view: { scale: 4, x: -400, y: -400 } });
  placeBox(bench);
  assert.deepEqual(rects(bench.store), [[175, 156, 50, 38]]);
  assert.equal(bench.store.state.selected, bench.store.state.boxes[0].key);
  assert.deepEqual(bench.words, ["box_placed"]);
});
