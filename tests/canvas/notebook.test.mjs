import assert from "node:assert/strict";
import { test } from "node:test";

import { judgeBox, mendBox, takeBoxes } from "../../static/canvas/boxes.js";
import { addMissing, changeMissing, removeMissing } from "../../static/canvas/missing.js";
import { createMarkKeeper, takeMarks } from "../../static/canvas/notebook.js";
import { box, CAT, DOG, makeClock, makeStore } from "./bench.mjs";

const sent = [box(1, 1, 20, 20, { id: 41 }), box(50, 1, 20, 20, { id: 42 }), box(90, 1, 20, 20, { id: 43 })];

function judging() {
  const store = makeStore({ mode: "review", boxes: sent });
  const clock = makeClock();
  const pages = new Map();
  const said = { reason: "" };
  const notebook = {
    write: async (page) => pages.set(page.id, structuredClone(page)),
    drop: async (id) => pages.delete(id),
  };
  const reason = () => said.reason;
  const keeper = createMarkKeeper({ store, notebook, clock, reason, activeMs: () => 700 });
  keeper.begin(5);
  return { store, clock, pages, said, keeper };
}

const [first, second] = [0, 1].map((at) => (store) => store.state.boxes[at]);

test("each mark is written down well within a second, and no box without one", async () => {
  const { store, clock, pages } = judging();
  for (let i = 0; i < 9; i += 1) {
    judgeBox(store, second(store).key, `reason ${i}`);
    await clock.pass(40);
  }
  const { boxes, active_ms } = pages.get(5);
  assert.deepEqual(boxes.map(({ id, approved }) => [id, approved]), [[42, false]]);
  assert.equal(active_ms, 700);
  await clock.pass(250);
  assert.equal(pages.get(5).boxes[0].reason, "reason 8");
});

test("what was written down makes the same marks again: verdicts, corrections, pins and the word for the whole", async () => {
  const { store, clock, pages, said, keeper } = judging();
  judgeBox(store, first(store).key, "too loose");
  mendBox(store, second(store), { x: 52, label: DOG.id });
  changeMissing(store, addMissing(store, { x: 7, y: 8 }).key, { reason: "its tail", label: CAT.id });
  said.reason = "nearly";
  keeper.touch();
  await clock.pass(1_000);

  const again = makeStore({ mode: "review", boxes: sent });
  const untouched = again.state.boxes[2];
  takeMarks(again, pages.get(5));
  const plain = ({ boxes, missing }) => [boxes, missing].map((list) => list.map(({ key, ...rest }) => rest));
  assert.deepEqual(plain(again.state), plain(store.state));
  assert.equal(again.state.boxes[2], untouched);
  assert.deepEqual([pages.get(5).reason, second(again).ghost.x], ["nearly", 50]);
});

test("a page without a mark is torn out", async () => {
  const { store, clock, pages } = judging();
  const before = store.state.boxes;
  judgeBox(store, first(store).key, "too loose");
  const pin = addMissing(store, { x: 7, y: 8 });
  await clock.pass(1_000);
  assert.equal(pages.size, 1);
  store.set({ boxes: before });
  removeMissing(store, pin.key);
  await clock.pass(1_000);
  assert.equal(pages.size, 0);
});

test("marks that an earlier page made are marks of this one too", async () => {
  const { store, clock, pages } = judging();
  judgeBox(store, first(store).key, "too loose");
  await clock.pass(1_000);
  const next = judging();
  takeMarks(next.store, pages.get(5));
  judgeBox(next.store, second(next.store).key, "cut off");
  await next.clock.pass(1_000);
  assert.deepEqual(next.pages.get(5).boxes.map(({ reason }) => reason), ["too loose", "cut off"]);
});

test("what is decided is forgotten, and not written again", async () => {
  const { store, clock, pages, keeper } = judging();
  judgeBox(store, first(store).key, "too loose");
  keeper.flush();
  assert.equal(pages.size, 1);
  await keeper.forget(5);
  judgeBox(store, second(store).key, "cut off");
  keeper.flush();
  await clock.pass(5_000);
  assert.equal(pages.size, 0);
});

test("a decision about another submission leaves the marks on this one alone", async () => {
  const { store, clock, pages, keeper } = judging();
  await keeper.forget(4);
  judgeBox(store, first(store).key, "too loose");
  await clock.pass(1_000);
  assert.ok(pages.has(5));
});

test("the next submission comes with no mark of the one before", async () => {
  const { store, clock, pages, keeper } = judging();
  judgeBox(store, first(store).key, "too loose");
  keeper.flush();
  takeBoxes(store, [box(1, 1, 9, 9, { id: 77 })]);
  keeper.begin(6);
  await clock.pass(1_000);
  assert.deepEqual([...pages.keys()], [5]);
});

test("what a gesture changes is written down when the hand lifts", async () => {
  const { store, clock, pages } = judging();
  store.set({ busy: true });
  mendBox(store, first(store), { x: 3 });
  await clock.pass(5_000);
  assert.equal(pages.size, 0);
  store.set({ busy: false });
  await clock.pass(250);
  assert.equal(pages.get(5).boxes[0].x, 3);
});
