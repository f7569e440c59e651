import assert from "node:assert/strict";
import { test } from "node:test";

import { addBox, chooseLabel, judgeBox, nudgeSelected, removeSelected, selectNext } from "../../static/canvas/boxes.js";
import { isPinned, outgoingBoxes, selectedBox, worthMicro } from "../../static/canvas/store.js";
import { box, CAT, DOG, makeStore, rects } from "./bench.mjs";

test("listeners hear of every change with the state before it", () => {
  const store = makeStore();
  const heard = [];
  const stop = store.subscribe((now, before) => heard.push([before.tool, now.tool]));
  store.set({ tool: "select" });
  stop();
  store.set({ tool: "pan" });
  assert.deepEqual(heard, [["draw", "select"]]);
});

test("states already taken do not change afterwards", () => {
  const store = makeStore();
  const before = store.state;
  addBox(store, { x: 1, y: 2, width: 3, height: 4 }, CAT.id);
  assert.equal(before.boxes.length, 0);
  assert.equal(store.state.boxes.length, 1);
});

test("a box keeps its key while others come and go", () => {
  const store = makeStore({ boxes: [box(0, 0, 5, 5), box(10, 0, 5, 5), box(20, 0, 5, 5)] });
  const last = store.state.boxes[2].key;
  store.set({ selected: store.state.boxes[0].key });
  removeSelected(store);
  addBox(store, { x: 30, y: 0, width: 5, height: 5 }, CAT.id);
  assert.equal(store.state.boxes[1].key, last);
  assert.equal(new Set(store.state.boxes.map(({ key }) => key)).size, 3);
});

test("the first class is chosen from the start, and a choice sticks", () => {
  const store = makeStore();
  assert.equal(store.state.label, CAT.id);
  chooseLabel(store, DOG.id);
  assert.equal(store.state.label, DOG.id);
});

test("choosing a class changes the selected box, and no box when none is selected", () => {
  const store = makeStore({ boxes: [box(0, 0, 5, 5), box(10, 0, 5, 5)] });
  chooseLabel(store, DOG.id);
  assert.deepEqual(store.state.boxes.map(({ label }) => label), [CAT.id, CAT.id]);
  selectNext(store, 1);
  chooseLabel(store, DOG.id);
  assert.deepEqual(store.state.boxes.map(({ label }) => label), [DOG.id, CAT.id]);
});

test("a class chosen while drawing is for the box being drawn", () => {
  const store = makeStore({ boxes: [box(0, 0, 5, 5)] });
  store.set({ selected: store.state.boxes[0].key, sketch: { x: 0, y: 0, width: 9, height: 9 } });
  chooseLabel(store, DOG.id);
  assert.equal(store.state.boxes[0].label, CAT.id);
});

test("next and previous go round", () => {
  const store = makeStore({ boxes: [box(0, 0, 5, 5), box(10, 0, 5, 5)] });
  const seen = [1, 1, 1, -1].map((step) => {
    selectNext(store, step);
    return selectedBox(store.state).x;
  });
  assert.deepEqual(seen, [0, 10, 0, 10]);
});

test("a nudge stops at the picture's edge", () => {
  const store = makeStore({ boxes: [box(392, 1, 5, 5)] });
  selectNext(store, 1);
  nudgeSelected(store, 10, -10);
  assert.deepEqual(rects(store), [[395, 0, 5, 5]]);
});

test("the worth is counted in integers", () => {
  const store = makeStore({ boxes: [box(0, 0, 5, 5), box(0, 0, 5, 5, { label: DOG.id }), box(0, 0, 5, 5, { label: DOG.id })] });
  assert.equal(worthMicro(store.state), 91_000_000);
});

test("refused boxes are worth nothing, and in draw mode a pinned box is worth its price", () => {
  const boxes = [box(0, 0, 5, 5, { approved: true }), box(9, 0, 5, 5, { approved: false, reason: "Too loose" })];
  assert.equal(worthMicro(makeStore({ mode: "view", boxes }).state), 40_000_000);
  assert.equal(worthMicro(makeStore({ boxes }).state), 80_000_000);
});

test("on a line's page only the boxes of the line count, and on a reviewer's line none stands out", () => {
  const boxes = [box(0, 0, 5, 5, { in_line: true }), box(9, 0, 5, 5, { label: DOG.id, in_line: false })];
  const { state } = makeStore({ mode: "view", boxes });
  assert.deepEqual(state.boxes.map(({ beside }) => beside), [false, true]);
  assert.equal(worthMicro(state), 40_000_000);
  const whole = makeStore({ mode: "view", boxes: boxes.map((one) => ({ ...one, in_line: false })) });
  assert.deepEqual(whole.state.boxes.map(({ beside }) => beside), [false, false]);
});

test("a reviewer starts with every box approved and refuses with a reason", () => {
  const store = makeStore({ mode: "review", boxes: [box(0, 0, 5, 5, { id: 1, approved: null })] });
  const { key } = store.state.boxes[0];
  assert.equal(store.state.boxes[0].approved, true);
  judgeBox(store, key, "Too loose");
  assert.deepEqual([store.state.boxes[0].approved, store.state.boxes[0].reason], [false, "Too loose"]);
  judgeBox(store, key, "");
  assert.deepEqual([store.state.boxes[0].approved, store.state.boxes[0].reason], [true, ""]);
});

test("a pinned box counts as mended once the worker changed it", () => {
  const store = makeStore({ boxes: [box(50, 50, 5, 5, { approved: false, reason: "Too tight" })] });
  assert.ok(isPinned(store.state.boxes[0]));
  selectNext(store, 1);
  nudgeSelected(store, 1, 0);
  assert.ok(!isPinned(store.state.boxes[0]));
  assert.ok(store.state.boxes[0].mended);
});

test("boxes go out as label and rectangle alone", () => {
  const store = makeStore({ boxes: [box(1, 2, 3, 4, { id: 12, approved: false, reason: "why" })] });
  assert.deepEqual(outgoingBoxes(store.state), [{ label: CAT.id, x: 1, y: 2, width: 3, height: 4 }]);
});
