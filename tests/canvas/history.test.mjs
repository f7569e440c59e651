import assert from "node:assert/strict";
import { test } from "node:test";

import { addBox, nudgeSelected, removeSelected, selectNext } from "../../static/canvas/boxes.js";
import { box, CAT, makeBench, rects } from "./bench.mjs";

test("two hundred steps can be undone and done again", () => {
  const { store, history } = makeBench();
  for (let i = 0; i < 200; i += 1) {
    addBox(store, { x: i, y: 0, width: 5, height: 5 }, CAT.id);
    history.commit();
  }
  for (let i = 200; i > 0; i -= 1) {
    assert.equal(store.state.boxes.length, i);
    history.undo();
  }
  assert.equal(store.state.boxes.length, 0);
  assert.equal(store.state.canUndo, false);
  for (let i = 0; i < 200; i += 1) history.redo();
  assert.equal(store.state.boxes.length, 200);
  assert.equal(store.state.canRedo, false);
});

test("a gesture of many changes is one step", () => {
  const { store, history } = makeBench({ boxes: [box(10, 10, 20, 20)] });
  selectNext(store, 1);
  for (let i = 0; i < 50; i += 1) nudgeSelected(store, 1, 0);
  history.commit();
  assert.deepEqual(rects(store), [[60, 10, 20, 20]]);
  history.undo();
  assert.deepEqual(rects(store), [[10, 10, 20, 20]]);
  assert.equal(store.state.canUndo, false);
});

test("a key held down is one step", () => {
  const { store, history } = makeBench({ boxes: [box(10, 10, 20, 20)] });
  selectNext(store, 1);
  for (const held of [false, true, true]) {
    nudgeSelected(store, 1, 0);
    history.commit({ merge: held });
  }
  history.undo();
  assert.deepEqual(rects(store), [[10, 10, 20, 20]]);
});

test("a gesture that is broken off leaves nothing to undo", () => {
  const { store, history } = makeBench({ boxes: [box(10, 10, 20, 20)] });
  selectNext(store, 1);
  nudgeSelected(store, 30, 0);
  history.rollback();
  assert.deepEqual(rects(store), [[10, 10, 20, 20]]);
  assert.equal(store.state.canUndo, false);
});

test("a commit without a change is no step", () => {
  const { store, history } = makeBench();
  history.commit();
  assert.equal(store.state.canUndo, false);
});

test("a new change ends what could be redone", () => {
  const { store, history } = makeBench();
  addBox(store, { x: 0, y: 0, width: 5, height: 5 }, CAT.id);
  history.commit();
  history.undo();
  addBox(store, { x: 9, y: 0, width: 5, height: 5 }, CAT.id);
  history.commit();
  history.redo();
  assert.deepEqual(rects(store), [[9, 0, 5, 5]]);
});

test("the selection is let go when its box is undone, and stays when the box stays", () => {
  const { store, history } = makeBench({ boxes: [box(10, 10, 20, 20)] });
  const added = addBox(store, { x: 0, y: 0, width: 5, height: 5 }, CAT.id);
  history.commit();
  store.set({ selected: added.key });
  history.undo();
  assert.equal(store.state.selected, null);
  selectNext(store, 1);
  nudgeSelected(store, 1, 1);
  history.commit();
  history.undo();
  assert.equal(store.state.selected, store.state.boxes[0].key);
});

test("a removed box comes back in its place", () => {
  const { store, history } = makeBench({ boxes: [box(1, 0, 5, 5), box(2, 0, 5, 5), box(3, 0, 5, 5)] });
  store.set({ selected: store.state.boxes[1].key });
  removeSelected(store);
  history.commit();
  assert.deepEqual(rects(store).map(([x]) => x), [1, 3]);
  history.undo();
  assert.deepEqual(rects(store).map(([x]) => x), [1, 2, 3]);
});
