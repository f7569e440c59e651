// What has to be painted anew after a change, compared with painting everything.

import assert from "node:assert/strict";
import { test } from "node:test";

import { changesBetween, isResting, lookOf } from "../../static/canvas/look.js";
import { addBox, changeBox, removeSelected } from "../../static/canvas/boxes.js";
import { box, CAT, DOG, makeStore, seeded } from "./bench.mjs";

function storeOf(count) {
  return makeStore({ boxes: Array.from({ length: count }, (_, at) => box(at * 10, at * 5, 8, 8)) });
}

function keysOf(places) {
  return [...new Set(places.map(({ key }) => key))].sort();
}

test("nothing changed, nothing to paint", () => {
  const { state } = storeOf(3);
  assert.deepEqual(changesBetween(state, state), { places: [], all: false });
});

test("a new box is painted at its place alone", () => {
  const store = storeOf(3);
  const before = store.state;
  const made = addBox(store, { x: 1, y: 1, width: 5, height: 5 }, CAT.id);
  assert.deepEqual(changesBetween(before, store.state), { places: [made], all: false });
});

test("a box that changed is painted where it was and where it is", () => {
  const store = storeOf(3);
  const before = store.state;
  changeBox(store, before.boxes[1].key, { x: 90, label: DOG.id });
  const { places, all } = changesBetween(before, store.state);
  assert.deepEqual(places, [before.boxes[1], store.state.boxes[1]]);
  assert.equal(all, false);
});

test("moving the selected box leaves the boxes at rest alone", () => {
  const store = storeOf(3);
  store.set({ selected: store.state.boxes[1].key });
  const before = store.state;
  changeBox(store, before.selected, { x: 90 });
  assert.deepEqual(changesBetween(before, store.state), { places: [], all: false });
});

test("a box that is taken up goes from the boxes at rest, and the one put down comes back", () => {
  const store = storeOf(3);
  const [first, , third] = store.state.boxes;
  store.set({ selected: first.key });
  const before = store.state;
  store.set({ selected: third.key });
  assert.deepEqual(keysOf(changesBetween(before, store.state).places), [first.key, third.key]);
});

test("removing a box in the middle gives the others new numbers", () => {
  const store = storeOf(4);
  store.set({ selected: store.state.boxes[1].key });
  const before = store.state;
  removeSelected(store);
  const { places, all } = changesBetween(before, store.state);
  assert.ok(places.includes(before.boxes[1]));
  assert.equal(all, true);
});

test("hiding a class or a box is a matter of everything", () => {
  const store = storeOf(2);
  const before = store.state;
  store.set({ hiddenLabels: new Set([CAT.id]) });
  assert.equal(changesBetween(before, store.state).all, true);
  assert.equal(isResting(store.state, store.state.boxes[0]), false);
});

test("whatever happens, each box that looks different is among the places or everything is painted", () => {
  const chance = seeded(11);
  const pick = (list) => list[Math.floor(chance() * list.length)];
  for (let turn = 0; turn < 300; turn += 1) {
    const store = storeOf(6);
    store.set({ selected: chance() < 0.5 ? pick(store.state.boxes).key : null });
    const before = store.state;
    for (let step = 0; step < 3; step += 1) {
      const { boxes } = store.state;
      const what = chance();
      if (what < 0.3) addBox(store, { x: chance() * 100, y: 3, width: 5, height: 5 }, CAT.id);
      else if (what < 0.6 && boxes.length) changeBox(store, pick(boxes).key, { x: chance() * 100 });
      else if (what < 0.8) removeSelected(store);
      else if (boxes.length) store.set({ selected: pick(boxes).key });
    }
    const { places, all } = changesBetween(before, store.state);
    if (all) continue;
    const seen = ({ boxes, selected }) => boxes.map((one) => (one.key === selected ? null : one));
    const [was, is] = [seen(before), seen(store.state)];
    for (let at = 0; at < Math.max(was.length, is.length); at += 1) {
      if (was[at] === is[at]) continue;
      for (const one of [was[at], is[at]]) if (one) assert.ok(places.includes(one), `turn ${turn}, place ${at}`);
    }
  }
});

test("no two classes look the same but for their color, however many there are", () => {
  const labels = Array.from({ length: 40 }, (_, at) => ({ ...CAT, id: at, hotkey: at < 36 ? at.toString(36) : "" }));
  const store = makeStore({ labels, boxes: labels.map(({ id }) => box(0, 0, 9, 9, { label: id })) });
  const looks = store.state.boxes.map((each) => lookOf(store.state, each, 0)).map(({ shape, number }) => `${shape} ${number}`);
  assert.equal(new Set(looks).size, 40);
  assert.deepEqual([looks[0], looks[6], looks[39]], ["circle 1", "circle 1 6", "diamond 1 #40"]);
});
