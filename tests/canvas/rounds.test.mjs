import assert from "node:assert/strict";
import { test } from "node:test";

import { compareRounds, sinceRound } from "../../static/canvas/rounds.js";
import { box, CAT, DOG, seeded } from "./bench.mjs";

const changes = (earlier, now) => compareRounds(earlier, now).compared.map(({ change }) => change);

test("a box at the very same place is the same, also where several lie on each other", () => {
  const boxes = [box(10, 10, 40, 30), box(10, 10, 40, 30), box(12, 10, 40, 30)];
  const { compared, removed } = compareRounds(boxes, [...boxes].reverse());
  assert.deepEqual(compared.map(({ change }) => change), ["same", "same", "same"]);
  assert.deepEqual(removed, []);
});

test("a box that was moved, shaped or given another class is changed, and remembers what it was", () => {
  const earlier = [box(10, 10, 40, 30), box(100, 10, 40, 30), box(200, 10, 40, 30)];
  const now = [box(14, 12, 40, 30), box(100, 10, 60, 30), box(200, 10, 40, 30, { label: DOG.id })];
  const { compared } = compareRounds(earlier, now);
  assert.deepEqual(compared.map(({ change }) => change), ["changed", "changed", "changed"]);
  assert.deepEqual(compared.map(({ before }) => before), earlier);
});

test("a box far from all others is new, and what nobody took up is removed", () => {
  const { compared, removed } = compareRounds([box(10, 10, 40, 30)], [box(200, 200, 40, 30)]);
  assert.deepEqual(compared, [{ change: "new", before: null }]);
  assert.deepEqual(removed, [box(10, 10, 40, 30)]);
});

test("each box of the round before is taken up once, by the nearest", () => {
  assert.deepEqual(changes([box(10, 10, 40, 30)], [box(18, 10, 40, 30), box(12, 10, 40, 30)]), ["new", "changed"]);
});

test("of two that overlap alike, the one of the same class is the same object", () => {
  const earlier = [box(10, 10, 40, 30, { label: DOG.id }), box(14, 10, 40, 30)];
  const [{ before }] = compareRounds(earlier, [box(12, 10, 40, 30)]).compared;
  assert.equal(before.label, CAT.id);
});

test("any two rounds: each box has one answer, and none of the round before is lost or counted twice", () => {
  const chance = seeded(7);
  const some = () =>
    Array.from({ length: Math.floor(chance() * 12) }, () =>
      box(...[200, 200, 60, 60].map((most) => 1 + Math.floor(chance() * most)), { label: chance() < 0.5 ? 7 : 8 }),
    );
  for (let turn = 0; turn < 300; turn += 1) {
    const [earlier, now] = [some(), some()];
    const { compared, removed } = compareRounds(earlier, now);
    assert.equal(compared.length, now.length);
    const taken = [...compared.flatMap(({ before }) => before ?? []), ...removed];
    assert.equal(taken.length, earlier.length);
    assert.equal(new Set(taken).size, earlier.length);
    for (const { change, before } of compared) assert.equal(change === "new", before === null);
  }
});

test("in a first round nothing is new", () => {
  const boxes = [box(10, 10, 40, 30)];
  assert.deepEqual(sinceRound(boxes, null), boxes);
  assert.deepEqual(sinceRound(boxes, { boxes: [box(10, 10, 40, 30, { reason: "Loose" })] }), [
    { ...boxes[0], change: "same", before: "Loose" },
  ]);
});
