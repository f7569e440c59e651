import assert from "node:assert/strict";
import { test } from "node:test";

import { bindings, chordOf, helpRows, KEY_TABLE } from "../../static/canvas/keys.js";
import { CAT, DOG } from "./bench.mjs";

const MODES = ["draw", "review", "view"];

function press(key, code, modifiers = "") {
  const has = (name) => modifiers.includes(name);
  return chordOf({ key, code, ctrlKey: has("ctrl"), metaKey: has("meta"), altKey: has("alt"), shiftKey: has("shift") });
}

for (const mode of MODES) {
  test(`no key means two things in ${mode} mode`, () => {
    const keys = KEY_TABLE.filter((row) => row.modes.includes(mode)).flatMap((row) => row.keys);
    assert.deepEqual(keys, [...new Set(keys)]);
  });
}

test("a worker's class keys win over every bare letter and digit", () => {
  const labels = [..."0123456789abcdefghijklmnopqrstuvwxyz"].map((hotkey, id) => ({ ...CAT, id, hotkey }));
  const bound = bindings("draw", labels);
  for (const { id, hotkey } of labels) assert.equal(bound.get(hotkey).label, id);
});

test("every action of a worker has a key that no class can take", () => {
  for (const { action, keys } of KEY_TABLE.filter((row) => row.modes.includes("draw"))) {
    assert.ok(keys.some((chord) => !/^[a-z0-9]$/.test(chord)), `${action} can be taken away`);
  }
});

test("Alt with a class key is about the box made last", () => {
  assert.deepEqual(bindings("draw", [DOG]).get("Alt+d"), { action: "label-last", chord: "Alt+d", repeats: false, label: DOG.id });
  assert.equal(press("∂", "KeyD", "alt"), "Alt+d");
});

test("two classes with one key leave it to the first", () => {
  assert.equal(bindings("draw", [CAT, { ...DOG, hotkey: "1" }]).get("1").label, CAT.id);
});

test("the help names only keys that work", () => {
  const rows = helpRows("draw", [{ ...CAT, hotkey: "b" }, { ...DOG, hotkey: "0" }]);
  assert.deepEqual(rows.find((row) => row.says === "key_draw_tool").keys, ["F2"]);
  assert.deepEqual(rows.find((row) => row.says === "key_fit").keys, ["Shift+1"]);
});

test("a reviewer's keys are not taken by classes", () => {
  assert.equal(bindings("review", [{ ...CAT, hotkey: "x" }]).get("x").action, "refuse-box");
});

test("letters are known with the Korean layout on", () => {
  assert.equal(press("ㅁ", "KeyA"), "a");
  assert.equal(press("Process", "KeyX"), "x");
  assert.equal(press("ㅋ", "KeyZ", "ctrl"), "Ctrl+z");
});

test("digits are known on a French keyboard, with and without Shift", () => {
  assert.equal(press("&", "Digit1"), "1");
  assert.equal(press("1", "Digit1", "shift"), "1");
});

test("Shift counts with letters, digits and named keys, and not with signs", () => {
  assert.equal(press("X", "KeyX", "shift"), "Shift+x");
  assert.equal(press("!", "Digit1", "shift"), "Shift+1");
  assert.equal(press("Tab", "Tab", "shift"), "Shift+Tab");
  assert.equal(press("?", "Slash", "shift"), "?");
  assert.equal(press("+", "Equal", "shift"), "+");
});

test("the command key of a Mac counts as Ctrl", () => {
  assert.equal(press("z", "KeyZ", "meta shift"), "Ctrl+Shift+z");
});

test("the number pad types digits", () => {
  assert.equal(press("3", "Numpad3"), "3");
});
