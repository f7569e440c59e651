import assert from "node:assert/strict";
import { test } from "node:test";

import { createSeat } from "../../static/canvas/seat.js";
import { makeClock, settled } from "./bench.mjs";

/** The locks of a browser, as far as they are used here. */
function makeLocks() {
  const held = new Map();
  const queue = [];
  function give(name, sit, lift) {
    held.set(name, lift);
    Promise.resolve(sit({ name })).then(() => {
      if (held.get(name) === lift) held.delete(name);
      const at = queue.findIndex((each) => each.name === name);
      if (at >= 0 && !held.has(name)) queue.splice(at, 1)[0].go();
    });
  }
  return {
    held,
    request: (name, { ifAvailable, signal, steal }, sit) =>
      new Promise((_resolve, reject) => {
        if (steal) held.get(name)?.();
        if (steal || !held.has(name)) return give(name, sit, reject);
        if (ifAvailable) return sit(null);
        queue.push({ name, go: () => give(name, sit, reject) });
        return signal?.addEventListener("abort", reject);
      }),
  };
}

function house() {
  const locks = makeLocks();
  const clock = makeClock();
  const ears = [];
  function tab({ deaf = false } = {}) {
    const told = [];
    const channel = {
      addEventListener: (_name, hear) => ears.push({ channel, hear }),
      postMessage: (data) => ears.filter((ear) => ear.channel !== channel).forEach(({ hear }) => hear({ data })),
    };
    if (deaf) channel.addEventListener = () => {};
    const seat = createSeat({ locks, channel, clock, onAsked: async () => told.push("asked") });
    return { seat, told };
  }
  return { locks, clock, tab };
}

test("the second tab on a piece does not get the seat; on another piece it does", async () => {
  const { tab } = house();
  const [one, two] = [tab(), tab()];
  assert.equal(await one.seat.take(5), true);
  assert.equal(await two.seat.take(5), false);
  assert.equal(await two.seat.take(6), true);
  assert.deepEqual(one.told, []);
});

test("who insists gets the seat after the other has made all safe", async () => {
  const { tab } = house();
  const [one, two] = [tab(), tab()];
  await one.seat.take(5);
  assert.equal(await two.seat.insist(5), true);
  assert.deepEqual(one.told, ["asked"]);
  assert.equal(await one.seat.take(5), false);
});

test("a tab that does not answer is lifted", async () => {
  const { clock, tab } = house();
  const [one, two] = [tab({ deaf: true }), tab()];
  await one.seat.take(5);
  const insisted = two.seat.insist(5);
  await clock.pass(2_000);
  assert.equal(await insisted, true);
  await settled();
  assert.deepEqual(one.told, ["asked"]);
});

test("who goes on to another piece gives the seat up", async () => {
  const { tab } = house();
  const [one, two] = [tab(), tab()];
  await one.seat.take(5);
  await one.seat.take(6);
  await settled();
  assert.equal(await two.seat.take(5), true);
});

test("without locks every tab sits down", async () => {
  const channel = { addEventListener() {}, postMessage() {} };
  const seat = createSeat({ locks: undefined, channel, clock: makeClock(), onAsked: async () => {} });
  assert.equal(await seat.take(5), true);
});
