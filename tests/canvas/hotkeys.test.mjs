import assert from "node:assert/strict";
import { test } from "node:test";

import { withHotkeys } from "../../static/canvas/hotkeys.js";
import { bindings } from "../../static/canvas/keys.js";
import { CAT } from "./bench.mjs";

const labels = (...hotkeys) => hotkeys.map((hotkey, id) => ({ ...CAT, id, hotkey }));
const keysOf = (given) => withHotkeys(given).map(({ hotkey }) => hotkey);

test("classes without a key get digits in their order, and zero is the tenth", () => {
  assert.deepEqual(keysOf(labels(...Array(10).fill(""))), [..."1234567890"]);
});

test("a class keeps the key that its project gave it, and nobody else gets it", () => {
  assert.deepEqual(keysOf(labels("", "1", "", "Z")), ["2", "1", "3", "Z"]);
});

test("after the digits come letters that mean nothing else to a worker", () => {
  const before = bindings("draw", []);
  const given = keysOf(labels(...Array(14).fill("")));
  for (const key of given.slice(10)) assert.ok(/^[a-z]$/.test(key) && !before.has(key), key);
});

test("however many classes there are, no two share a key, and each key means its class", () => {
  const made = withHotkeys(labels("", "q", ...Array(60).fill("")));
  const keys = made.map(({ hotkey }) => hotkey).filter(Boolean);
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(keys.length > 25 && keys.length < made.length);
  const bound = bindings("draw", made);
  for (const { id, hotkey } of made) if (hotkey) assert.equal(bound.get(hotkey).label, id);
});

test("classes that have keys stay the same objects", () => {
  const given = labels("a", "b");
  assert.deepEqual(withHotkeys(given), given);
});
