// What is painted of a box, as a context is told to paint it: what tells its class besides the color.

import assert from "node:assert/strict";
import { test } from "node:test";

import { classLook } from "../../static/canvas/look.js";
import { boundsOf, paintBox } from "../../static/canvas/paint.js";
import { CAT, DOG, makeStore } from "./bench.mjs";

/** A context that notes its paths as text, and the corners of all that it fills. */
function makeContext() {
  const context = { paths: [], texts: [], points: [], path: [] };
  const at = (name) => (...numbers) => context.path.push([name, ...numbers].join(" "));
  const nothing = () => {};
  return Object.assign(context, {
    beginPath: () => (context.path = []),
    arc: at("arc"),
    lineTo: at("line"),
    moveTo: nothing,
    rect: nothing,
    closePath: nothing,
    stroke: nothing,
    fill: () => context.paths.push([...context.path, context.fillStyle].join()),
    fillRect: (x, y, width, height) => context.points.push([x, y], [x + width, y + height]),
    strokeRect: nothing,
    setLineDash: nothing,
    measureText: () => ({ width: 6 }),
    fillText: (text) => context.texts.push(text),
  });
}

/** @param {number} side in stage pixels */
function painted(label, side, more = {}) {
  const { state } = makeStore({ labels: LABELS });
  const context = makeContext();
  paintBox(context, { x: 50, y: 50, width: side, height: side }, { ...classLook(state, label, "3"), ...more });
  return context;
}

const LABELS = [CAT, DOG, ...[13, 14, 15, 16, 17, 18].map((id) => ({ ...CAT, id }))];
const ids = LABELS.map(({ id }) => id);

test("a box with room has a tag, with the class's shape in it", () => {
  const { texts, paths } = painted(CAT.id, 50);
  assert.deepEqual([texts, paths.length], [["3"], 1]);
});

for (const [what, side, look] of [
  ["that is too small for a tag", 10, {}],
  ["that is as small as its sign", 6, {}],
  ["in a crowd", 38, { crowded: true }],
]) {
  test(`a box ${what} tells its class without its color`, () => {
    const seen = ids.map((id) => {
      const { texts, paths } = painted(id, side, { ...look, color: "#777777" });
      assert.deepEqual([texts, paths.length], [[], 1]);
      return paths[0];
    });
    assert.equal(new Set(seen).size, LABELS.length);
  });
}

test("a box that is a speck has no sign, which would hide what it is about", () => {
  assert.deepEqual(painted(CAT.id, 5).paths, []);
});

test("the selected box has its tag, however small it is and however many there are", () => {
  assert.deepEqual(painted(DOG.id, 4, { selected: true, crowded: true }).texts, ["3"]);
});

test("all of the sign is within what is painted anew where the box changed", () => {
  const { points } = painted(CAT.id, 8);
  const bounds = boundsOf({ x: 50, y: 50, width: 8, height: 8 });
  for (const [x, y] of points) {
    assert.ok(x >= bounds.x && x <= bounds.x + bounds.width && y >= bounds.y && y <= bounds.y + bounds.height);
  }
});
