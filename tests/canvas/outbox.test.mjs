import assert from "node:assert/strict";
import { test } from "node:test";

import { createOutbox, waitingBoxes } from "../../static/canvas/outbox.js";
import { makeClock, makeVault } from "./bench.mjs";

const A = { label: 7, x: 1, y: 1, width: 5, height: 5 };
const OK = { ok: true, status: 201, data: {}, code: "", message: "", fields: {} };
const OFFLINE = { ...OK, ok: false, status: 0, code: "offline" };
const REFUSED = { ...OK, ok: false, status: 409, code: "wrong_state", message: "No.", fields: { state: "expired" } };

const waiting = (id, more) => ({
  ...{ id, worker: 2, round: 0, name: `${id}.png`, boxes: [A], version: 1, sent: null, dirty: true, active_ms: 9 },
  ...{ pending: { key: `key-${id}`, url: `/submit/${id}`, draft: `/draft/${id}`, active_ms: 500 + id }, at: id, ...more },
});

function posting(...kept) {
  const vault = makeVault(kept);
  const clock = makeClock();
  const sent = [];
  const versions = [];
  const told = [];
  const answers = [];
  const outbox = createOutbox({
    vault,
    clock,
    worker: 2,
    send: async (method, url, body, { headers } = {}) => {
      sent.push([url, headers?.["Idempotency-Key"], body.active_ms, body.boxes.length]);
      versions.push([url, body.version]);
      return answers.shift() ?? OK;
    },
    onCount: (count) => told.push(count),
    onDelivered: ({ id }) => told.push(`delivered ${id}`),
    onRefused: ({ id }, { message }) => told.push(`refused ${id}: ${message}`),
  });
  return { vault, clock, sent, versions, told, answers, outbox };
}

test("what waits is sent with the key and the time of its first try, oldest first, and then forgotten", async () => {
  const { vault, sent, told, outbox } = posting(waiting(8), waiting(3));
  await outbox.flush();
  assert.deepEqual(sent, [["/submit/3", "key-3", 503, 1], ["/submit/8", "key-8", 508, 1]]);
  assert.deepEqual(told, ["delivered 3", "delivered 8", 0]);
  assert.equal(vault.kept.size, 0);
});

test("nothing is sent that was not handed in, and nothing of another person", async () => {
  const { sent, outbox } = posting(waiting(3, { pending: null }), waiting(4, { worker: 1 }));
  await outbox.flush();
  assert.deepEqual(sent, []);
});

test("silence is tried again, more and more seldom, with the same key", async () => {
  const { clock, sent, told, answers, outbox } = posting(waiting(3));
  answers.push(OFFLINE, OFFLINE, OFFLINE);
  await outbox.flush();
  assert.deepEqual(told, [1]);
  await clock.pass(4_000);
  await clock.pass(8_000);
  await clock.pass(16_000);
  assert.equal(sent.length, 4);
  assert.equal(new Set(sent.map(String)).size, 1);
  assert.deepEqual(told.slice(-2), ["delivered 3", 0]);
});

test("a piece of somebody who was logged out meanwhile waits for them, and is no refusal", async () => {
  const { vault, clock, told, answers, outbox } = posting(waiting(3));
  answers.push({ ...OFFLINE, status: 401, code: "not_authenticated" }, { ...OFFLINE, status: 403, code: "csrf" });
  await outbox.flush();
  await clock.pass(4_000);
  assert.deepEqual([told, vault.kept.get(3).pending.key], [[1, 1], "key-3"]);
  await clock.pass(60_000);
  assert.deepEqual(told.slice(-2), ["delivered 3", 0]);
});

test("what is refused stays with its boxes and waits no longer", async () => {
  const { vault, clock, sent, told, answers, outbox } = posting(waiting(3));
  answers.push(REFUSED);
  await outbox.flush();
  await clock.pass(120_000);
  assert.deepEqual(told, ["refused 3: No.", 0]);
  assert.equal(sent.length, 1);
  assert.deepEqual([vault.kept.get(3).boxes, vault.kept.get(3).pending, vault.kept.get(3).dirty], [[A], null, true]);
});

test("the draft that a piece goes on from is the one that this browser knows of now, not when it was handed in", async () => {
  const { vault, versions, answers, outbox } = posting(waiting(3, { sent: [A] }));
  answers.push(OFFLINE);
  await outbox.flush();
  vault.kept.set(3, { ...vault.kept.get(3), version: 2, sent: null });
  await outbox.flush();
  assert.deepEqual(versions, [["/submit/3", 1], ["/submit/3", 2]]);
});

test("a draft that arrived without an answer is known as one's own, and the piece goes out", async () => {
  const { vault, versions, told, answers, outbox } = posting(waiting(3, { sent: [A] }));
  answers.push({ ...REFUSED, code: "stale_draft", fields: { version: 2 } }, { ...OK, data: { version: 2 } });
  await outbox.flush();
  assert.deepEqual(versions, [["/submit/3", 1], ["/draft/3", 1], ["/submit/3", 2]]);
  assert.deepEqual(told, ["delivered 3", 0]);
  assert.equal(vault.kept.size, 0);
});

test("a piece that somebody else went on with meanwhile is not handed in over their boxes", async () => {
  const { vault, told, answers, outbox } = posting(waiting(3, { sent: [A] }));
  answers.push(...Array(3).fill({ ...REFUSED, code: "stale_draft", fields: { version: 9 } }));
  await outbox.flush();
  assert.deepEqual(told, ["refused 3: No.", 0]);
  assert.deepEqual([vault.kept.get(3).boxes, vault.kept.get(3).pending], [[A], null]);
});

test("the picture before is the one that was handed in last and waits still, of the same classes", async () => {
  const boxesOf = (x, label = 7) => [{ ...A, x, label }];
  const rejected = { ...A, proposal: 5, rejected: true };
  const vault = makeVault([
    waiting(3, { boxes: boxesOf(30) }),
    waiting(4, { boxes: [...boxesOf(40), rejected] }),
    waiting(5, { boxes: boxesOf(50, 99) }),
    waiting(6, { boxes: boxesOf(60), pending: null }),
    waiting(7, { boxes: boxesOf(70) }),
    waiting(8, { boxes: boxesOf(80), worker: 1 }),
  ]);
  const piece = { id: 7, worker: 2, labels: [{ id: 7 }, { id: 8 }] };
  assert.deepEqual(await waitingBoxes(vault, piece), boxesOf(40));
  assert.equal(await waitingBoxes(vault, { ...piece, labels: [{ id: 98 }] }), null);
});
