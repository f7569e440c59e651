import assert from "node:assert/strict";
import { test } from "node:test";

import { createSaver } from "../../static/canvas/save.js";
import { addBox } from "../../static/canvas/boxes.js";
import { outgoingBoxes } from "../../static/canvas/store.js";
import { createAttempts, deliver } from "../../static/canvas/submit.js";
import { box, CAT, makeClock, makeStore, settled } from "./bench.mjs";

const OFFLINE = { ok: false, status: 0, data: null, code: "offline", message: "", fields: {} };
const TO = { url: "/submit", draft: "/draft" };
const refusal = (status, fields = {}) => ({ ok: false, status, data: null, code: "no", message: "No.", fields });

/** A server of one draft, whose answers wait until they are let out. */
function saving({ version = 3, keeps = false } = {}) {
  const store = makeStore();
  const clock = makeClock();
  const requests = [];
  const states = [];
  const gone = [];
  const saver = createSaver({
    store,
    url: "/draft",
    round: 1,
    version,
    keeps,
    activeMs: () => 1_234,
    clock,
    onState: (state, message) => states.push(message ? `${state}: ${message}` : state),
    onGone: ({ fields }) => gone.push(fields.state),
    send: (method, url, body) => new Promise((resolve) => requests.push({ method, url, body, resolve })),
  });
  let drawn = 0;
  return {
    store,
    clock,
    requests,
    states,
    gone,
    saver,
    draw() {
      drawn += 1;
      addBox(store, { x: drawn, y: 0, width: 5, height: 5 }, CAT.id);
    },
    async answer(given) {
      const request = requests.at(-1);
      request.resolve(given ?? { ok: true, status: 200, data: { version: request.body.version + 1 } });
      await settled();
    },
  };
}

test("a draft is sent a while after the last change, not after each", async () => {
  const { draw, clock, requests, states } = saving();
  for (let i = 0; i < 5; i += 1) {
    draw();
    await clock.pass(700);
  }
  assert.equal(requests.length, 0);
  await clock.pass(100);
  assert.equal(requests.length, 1);
  assert.equal(requests[0].method, "PUT");
  assert.deepEqual([requests[0].body.round, requests[0].body.version], [1, 3]);
  assert.equal(requests[0].body.boxes.length, 5);
  assert.equal(requests[0].body.active_ms, 1_234);
  assert.equal(states.at(-1), "saving");
});

test("it says saving from the first change on and saved only when the server has it", async () => {
  const { draw, clock, states, answer } = saving();
  draw();
  assert.deepEqual(states, ["saving"]);
  await clock.pass(800);
  await answer();
  assert.equal(states.at(-1), "saved");
});

test("one request is under way at a time, and the newest boxes win", async () => {
  const { draw, clock, requests, answer, states } = saving();
  draw();
  await clock.pass(800);
  draw();
  await clock.pass(5000);
  draw();
  await clock.pass(5000);
  assert.equal(requests.length, 1);
  await answer();
  assert.equal(requests.length, 2);
  assert.deepEqual([requests[1].body.version, requests[1].body.boxes.length], [4, 3]);
  assert.notEqual(states.at(-1), "saved");
  await answer();
  assert.equal(states.at(-1), "saved");
  assert.equal(requests.length, 2);
});

test("a change that was taken back needs no request", async () => {
  const { store, draw, clock, requests, states } = saving();
  const before = store.state.boxes;
  draw();
  store.set({ boxes: before });
  await clock.pass(800);
  assert.equal(requests.length, 0);
  assert.equal(states.at(-1), "saved");
});

test("without a network it waits, tries again more and more seldom, and sends the newest", async () => {
  const { draw, clock, requests, answer, states } = saving();
  draw();
  await clock.pass(800);
  const sentAt = [];
  for (let i = 0; i < 8; i += 1) {
    await answer(OFFLINE);
    assert.equal(states.at(-1), "waiting");
    const from = clock.now();
    const count = requests.length;
    while (requests.length === count) await clock.pass(500);
    sentAt.push((clock.now() - from) / 1000);
  }
  assert.deepEqual(sentAt, [1, 2, 4, 8, 16, 30, 30, 30]);
  await answer();
  assert.equal(states.at(-1), "saved");
});

test("a network that comes back is used at once", async () => {
  const { draw, clock, requests, answer, saver, states } = saving();
  draw();
  await clock.pass(800);
  await answer(OFFLINE);
  assert.ok(saver.isStuck());
  saver.flush();
  assert.equal(requests.length, 2);
  await answer();
  assert.equal(states.at(-1), "saved");
  assert.ok(!saver.isStuck());
});

test("leaving the page sends what the pause had held back", async () => {
  const { draw, requests, saver } = saving();
  draw();
  saver.flush();
  assert.equal(requests.length, 1);
  saver.flush();
  assert.equal(requests.length, 1);
});

test("a conflict stops saving, and nothing is overwritten", async () => {
  const { draw, clock, requests, answer, states, saver } = saving();
  draw();
  await clock.pass(800);
  await answer(refusal(409, { version: 9 }));
  assert.equal(states.at(-1), "conflict: No.");
  draw();
  saver.flush();
  await clock.pass(60_000);
  assert.equal(requests.length, 1);
});

test("after a conflict the worker's own boxes go out on the other version, if the worker says so", async () => {
  const { draw, clock, requests, answer, states, saver } = saving();
  draw();
  await clock.pass(800);
  await answer(refusal(409, { version: 9 }));
  draw();
  saver.keepMine();
  assert.deepEqual([requests[1].body.version, requests[1].body.boxes.length], [9, 2]);
  await answer();
  assert.equal(states.at(-1), "saved");
});

test("a refusal is told and not repeated until the boxes change", async () => {
  const { draw, clock, requests, answer, states } = saving();
  draw();
  await clock.pass(800);
  await answer(refusal(400));
  assert.equal(states.at(-1), "waiting: No.");
  await clock.pass(120_000);
  assert.equal(requests.length, 1);
  draw();
  await clock.pass(800);
  assert.equal(requests.length, 2);
});

test("after handing in no draft follows", async () => {
  const { draw, clock, requests, saver } = saving();
  draw();
  saver.stop();
  saver.flush();
  await clock.pass(60_000);
  assert.equal(requests.length, 0);
});

test("a hand that never rests is saved all the same, within five seconds of the change", async () => {
  const { draw, clock, requests } = saving();
  for (let i = 0; i < 20; i += 1) {
    draw();
    await clock.pass(250);
  }
  assert.equal(requests.length, 1);
});

test("boxes that this browser has are told from boxes that nobody has", async () => {
  const { draw, clock, states, saver, answer } = saving();
  draw();
  saver.kept();
  assert.deepEqual(states, ["saving", "here"]);
  await clock.pass(800);
  assert.equal(states.at(-1), "here");
  await answer();
  assert.equal(states.at(-1), "saved");
});

test("boxes that this browser has not kept yet are not told as waiting in it when an older save fails", async () => {
  const { draw, clock, states, saver, answer } = saving({ keeps: true });
  draw();
  saver.kept();
  await clock.pass(800);
  draw();
  await answer(OFFLINE);
  assert.equal(states.at(-1), "saving");
  saver.kept();
  assert.equal(states.at(-1), "waiting");
});

test("boxes that this browser does not keep after all are told with the next failure", async () => {
  const { draw, clock, states, answer } = saving({ keeps: true });
  draw();
  await clock.pass(800);
  await answer(OFFLINE);
  assert.equal(states.at(-1), "saving");
  await clock.pass(1_000);
  await answer(OFFLINE);
  assert.equal(states.at(-1), "waiting");
});

test("a save without an answer is repeated word for word before newer boxes go out, so it is no conflict", async () => {
  const { draw, clock, requests, answer } = saving();
  draw();
  await clock.pass(800);
  draw();
  await answer(OFFLINE);
  await clock.pass(1000);
  assert.deepEqual(requests[1].body, requests[0].body);
  await answer();
  assert.deepEqual([requests[2].body.version, requests[2].body.boxes.length], [4, 2]);
});

test("a piece that is out of the worker's hands is told, and not saved again and again", async () => {
  const { draw, clock, requests, answer, gone } = saving();
  draw();
  await clock.pass(800);
  await answer({ ...refusal(409, { state: "expired" }), code: "wrong_state" });
  assert.deepEqual(gone, ["expired"]);
  await clock.pass(120_000);
  assert.equal(requests.length, 1);
});

test("no draft goes out while the work is being handed in, and the newest goes out if it was refused", async () => {
  const { draw, clock, requests, saver } = saving();
  draw();
  saver.hold(true);
  await clock.pass(5000);
  assert.equal(requests.length, 0);
  saver.hold(false);
  assert.equal(requests.length, 1);
});

test("handing in again after silence repeats the key and the body, and changed boxes get a new key", async () => {
  const store = makeStore();
  const sent = [];
  let keys = 0;
  let active = 1000;
  const attempt = createAttempts({
    store,
    activeMs: () => (active += 1000),
    newKey: () => `key-${(keys += 1)}`,
  });
  const send = async (method, url, body, { headers }) => {
    sent.push([headers["Idempotency-Key"], JSON.stringify(body)]);
    return OFFLINE;
  };
  const submit = () => deliver(send, TO, attempt(), { round: 0, version: 3, sent: null });
  addBox(store, { x: 1, y: 0, width: 5, height: 5 }, CAT.id);
  await submit();
  await submit();
  assert.deepEqual(sent[1], sent[0]);
  addBox(store, { x: 2, y: 0, width: 5, height: 5 }, CAT.id);
  await submit();
  assert.deepEqual(sent.map(([key]) => key), ["key-1", "key-1", "key-2"]);
});

test("what is handed in names the draft it was drawn on, and what was sent to it without an answer", async () => {
  const { store, saver, draw, clock, answer } = saving();
  draw();
  await clock.pass(1_000);
  const boxes = outgoingBoxes(store.state);
  assert.deepEqual(saver.basis, { round: 1, version: 3, sent: boxes });
  await answer();
  assert.deepEqual(saver.basis, { round: 1, version: 4, sent: null });
  draw();
  await clock.pass(1_000);
  await answer(OFFLINE);
  assert.deepEqual(saver.basis, { round: 1, version: 4, sent: outgoingBoxes(store.state) });
});

const STALE = { ...refusal(409, { version: 5 }), code: "stale_draft" };
const tried = { boxes: JSON.stringify([{ label: 7, x: 9, y: 1, width: 5, height: 5 }]), key: "k", activeMs: 70 };
const sent = [{ label: 7, x: 1, y: 1, width: 5, height: 5 }];

/** What goes out, and in the end comes back, of a hand-in to a server that answers like this. */
async function delivering(basis, ...answers) {
  const asked = [];
  const send = async (method, url, { version, boxes }) => {
    asked.push([method, url, version, boxes[0].x]);
    return answers.shift();
  };
  return { answer: await deliver(send, TO, tried, basis), asked };
}

test("handing in, and the save that it repeats, say in which round the boxes were drawn", async () => {
  const rounds = [];
  const answers = [STALE, { ok: true, status: 200, data: { version: 4 } }, { ok: true, status: 201, data: {} }];
  const send = async (method, url, { round }) => {
    rounds.push([method, round]);
    return answers.shift();
  };
  await deliver(send, TO, tried, { round: 2, version: 3, sent });
  assert.deepEqual(rounds, [["POST", 2], ["PUT", 2], ["POST", 2]]);
});

test("handing in says which draft it goes on from, also while a save of that has no answer", async () => {
  const { answer, asked } = await delivering({ round: 0, version: 3, sent }, { ok: true, status: 201, data: {} });
  assert.ok(answer.ok);
  assert.deepEqual(asked, [["POST", "/submit", 3, 9]]);
});

test("where the unanswered save arrived, it is asked for again, and handing in goes on from it", async () => {
  const saved = { ok: true, status: 200, data: { version: 4 } };
  const { answer, asked } = await delivering({ round: 0, version: 3, sent }, STALE, saved, { ok: true, status: 201, data: {} });
  assert.ok(answer.ok);
  assert.deepEqual(asked, [["POST", "/submit", 3, 9], ["PUT", "/draft", 3, 1], ["POST", "/submit", 4, 9]]);
});

test("where the draft on the server is somebody else's, nothing is handed in", async () => {
  const theirs = { ...STALE, fields: { version: 6 } };
  const { answer, asked } = await delivering({ round: 0, version: 3, sent }, STALE, STALE, theirs);
  assert.equal(answer, theirs);
  assert.deepEqual(asked.map(([, , version]) => version), [3, 3, 3]);
  assert.equal((await delivering({ round: 0, version: 3, sent: null }, STALE)).answer, STALE);
});

test("where an earlier try arrives while it is asked whose the draft is, that is what was handed in", async () => {
  const gone = { ...refusal(409, { state: "submitted" }), code: "wrong_state" };
  assert.ok((await delivering({ round: 0, version: 3, sent }, STALE, gone, { ok: true, status: 201, data: {} })).answer.ok);
});

test("where the server falls silent while it is asked whose the draft is, the hand-in waits", async () => {
  const { answer } = await delivering({ round: 0, version: 3, sent }, STALE, OFFLINE);
  assert.equal(answer, OFFLINE);
});

test("what an earlier page handed in goes out again with the key and the time of then", () => {
  const store = makeStore({ boxes: [box(1, 0, 5, 5)] });
  const boxes = outgoingBoxes(store.state);
  const earlier = { boxes, pending: { key: "then", url: "/submit", active_ms: 77 } };
  const attempt = createAttempts({ store, activeMs: () => 99, newKey: () => "now", earlier });
  assert.deepEqual(attempt(), { boxes: JSON.stringify(boxes), key: "then", activeMs: 77 });
});

test("in the middle of a gesture nothing is sent and nothing is said; when the hand lifts it is", async () => {
  const { store, draw, clock, requests, states } = saving();
  store.set({ busy: true });
  draw();
  await clock.pass(10_000);
  assert.deepEqual([requests.length, states], [0, []]);
  store.set({ busy: false });
  assert.deepEqual(states, ["saving"]);
  await clock.pass(800);
  assert.equal(requests[0].body.boxes.length, 1);
});

test("a gesture that changed nothing saves nothing", async () => {
  const { store, clock, requests, states } = saving();
  store.set({ busy: true });
  store.set({ busy: false });
  await clock.pass(10_000);
  assert.deepEqual([requests.length, states], [0, []]);
});
