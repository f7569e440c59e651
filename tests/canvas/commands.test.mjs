import assert from "node:assert/strict";
import { test } from "node:test";

import { createCommands } from "../../static/canvas/commands.js";
import { selectedBox } from "../../static/canvas/store.js";
import { shownBoxes, toggleLocked } from "../../static/canvas/shown.js";
import { toPicture } from "../../static/canvas/viewport.js";
import { box, CAT, DOG, makeBench, rects, STAGE } from "./bench.mjs";

const ONE = [box(100, 100, 60, 40)];

function commanding(options = {}) {
  const bench = makeBench(options);
  let pointer = null;
  const commands = createCommands({ ...bench, pointer: () => pointer });
  return {
    ...bench,
    commands,
    point: (at) => (pointer = at),
    press: (action, chord = "", held = false) => commands[action]({ chord }, held),
  };
}

function withSelected(options) {
  const bench = commanding({ boxes: ONE, ...options });
  bench.store.set({ selected: bench.store.state.boxes[0].key });
  return bench;
}

test("arrows move the selected box by 1, 10 and 100 pixels", () => {
  const { store, press } = withSelected();
  press("nudge", "ArrowRight");
  press("nudge-far", "Shift+ArrowDown");
  press("nudge-farthest", "Ctrl+ArrowLeft");
  assert.deepEqual(rects(store), [[1, 110, 60, 40]]);
});

test("each edge goes out and in by key alone, and the other three stay", () => {
  const moved = {
    "grow Alt+ArrowLeft": [99, 100, 61, 40],
    "grow Alt+ArrowRight": [100, 100, 61, 40],
    "grow Alt+ArrowUp": [100, 99, 60, 41],
    "grow Alt+ArrowDown": [100, 100, 60, 41],
    "shrink Alt+Shift+ArrowLeft": [101, 100, 59, 40],
    "shrink Alt+Shift+ArrowRight": [100, 100, 59, 40],
    "shrink Alt+Shift+ArrowUp": [100, 101, 60, 39],
    "shrink Alt+Shift+ArrowDown": [100, 100, 60, 39],
  };
  for (const [what, rect] of Object.entries(moved)) {
    const { store, press } = withSelected();
    press(...what.split(" "));
    assert.deepEqual(rects(store), [rect], what);
  }
});

test("an edge stops before the one across from it and at the picture", () => {
  const { store, press } = withSelected();
  for (let i = 0; i < 20; i += 1) press("shrink", "Alt+Shift+ArrowLeft", true);
  assert.deepEqual(rects(store), [[159, 100, 1, 40]]);
  for (let i = 0; i < 40; i += 1) press("grow", "Alt+ArrowUp", true);
  assert.deepEqual(rects(store), [[159, 0, 1, 140]]);
});

test("a key held down is one step of undo", () => {
  const { store, press, history } = withSelected();
  press("grow", "Alt+ArrowLeft");
  press("grow", "Alt+ArrowLeft", true);
  press("grow", "Alt+ArrowLeft", true);
  assert.deepEqual(rects(store), [[79, 100, 81, 40]]);
  history.undo();
  assert.deepEqual(rects(store), [[100, 100, 60, 40]]);
});

test("without a selected box an edge key says to choose one", () => {
  const { store, press, words } = commanding({ boxes: ONE });
  press("grow", "Alt+ArrowLeft");
  assert.deepEqual([rects(store), words], [[[100, 100, 60, 40]], ["choose_box"]]);
});

test("one key changes the class of the last box and leaves that of the next", () => {
  const { store, commands, history } = commanding({ boxes: [...ONE, box(0, 0, 9, 9)] });
  commands["label-last"]({ chord: "Alt+d", label: DOG.id });
  assert.deepEqual(store.state.boxes.map(({ label }) => label), [CAT.id, DOG.id]);
  assert.equal(store.state.label, CAT.id);
  history.undo();
  assert.deepEqual(store.state.boxes.map(({ label }) => label), [CAT.id, CAT.id]);
});

test("a locked box is not moved, removed or relabeled, and a word says so", () => {
  const { store, press, commands, words } = withSelected();
  toggleLocked(store, store.state.selected);
  press("nudge", "ArrowRight");
  press("grow", "Alt+ArrowLeft");
  press("delete");
  commands.label({ chord: "d", label: DOG.id });
  assert.deepEqual(rects(store), [[100, 100, 60, 40]]);
  assert.equal(store.state.boxes[0].label, CAT.id);
  assert.deepEqual(words, ["locked", "locked", "locked"]);
});

test("a box is pasted at the pointer, or in the middle of the stage without one", () => {
  const { store, press, point } = commanding({ boxes: ONE });
  point({ x: 100, y: 100 });
  press("paste");
  point(null);
  press("paste");
  assert.deepEqual(rects(store).slice(1), [[20, 30, 60, 40], [170, 130, 60, 40]]);
});

test("a box is placed, moved and shaped by keys alone", () => {
  const { store, press } = commanding();
  press("new-box");
  press("nudge-far", "Shift+ArrowLeft");
  press("grow", "Alt+ArrowDown");
  const { x, y, width, height } = selectedBox(store.state);
  assert.deepEqual([x, y, width, height], [140, 112.5, 100, 76]);
});

test("switching goes between selecting and the way of drawing that was used", () => {
  const { store, press } = commanding();
  press("extreme-tool");
  press("switch-tool");
  assert.equal(store.state.tool, "select");
  press("switch-tool");
  assert.equal(store.state.tool, "extreme");
  press("select-tool");
  press("cancel");
  assert.equal(store.state.tool, "extreme");
});

test("the class key with Alt leaves a locked box as it is, and a word says so", () => {
  const { store, commands, words } = withSelected();
  toggleLocked(store, store.state.selected);
  commands["label-last"]({ chord: "Alt+d", label: DOG.id });
  assert.equal(store.state.boxes[0].label, CAT.id);
  assert.deepEqual(words, ["locked"]);
});

test("a box that is put out of sight is let go of, so that no arrow moves it unseen", () => {
  const { store, press } = withSelected();
  press("toggle-hide");
  press("nudge", "ArrowRight");
  assert.deepEqual([store.state.selected, rects(store)], [null, [[100, 100, 60, 40]]]);
});

test("a hidden box that is taken from the list is seen again", () => {
  const { store, press } = withSelected();
  const [{ key }] = store.state.boxes;
  press("toggle-hide");
  store.set({ selected: key, hiddenLabels: new Set([CAT.id]) });
  press("choose-box");
  assert.deepEqual(shownBoxes(store.state), store.state.boxes);
});

test("an arrow that moves nothing at the picture's edge is no step of undo and mends nothing", () => {
  const refused = { approved: false, reason: "loose" };
  const { store, press } = commanding({ boxes: [box(0, 0, 60, 40, refused)] });
  store.set({ selected: store.state.boxes[0].key });
  const before = store.state.boxes;
  press("nudge", "ArrowLeft");
  press("grow", "Alt+ArrowUp");
  assert.equal(store.state.boxes, before);
  assert.equal(store.state.canUndo, false);
});

test("zooming by key goes to where the pointer is, and to the middle without one", () => {
  const { store, press, point } = commanding();
  const at = { x: 100, y: 60 };
  const under = () => toPicture(store.state.view, at);
  const before = under();
  point(at);
  press("zoom-in");
  press("zoom-in");
  press("zoom-out");
  assert.ok(Math.hypot(under().x - before.x, under().y - before.y) < 0.01);
  point(null);
  const middle = { x: STAGE.width / 2, y: STAGE.height / 2 };
  const held = toPicture(store.state.view, middle);
  press("zoom-in");
  const now = toPicture(store.state.view, middle);
  assert.ok(Math.hypot(now.x - held.x, now.y - held.y) < 0.01);
});
