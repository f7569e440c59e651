import assert from "node:assert/strict";
import { test } from "node:test";

import { changeBox } from "../../static/canvas/boxes.js";
import { textOf } from "../../static/canvas/outgoing.js";
import { outgoingBoxes } from "../../static/canvas/store.js";
import { box, makeStore } from "./bench.mjs";

test("the text is what JSON.stringify makes of the boxes, also after one of them changed", () => {
  const store = makeStore({ boxes: [box(1, 2, 5, 6), box(9.25, 1, 5, 5)] });
  const before = outgoingBoxes(store.state);
  assert.equal(textOf(before), JSON.stringify(before));
  changeBox(store, store.state.boxes[0].key, { x: 3 });
  const after = outgoingBoxes(store.state);
  assert.equal(textOf(after), JSON.stringify(after));
  assert.notEqual(textOf(after), textOf(before));
});

test("no boxes are an empty list", () => {
  assert.equal(textOf([]), "[]");
});

test("a box that did not change goes out as the same object, so that it is spelled once", () => {
  const store = makeStore({ boxes: [box(1, 2, 5, 6), box(9, 1, 5, 5)] });
  const [, before] = outgoingBoxes(store.state);
  changeBox(store, store.state.boxes[0].key, { x: 3 });
  assert.equal(outgoingBoxes(store.state)[1], before);
});
