import assert from "node:assert/strict";
import { test } from "node:test";

import { reachableBoxes, shownBoxes, stackAt, toggleHidden, toggleLabel, toggleLocked } from "../../static/canvas/shown.js";
import { addBox, chooseLabel, selectNext } from "../../static/canvas/boxes.js";
import { outgoingBoxes } from "../../static/canvas/store.js";
import { createSelectTool } from "../../static/canvas/tools/select.js";
import { box, DOG, handOn, makeBench, makeStore, rects } from "./bench.mjs";

const STACK = [box(0, 0, 200, 200), box(10, 10, 20, 20), box(5, 5, 100, 100), box(300, 200, 20, 20, { label: DOG.id })];

test("Tab goes through the boxes under the pointer, the smallest first", () => {
  const store = makeStore({ boxes: STACK });
  const walked = [0, 1, 2, 3].map(() => {
    selectNext(store, 1, stackAt(store.state, { x: 15, y: 15 }));
    return store.state.boxes.findIndex(({ key }) => key === store.state.selected);
  });
  assert.deepEqual(walked, [1, 2, 0, 1]);
});

test("away from every box, or without a pointer, Tab goes through all", () => {
  const { state } = makeStore({ boxes: STACK });
  assert.equal(stackAt(state, { x: 390, y: 10 }), state.boxes);
  assert.equal(stackAt(state, null), state.boxes);
});

test("over a single box Tab takes it first and then goes on to the others", () => {
  const store = makeStore({ boxes: STACK });
  const at = { x: 310, y: 210 };
  assert.equal(stackAt(store.state, at).length, 1);
  selectNext(store, 1, stackAt(store.state, at));
  assert.equal(stackAt(store.state, at), store.state.boxes);
});

test("a hidden box or class is out of reach and out of the stack, and is handed in all the same", () => {
  const store = makeStore({ boxes: STACK });
  toggleHidden(store, store.state.boxes[1].key);
  toggleLabel(store, DOG.id);
  assert.deepEqual(shownBoxes(store.state), [store.state.boxes[0], store.state.boxes[2]]);
  assert.equal(stackAt(store.state, { x: 15, y: 15 }).length, 2);
  assert.equal(outgoingBoxes(store.state).length, 4);
  toggleHidden(store, store.state.boxes[1].key);
  toggleLabel(store, DOG.id);
  assert.equal(shownBoxes(store.state), store.state.boxes);
});

test("a locked box is in sight, and a press goes through it to what lies under", () => {
  const { store, ...bench } = makeBench({ boxes: STACK });
  toggleLocked(store, store.state.boxes[1].key);
  assert.equal(shownBoxes(store.state).length, 4);
  assert.equal(reachableBoxes(store.state).length, 3);
  const hand = handOn(createSelectTool({ store, ...bench }), store);
  hand.click(20, 20);
  assert.equal(store.state.selected, store.state.boxes[2].key);
});

test("a locked box that is selected is not pulled by its handles", () => {
  const { store, ...bench } = makeBench({ boxes: [box(100, 100, 60, 40)] });
  const [{ key }] = store.state.boxes;
  toggleLocked(store, key);
  store.set({ selected: key });
  handOn(createSelectTool({ store, ...bench }), store).drag([160, 140], [200, 200]);
  assert.deepEqual(rects(store), [[100, 100, 60, 40]]);
});

test("what is drawn in a hidden class, or given one, is seen: the class comes back", () => {
  const hiding = () => {
    const store = makeStore({ boxes: STACK });
    toggleLabel(store, DOG.id);
    return store;
  };
  const drawn = hiding();
  addBox(drawn, { x: 1, y: 1, width: 9, height: 9 }, DOG.id);
  const relabeled = hiding();
  relabeled.set({ selected: relabeled.state.boxes[0].key });
  chooseLabel(relabeled, DOG.id);
  for (const { state } of [drawn, relabeled]) assert.equal(shownBoxes(state), state.boxes);
});

test("hiding the class of the selected box lets go of it", () => {
  const store = makeStore({ boxes: STACK });
  store.set({ selected: store.state.boxes[3].key });
  toggleLabel(store, DOG.id);
  assert.equal(store.state.selected, null);
});
