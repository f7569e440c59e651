import assert from "node:assert/strict";
import { test } from "node:test";

import { compareKept, createKeeper } from "../../static/canvas/keeper.js";
import { addBox } from "../../static/canvas/boxes.js";
import { outgoingBoxes } from "../../static/canvas/store.js";
import { box, CAT, makeClock, makeStore, makeVault } from "./bench.mjs";

const PIECE = { id: 5, worker: 2, round: 0, name: "005.png", version: 3 };
const A = { label: 7, x: 1, y: 1, width: 5, height: 5 };
const B = { label: 7, x: 9, y: 1, width: 5, height: 5 };

function keeping() {
  const store = makeStore({ boxes: [box(1, 1, 5, 5)] });
  const vault = makeVault();
  const clock = makeClock();
  const told = [];
  const keeper = createKeeper({
    store,
    vault,
    clock,
    piece: PIECE,
    saved: JSON.stringify(outgoingBoxes(store.state)),
    activeMs: () => 1234,
    onKept: () => told.push("kept"),
  });
  const draw = () => addBox(store, { x: 9, y: 1, width: 5, height: 5 }, CAT.id);
  return { store, vault, clock, told, keeper, draw };
}

test("a change is kept well within a second, however busy the hand is", async () => {
  const { vault, clock, told, draw } = keeping();
  for (let i = 0; i < 9; i += 1) {
    draw();
    await clock.pass(30);
  }
  assert.equal(vault.kept.get(5).boxes.length, 10);
  assert.equal(told.length, 1);
  draw();
  await clock.pass(40);
  assert.equal(vault.kept.get(5).boxes.length, 11);
  assert.equal(told.length, 2);
});

test("it keeps what is needed to go on: the boxes, the draft under them, the time, and that the server lacks them", async () => {
  const { store, vault, clock, draw } = keeping();
  draw();
  await clock.pass(250);
  const { at, ...kept } = vault.kept.get(5);
  const boxes = outgoingBoxes(store.state);
  assert.deepEqual(kept, { ...PIECE, boxes, sent: null, pending: null, dirty: true, active_ms: 1234 });
  assert.ok(Math.abs(at - Date.now()) < 5000);
});

test("what the server confirmed is no longer dirty", async () => {
  const { store, vault, keeper, draw } = keeping();
  draw();
  await keeper.note({ version: 4, sent: null, saved: JSON.stringify(outgoingBoxes(store.state)) });
  assert.deepEqual([vault.kept.get(5).dirty, vault.kept.get(5).version], [false, 4]);
});

test("a browser that refuses does not say that the boxes are kept", async () => {
  const { vault, clock, told, draw } = keeping();
  vault.refuse = true;
  draw();
  await clock.pass(250);
  assert.deepEqual(told, []);
});

test("a finished piece is forgotten and not written again", async () => {
  const { vault, clock, keeper, draw } = keeping();
  draw();
  await keeper.forget();
  draw();
  await keeper.flush();
  await clock.pass(5000);
  assert.equal(vault.kept.size, 0);
});

const kept = (more) => ({ ...PIECE, boxes: [A, B], sent: null, pending: null, dirty: true, active_ms: 0, at: 0, ...more });
const served = (more) => ({ round: 0, version: 3, boxes: [A], ...more });

for (const [says, had, has, verdict] of [
  ["nothing kept", undefined, served(), "none"],
  ["the server has the same", kept(), served({ version: 9, boxes: [A, B] }), "none"],
  ["the same but for the rounding of an edge", kept(), served({ boxes: [A, { ...B, x: 9.004 }] }), "none"],
  ["all of it was confirmed, and somebody went on elsewhere", kept({ dirty: false }), served({ version: 9 }), "none"],
  ["all of it was confirmed and handed in, and somebody went on elsewhere", kept({ dirty: false, pending: {} }), served({ version: 9 }), "conflict"],
  ["the page was made before the last save arrived", kept({ dirty: false, version: 5 }), served(), "newer"],
  ["a proposal was rejected that the server offers", kept({ boxes: [{ ...A, proposal: 3, rejected: true }] }), served({ boxes: [{ ...A, proposal: 3 }] }), "newer"],
  ["it is of a round that is over", kept(), served({ round: 1 }), "none"],
  ["it goes on from what the server has", kept(), served(), "newer"],
  ["the last save arrived without an answer", kept({ sent: [A] }), served({ version: 4 }), "newer"],
  ["somebody else saved meanwhile", kept({ sent: [B] }), served({ version: 4 }), "conflict"],
  ["somebody else saved, and nothing was under way", kept(), served({ version: 4 }), "conflict"],
]) {
  test(`what is kept is ${verdict} where ${says}`, () => assert.equal(compareKept(had, has), verdict));
}

test("what a gesture changes is kept when the hand lifts, and not before", async () => {
  const { store, vault, clock, draw } = keeping();
  store.set({ busy: true });
  draw();
  await clock.pass(5_000);
  assert.equal(vault.kept.size, 0);
  store.set({ busy: false });
  await clock.pass(40);
  assert.equal(vault.kept.get(5).boxes.length, 2);
});
