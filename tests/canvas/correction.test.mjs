import assert from "node:assert/strict";
import { test } from "node:test";

import { judgeBox, mendBox, nudgeSelected } from "../../static/canvas/boxes.js";
import { correctionOf, differences, isCorrected, swapped } from "../../static/canvas/correction.js";
import { paidLabel, worthMicro } from "../../static/canvas/store.js";
import { createCorrectTool } from "../../static/canvas/tools/correct.js";
import { box, CAT, DOG, handOn, makeBench, rects } from "./bench.mjs";

const DRAWN = { label: CAT.id, x: 10, y: 10, width: 40, height: 30 };

function reviewing(...boxes) {
  const bench = makeBench({ mode: "review", boxes });
  const [first] = bench.store.state.boxes;
  bench.store.set({ selected: first.key, tool: "correct" });
  return { ...bench, first: () => bench.store.state.boxes[0], hand: handOn(createCorrectTool(bench), bench.store) };
}

test("a reviewer's change keeps the box as it was drawn beside it, however often it is changed", () => {
  const { store, first } = reviewing(box(10, 10, 40, 30, { id: 1 }));
  nudgeSelected(store, 5, 0);
  nudgeSelected(store, 5, 0);
  mendBox(store, first(), { label: DOG.id });
  assert.deepEqual(first().ghost, DRAWN);
  assert.deepEqual(correctionOf(first()), { label: DOG.id, x: 20, y: 10, width: 40, height: 30 });
});

test("a box that is put back is no correction", () => {
  const { store, first } = reviewing(box(10, 10, 40, 30));
  nudgeSelected(store, 5, 0);
  assert.equal(isCorrected(first()), true);
  nudgeSelected(store, -5, 0);
  assert.equal(isCorrected(first()), false);
  assert.equal(correctionOf(first()), null);
});

test("a box that is refused is as it was drawn", () => {
  const { store, first } = reviewing(box(10, 10, 40, 30));
  nudgeSelected(store, 5, 0);
  judgeBox(store, first().key, "Too loose");
  assert.deepEqual([first().x, first().ghost, first().approved], [10, null, false]);
});

test("a corrected box is worth what was drawn", () => {
  const { store, first } = reviewing(box(10, 10, 40, 30));
  mendBox(store, first(), { label: DOG.id });
  assert.equal(worthMicro(store.state), CAT.unit_price_micro);
  assert.equal(paidLabel(store.state, first()).id, CAT.id);
});

test("a judged piece shows the box as drawn, and the other way round when it is flipped", () => {
  const correction = { label: DOG.id, x: 22, y: 10, width: 40, height: 30 };
  const { store } = makeBench({ mode: "view", boxes: [box(10, 10, 40, 30, { approved: true, correction })] });
  assert.deepEqual([rects(store), worthMicro(store.state)], [[[10, 10, 40, 30]], CAT.unit_price_micro]);
  store.set({ boxes: swapped(store.state.boxes), flipped: true });
  assert.deepEqual([rects(store), worthMicro(store.state)], [[[22, 10, 40, 30]], CAT.unit_price_micro]);
  store.set({ boxes: swapped(store.state.boxes), flipped: false });
  assert.deepEqual(rects(store), [[10, 10, 40, 30]]);
});

const say = (key, { count, from, to }) => (count === undefined ? `${from} → ${to}` : `${key} ${count}`);

test("the difference is told by how far, how much wider and taller, and from which class to which", () => {
  const { state } = makeBench({}).store;
  const words = (corrected) => differences(DRAWN, { ...DRAWN, ...corrected }, state, say);
  assert.deepEqual(words({}), []);
  assert.deepEqual(words({ x: 13, y: 14 }), ["moved_by 5"]);
  assert.deepEqual(words({ x: 9, width: 42, y: 13, height: 24 }), ["wider_by 2", "shorter_by 6"]);
  assert.deepEqual(words({ label: DOG.id }), ["cat → dog"]);
  assert.deepEqual(words({ x: 10.2 }), ["moved_by 1"]);
});

test("the tool pulls the selected box, and elsewhere a click selects and a drag moves the picture", () => {
  const { store, hand, words } = reviewing(box(10, 10, 40, 30), box(100, 100, 40, 30), box(20, 15, 10, 10));
  hand.drag([50, 40], [60, 45]);
  assert.deepEqual(rects(store)[0], [10, 10, 50, 35]);
  hand.drag([45, 30], [50, 32]);
  assert.deepEqual(rects(store)[0], [15, 12, 50, 35]);
  hand.drag([120, 115], [130, 125]);
  hand.drag([25, 20], [30, 25]);
  assert.deepEqual(rects(store).slice(1), [[100, 100, 40, 30], [20, 15, 10, 10]]);
  assert.deepEqual(words, []);
});

test("the tool leaves a refused box alone", () => {
  const { store, hand, first } = reviewing(box(10, 10, 40, 30));
  judgeBox(store, first().key, "No");
  hand.drag([30, 25], [60, 45]);
  assert.deepEqual(rects(store), [[10, 10, 40, 30]]);
});
