import assert from "node:assert/strict";
import { test } from "node:test";

import { changeBetween } from "../../static/canvas/announce.js";
import { answerCommands } from "../../static/canvas/answering.js";
import { addBox, chooseLabel, mendBox, nudgeSelected, removeSelected, reorderSelected } from "../../static/canvas/boxes.js";
import { createCommands } from "../../static/canvas/commands.js";
import { pasteBox } from "../../static/canvas/copying.js";
import { createHistory } from "../../static/canvas/history.js";
import { lookOf } from "../../static/canvas/look.js";
import { bodyOf } from "../../static/canvas/outgoing.js";
import { barAt } from "../../static/canvas/page/proposals.js";
import { openBoxes, takeProposals } from "../../static/canvas/proposals.js";
import { settingsOf } from "../../static/canvas/settings.js";
import { drawnBoxes, outgoingBoxes, worthMicro } from "../../static/canvas/store.js";
import { createSelectTool } from "../../static/canvas/tools/select.js";
import { box, CAT, DOG, handOn, makeBench, makeStore, seeded } from "./bench.mjs";

const PROPOSALS = [
  { id: 41, label: CAT.id, x: 10, y: 10, width: 40, height: 30, score: 0.87, source: "yolo-v9" },
  { id: 42, label: DOG.id, x: 100, y: 10, width: 40, height: 30, score: null, source: "yolo-v9" },
  { id: 43, label: CAT.id, x: 200, y: 10, width: 40, height: 30, score: 0.2, source: "yolo-v9" },
];

function piece({ boxes = [], proposals = PROPOSALS, rejected = [], ...state } = {}) {
  const store = makeStore({ boxes, ...state });
  takeProposals(store, proposals, rejected);
  const history = createHistory(store);
  const words = [];
  const commands = answerCommands({ store, history, say: (word) => words.push(word) }, () => {});
  const run = (name) => commands[name]({ chord: "" });
  return { store, history, words, run };
}

const openIds = (store) => openBoxes(store.state).map(({ proposal }) => proposal);
const sent = (store) => bodyOf(outgoingBoxes(store.state));
const acceptedIds = (store) => sent(store).boxes.flatMap(({ proposal }) => proposal ?? []);

test("open proposals are neither counted nor paid nor sent", () => {
  const { store } = piece({ boxes: [box(0, 0, 9, 9)] });
  assert.equal(drawnBoxes(store.state).length, 1);
  assert.equal(worthMicro(store.state), CAT.unit_price_micro);
  assert.deepEqual(sent(store), { boxes: [{ label: CAT.id, x: 0, y: 0, width: 9, height: 9 }] });
});

test("a box drawn beside them gets the next number, and an accepted one the number after that", () => {
  const { store, run } = piece();
  addBox(store, box(0, 50, 9, 9), CAT.id);
  run("next-proposal");
  run("accept-proposal");
  assert.deepEqual(store.state.boxes.map(({ proposal, open }) => [proposal, open]), [
    [null, false],
    [41, false],
    [42, true],
    [43, true],
  ]);
  assert.equal(worthMicro(store.state), 2 * CAT.unit_price_micro);
});

test("one key accepts, one rejects, and each goes on to the next that is open", () => {
  const { store, run } = piece();
  run("next-proposal");
  run("accept-proposal");
  assert.equal(store.state.boxes.find(({ key }) => key === store.state.selected).proposal, 42);
  run("reject-proposal");
  run("accept-proposal");
  assert.deepEqual([acceptedIds(store), sent(store).rejected, openIds(store)], [[41, 43], [42], []]);
  assert.equal(store.state.selected, null);
});

test("without a selected proposal an answer only looks at the next one", () => {
  const { store, words, run } = piece({ proposals: PROPOSALS.slice(0, 1) });
  run("accept-proposal");
  assert.deepEqual([openIds(store), store.state.selected !== null], [[41], true]);
  run("accept-proposal");
  run("accept-proposal");
  assert.deepEqual(words, ["no_proposals"]);
});

test("the tool of the hand comes back when all is answered", () => {
  const { store, run } = piece({ tool: "extreme" });
  run("next-proposal");
  assert.equal(store.state.tool, "select");
  for (let left = 3; left > 0; left -= 1) run("reject-proposal");
  assert.equal(store.state.tool, "extreme");
});

test("a hand that moves, pulls or relabels a proposal has accepted it as it is now, in one step", () => {
  for (const correct of [
    ({ store }) => nudgeSelected(store, 5, 0),
    ({ store }) => chooseLabel(store, DOG.id),
    ({ store }) => mendBox(store, store.state.boxes[0], { x: 12 }),
  ]) {
    const made = piece();
    made.run("next-proposal");
    correct(made);
    made.history.commit();
    assert.deepEqual([acceptedIds(made.store), openIds(made.store)], [[41], [42, 43]]);
    made.history.undo();
    assert.deepEqual([acceptedIds(made.store), openIds(made.store)], [[], [41, 42, 43]]);
  }
});

test("on a full picture no hand makes a box of a proposal, nor of one that is smaller than a box may be", () => {
  const hands = {
    nudge: ({ commands }) => commands.nudge({ chord: "ArrowRight" }),
    shrink: ({ commands }) => commands.shrink({ chord: "Alt+Shift+ArrowRight" }),
    label: ({ commands }) => commands.label({ chord: "d", label: DOG.id }),
    drag: (bench) => handOn(createSelectTool(bench), bench.store).drag([30, 25], [60, 60]),
  };
  for (const [what, act] of Object.entries(hands)) {
    for (const [word, limit] of [["limit", { maxBoxes: 1 }], ["too_small", { minSide: 35 }]]) {
      if (what === "shrink" && word === "too_small") continue;
      const bench = makeBench({ boxes: [box(300, 200, 50, 50)], ...limit });
      takeProposals(bench.store, PROPOSALS, []);
      bench.store.set({ selected: bench.store.state.boxes[1].key });
      const before = bench.store.state.boxes;
      act({ ...bench, commands: createCommands({ ...bench, pointer: () => null }) });
      assert.equal(bench.store.state.boxes, before, `${what}, ${word}`);
      assert.equal(bench.words[0], word, what);
    }
  }
});

test("a proposal that is too small is a box once a hand has made it large enough", () => {
  const { store } = piece({ minSide: 35 });
  assert.equal(mendBox(store, store.state.boxes[0], { height: 36 }), "");
  assert.deepEqual(acceptedIds(store), [41]);
});

test("a proposal that is too small for a box is not pasted either", () => {
  const bench = makeBench({ minSide: 35 });
  takeProposals(bench.store, PROPOSALS, []);
  bench.store.set({ selected: bench.store.state.boxes[0].key });
  pasteBox(bench, { x: 200, y: 150 });
  assert.deepEqual([drawnBoxes(bench.store.state), bench.words], [[], ["too_small"]]);
});

test("the tool of the hand is there on the next picture though proposals were left open, and is what is kept", () => {
  const { store, run } = piece({ tool: "draw" });
  run("next-proposal");
  run("accept-proposal");
  assert.deepEqual([store.state.tool, settingsOf(store.state).tool], ["select", "draw"]);
  store.set({ picture: { width: 50, height: 50 }, boxes: [] });
  assert.deepEqual([store.state.tool, settingsOf(store.state).tool], ["draw", "draw"]);
});

test("who takes the select tool in hand among the proposals keeps it", () => {
  const bench = makeBench();
  takeProposals(bench.store, PROPOSALS, []);
  const commands = createCommands({ ...bench, pointer: () => null });
  commands["next-proposal"]({ chord: "p" });
  commands["select-tool"]({ chord: "v" });
  bench.store.set({ picture: { width: 50, height: 50 }, boxes: [] });
  assert.deepEqual([bench.store.state.tool, settingsOf(bench.store.state).tool], ["select", "select"]);
});

test("all that are left are accepted in one step that one undo takes back", () => {
  const { store, history, run } = piece();
  run("accept-proposals");
  assert.deepEqual([acceptedIds(store), openIds(store)], [[41, 42, 43], []]);
  history.undo();
  assert.deepEqual(openIds(store), [41, 42, 43]);
});

test("more than the picture may hold, or smaller than a box may be, is not accepted", () => {
  const full = piece({ maxBoxes: 2 });
  full.run("accept-proposals");
  const small = piece({ minSide: 31 });
  small.run("next-proposal");
  small.run("accept-proposal");
  assert.deepEqual([full.words, small.words], [["limit"], ["too_small"]]);
  assert.deepEqual([openIds(full.store), openIds(small.store)], [[41, 42, 43], [41, 42, 43]]);
});

test("what was answered before is not asked again", () => {
  const accepted = { ...box(12, 10, 40, 30), proposal: 41 };
  const { store } = piece({ boxes: [accepted], rejected: [43] });
  assert.deepEqual([acceptedIds(store), openIds(store), sent(store).rejected], [[41], [42], [43]]);
});

test("an accepted box that is removed is a rejected proposal", () => {
  const { store, run } = piece();
  run("next-proposal");
  run("accept-proposal");
  store.set({ selected: store.state.boxes[0].key });
  removeSelected(store);
  assert.deepEqual(sent(store), { boxes: [], rejected: [41] });
});

test("an open one has no number to change", () => {
  const { store } = piece({ boxes: [box(0, 0, 9, 9)] });
  const before = store.state.boxes;
  store.set({ selected: before[0].key });
  reorderSelected(store, 1);
  store.set({ selected: before[1].key });
  reorderSelected(store, -1);
  assert.equal(store.state.boxes, before);
  const { number, mark } = lookOf(store.state, before[1], 1);
  assert.deepEqual([number, mark], ["?", "open"]);
});

test("whatever is done, each proposal is accepted, rejected or open, and undo goes all the way back", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const chance = seeded(seed);
    const { store, history, run } = piece({ boxes: [box(0, 0, 9, 9)] });
    const names = ["next-proposal", "previous-proposal", "accept-proposal", "reject-proposal", "accept-proposals"];
    const moves = [
      ...names.map((name) => () => run(name)),
      () => addBox(store, box(3, 50, 9, 9), CAT.id),
      () => removeSelected(store),
      () => nudgeSelected(store, 1, 1),
      () => reorderSelected(store, 1),
      () => store.set({ selected: store.state.boxes[Math.floor(chance() * store.state.boxes.length)]?.key ?? null }),
      () => history.undo(),
      () => history.redo(),
    ];
    for (let step = 0; step < 40; step += 1) {
      moves[Math.floor(chance() * moves.length)]();
      history.commit();
      const { boxes, rejected = [] } = sent(store);
      const answered = [...boxes.flatMap(({ proposal }) => proposal ?? []), ...rejected, ...openIds(store)];
      assert.deepEqual(answered.sort(), [41, 42, 43]);
      const flags = store.state.boxes.map(({ open }) => open);
      assert.deepEqual(flags, flags.toSorted((a, b) => Number(a) - Number(b)));
    }
    while (store.state.canUndo) history.undo();
    assert.deepEqual([openIds(store), sent(store).boxes.length], [[41, 42, 43], 1]);
  }
});

test("a screen reader hears the answer and what comes next", () => {
  const { store, history, run } = piece();
  const told = (change) => {
    const before = store.state;
    change();
    return changeBetween(before, store.state);
  };
  const first = told(() => run("next-proposal"));
  assert.deepEqual([first.what, first.values.label, first.values.score], ["proposed", "cat", "87\u00a0%"]);
  const next = told(() => run("accept-proposal"));
  assert.deepEqual([next.what, next.values.left, next.values.label], ["accepted_next", 2, "dog"]);
  assert.equal(told(() => run("reject-proposal")).what, "rejected_next");
  assert.deepEqual(told(() => run("reject-proposal")), { what: "rejected", values: { count: 1, left: 0 } });
  assert.deepEqual(told(() => history.undo()), { what: "reopened", values: { left: 1 } });
});

test("the bar is in sight wherever the box is", () => {
  const [bar, stage] = [{ width: 104, height: 54 }, { width: 360, height: 300 }];
  const chance = seeded(7);
  for (let n = 0; n < 300; n += 1) {
    const [x, y] = [chance() * 800 - 400, chance() * 800 - 400];
    const rect = { x, y, width: chance() * 700, height: chance() * 700 };
    const at = barAt(rect, bar, stage);
    assert.ok(at.x >= 8 && at.x + bar.width <= stage.width - 8, JSON.stringify(rect));
    assert.ok(at.y >= 8 && at.y + bar.height <= stage.height - 8, JSON.stringify(rect));
  }
});
