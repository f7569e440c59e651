import assert from "node:assert/strict";
import { test } from "node:test";

import { changeBetween } from "../../static/canvas/announce.js";
import { addMissing, changeMissing, nudgeMissing, outgoingMissing, takeMissing } from "../../static/canvas/missing.js";
import { createJudgeTool } from "../../static/canvas/tools/judge.js";
import { createMissingTool } from "../../static/canvas/tools/missing.js";
import { box, CAT, handOn, makeBench, PICTURE } from "./bench.mjs";

function pinning() {
  const bench = makeBench({ mode: "review", tool: "missing", boxes: [box(10, 10, 40, 30)] });
  const places = () => bench.store.state.missing.map(({ x, y }) => [x, y]);
  return { ...bench, places, hand: handOn(createMissingTool(bench), bench.store) };
}

test("a click sets a pin, a pin is dragged, and a drag elsewhere moves the picture", () => {
  const { store, places, hand } = pinning();
  hand.click(100, 50);
  hand.drag([100, 50], [120, 60]);
  assert.deepEqual(places(), [[120, 60]]);
  hand.drag([200, 200], [220, 210]);
  assert.deepEqual(places(), [[120, 60]]);
  assert.equal(store.state.selected, store.state.missing[0].key);
});

test("setting, moving and naming a pin are one step of undo each", () => {
  const { store, history, places, hand } = pinning();
  hand.click(100, 50);
  hand.drag([100, 50], [120, 60]);
  history.undo();
  assert.deepEqual(places(), [[100, 50]]);
  history.undo();
  assert.deepEqual(places(), []);
  assert.equal(store.state.selected, null);
  history.redo();
  history.redo();
  assert.deepEqual(places(), [[120, 60]]);
});

test("a pin that is let go in the middle of a drag is where it was", () => {
  const bench = pinning();
  bench.hand.click(100, 50);
  const tool = createMissingTool(bench);
  const hand = handOn(tool, bench.store);
  hand.down(100, 50);
  hand.move(150, 90);
  assert.equal(tool.cancel(), true);
  assert.deepEqual(bench.places(), [[100, 50]]);
});

test("a pin that is carried there and back is no step", () => {
  const { store, history, places, hand } = pinning();
  hand.click(100, 50);
  hand.down(100, 50);
  hand.move(150, 90);
  hand.move(100, 50);
  hand.up(100, 50);
  assert.deepEqual(places(), [[100, 50]]);
  history.undo();
  assert.deepEqual([places(), store.state.canUndo], [[], false]);
});

test("a pin stays in the picture", () => {
  const { store, places } = pinning();
  addMissing(store, { x: -20, y: 5000 });
  assert.deepEqual(places(), [[0, PICTURE.height]]);
  nudgeMissing(store, 1e6, -10);
  assert.deepEqual(places(), [[PICTURE.width, PICTURE.height - 10]]);
});

test("what is sent of a pin is its place, its class and its word", () => {
  const { store } = pinning();
  takeMissing(store, [{ x: 4, y: 5, label: null, reason: "" }]);
  changeMissing(store, store.state.missing[0].key, { label: CAT.id, reason: "the tail" });
  assert.deepEqual(outgoingMissing(store.state.missing), [{ x: 4, y: 5, label: CAT.id, reason: "the tail" }]);
});

test("while judging, a click takes the pin that lies over a box", () => {
  const { store, history } = pinning();
  const pin = addMissing(store, { x: 30, y: 20 });
  store.set({ selected: null });
  const hand = handOn(createJudgeTool({ store, history, say: () => {} }), store);
  hand.click(31, 20);
  assert.equal(store.state.selected, pin.key);
  hand.click(45, 35);
  assert.equal(store.state.selected, store.state.boxes[0].key);
});

test("a pin that is set or removed is told", () => {
  const { store, history } = pinning();
  const before = store.state;
  addMissing(store, { x: 30, y: 20 });
  history.commit();
  assert.deepEqual(changeBetween(before, store.state), { what: "missing", values: { count: 1 } });
  assert.deepEqual(changeBetween(store.state, before), { what: "missing_removed", values: { count: 0 } });
});
