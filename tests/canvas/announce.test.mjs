import assert from "node:assert/strict";
import { test } from "node:test";

import { changeBetween } from "../../static/canvas/announce.js";
import { addBox, addBoxes, chooseLabel, nudgeSelected, removeSelected, reorderSelected, selectNext } from "../../static/canvas/boxes.js";
import { showAll, toggleHidden, toggleLabel, toggleLocked } from "../../static/canvas/shown.js";
import { box, CAT, DOG, makeStore } from "./bench.mjs";

const TWO = [box(10, 10, 40, 30), box(60.4, 60, 20, 20, { label: DOG.id })];

function told(change, { boxes = TWO, selected = false } = {}) {
  const store = makeStore({ boxes });
  if (selected) selectNext(store, 1);
  const before = store.state;
  change(store);
  return changeBetween(before, store.state);
}

test("a new box is told with its number, class, size and place", () => {
  assert.deepEqual(told((store) => addBox(store, { x: 5.2, y: 6, width: 7, height: 8 }, CAT.id)), {
    what: "added",
    values: { number: 3, total: 3, label: "cat", x: 5, y: 6, width: 7, height: 8 },
  });
});

test("many boxes at once are told by their number", () => {
  assert.deepEqual(told((store) => addBoxes(store, [box(0, 0, 5, 5), box(9, 9, 5, 5)])), { what: "added_many", values: { count: 2 } });
});

test("a removed box is told with how many are left", () => {
  assert.deepEqual(told(removeSelected, { selected: true }), { what: "removed", values: { count: 1 } });
});

test("the box that was walked to is told, then where it went, then its new class", () => {
  assert.equal(told((store) => selectNext(store, 1)).what, "selected");
  const moved = told((store) => nudgeSelected(store, 10, 0), { selected: true });
  assert.deepEqual([moved.what, moved.values.x, moved.values.number], ["place", 20, 1]);
  assert.deepEqual(told((store) => chooseLabel(store, DOG.id), { selected: true }).what, "relabeled");
});

test("a class chosen for the next box is told, and nothing is told of a zoom", () => {
  assert.deepEqual(told((store) => chooseLabel(store, DOG.id)), { what: "label", values: { label: "dog" } });
  assert.equal(told((store) => store.set({ view: { scale: 1, x: 0, y: 0 } })), null);
});

test("locking, hiding and another place in the order are told, and so is the way back", () => {
  const first = (store) => store.state.boxes[0].key;
  const about = { number: 1, total: 2, label: "cat", x: 10, y: 10, width: 40, height: 30 };
  const store = makeStore({ boxes: TWO });
  selectNext(store, 1);
  const heard = [
    () => toggleLocked(store, first(store)),
    () => toggleLocked(store, first(store)),
    () => reorderSelected(store, 1),
    () => reorderSelected(store, -1),
    () => toggleHidden(store, first(store)),
    () => toggleLabel(store, DOG.id),
    () => toggleHidden(store, first(store)),
    () => showAll(store),
  ].map((change) => {
    const before = store.state;
    change();
    return changeBetween(before, store.state);
  });
  assert.deepEqual(heard, [
    { what: "locked", values: about },
    { what: "unlocked", values: about },
    { what: "reordered", values: { ...about, number: 2 } },
    { what: "reordered", values: about },
    { what: "hidden", values: about },
    { what: "label_hidden", values: { label: "dog" } },
    { what: "shown", values: about },
    { what: "all_shown", values: {} },
  ]);
});
