import assert from "node:assert/strict";
import { test } from "node:test";

import { createDecisions } from "../../static/canvas/decisions.js";
import { makeClock, settled } from "./bench.mjs";

const OK = { ok: true, status: 200, data: {}, code: "", message: "", fields: {} };
const OFFLINE = { ...OK, ok: false, status: 0, code: "offline" };
const BROKEN = { ...OK, ok: false, status: 503 };
const LATE = { ...OK, ok: false, status: 409, code: "already_decided", message: "Too late." };
const LOGGED_OUT = { ...OK, ok: false, status: 401, message: "Log in." };
const OLD_PAGE = { ...OK, ok: false, status: 403, code: "csrf" };

const decision = (id) => ({ id, name: `${id}.png`, page: `/review/${id}/`, url: `/decide/${id}`, body: { id } });

function makeStorage() {
  const kept = new Map();
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
}

function judging(storage = makeStorage()) {
  const clock = makeClock();
  const [sent, told, answers] = [[], [], []];
  const decisions = createDecisions({
    storage,
    clock,
    reviewer: 5,
    send: async (method, url) => {
      sent.push(url);
      return answers.shift() ?? OK;
    },
    onCount: (count) => told.push(count),
    onDelivered: ({ id }) => told.push(`delivered ${id}`),
    onRefused: ({ id }, { message }) => told.push(`refused ${id}: ${message}`),
  });
  return { storage, clock, sent, told, answers, decisions };
}

test("a decision is kept before it is sent, and forgotten when the server has it", async () => {
  const { storage, decisions, told } = judging();
  const answered = decisions.post(decision(3));
  assert.match([...storage.kept.values()][0], /decide\/3/);
  assert.equal((await answered).ok, true);
  assert.deepEqual(decisions.waiting, []);
  assert.deepEqual(told, ["delivered 3", 0]);
});

test("without an answer it waits, and goes out when time has passed", async () => {
  const { clock, decisions, answers, sent, told } = judging();
  answers.push(OFFLINE, BROKEN);
  await decisions.post(decision(3));
  assert.deepEqual(decisions.waiting, [3]);
  assert.equal(told.at(-1), 1);
  await clock.pass(60_000);
  assert.deepEqual(sent, ["/decide/3", "/decide/3", "/decide/3"]);
  assert.deepEqual([decisions.waiting, told.at(-1)], [[], 0]);
});

test("another page of the same reviewer sends what this one left, and another reviewer's does not", async () => {
  const { storage, answers, decisions } = judging();
  answers.push(OFFLINE);
  await decisions.post(decision(3));
  const next = judging(storage);
  await next.decisions.flush();
  assert.deepEqual(next.sent, ["/decide/3"]);
  assert.deepEqual(decisions.waiting, []);
});

test("a refusal is told and ends it", async () => {
  const { answers, decisions, told } = judging();
  answers.push(LATE);
  await decisions.post(decision(3));
  assert.deepEqual([decisions.waiting, told], [[], ["refused 3: Too late.", 0]]);
});

test("a decision of somebody who was logged out meanwhile waits for them", async () => {
  const { clock, answers, decisions, told } = judging();
  answers.push(LOGGED_OUT, OLD_PAGE);
  await decisions.post(decision(4));
  await decisions.flush();
  assert.deepEqual([decisions.waiting, told.at(-1)], [[4], 1]);
  await clock.pass(60_000);
  assert.deepEqual([decisions.waiting, told.filter((word) => typeof word === "string")], [[], ["delivered 4"]]);
});

test("a changed mind replaces what has no answer yet", async () => {
  const { answers, decisions, clock, sent } = judging();
  answers.push(OFFLINE, OFFLINE);
  await decisions.post(decision(3));
  await decisions.post({ ...decision(3), url: "/decide/3?again" });
  await clock.pass(10_000);
  assert.equal(sent.at(-1), "/decide/3?again");
  assert.deepEqual(decisions.waiting, []);
});

test("a browser that keeps nothing still sends, and remembers as long as the page lives", async () => {
  const refusing = { getItem: () => null, setItem: () => { throw new Error("full"); } }; // prettier-ignore
  for (const storage of [null, refusing]) {
    const { answers, decisions, clock } = judging(storage);
    answers.push(OFFLINE);
    await decisions.post(decision(3));
    assert.deepEqual(decisions.waiting, [3]);
    await clock.pass(10_000);
    await settled();
    assert.deepEqual(decisions.waiting, []);
  }
});
