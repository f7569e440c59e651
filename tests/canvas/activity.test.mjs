import assert from "node:assert/strict";
import { test } from "node:test";

import { createActivity } from "../../static/canvas/activity.js";

function watched(visible = true) {
  const clock = { at: 0 };
  const activity = createActivity({ now: () => clock.at, visible });
  const wait = (seconds) => (clock.at += seconds * 1000);
  return { activity, wait, seconds: () => activity.elapsed() / 1000 };
}

test("time between inputs counts", () => {
  const { activity, wait, seconds } = watched();
  for (let i = 0; i < 4; i += 1) {
    wait(10);
    activity.touch();
  }
  assert.equal(seconds(), 40);
});

test("idle time beyond thirty seconds is left out", () => {
  const { activity, wait, seconds } = watched();
  wait(600);
  assert.equal(seconds(), 30);
  activity.touch();
  wait(5);
  assert.equal(seconds(), 35);
});

test("a hidden page counts nothing until the next input", () => {
  const { activity, wait, seconds } = watched();
  wait(5);
  activity.pause();
  wait(20);
  assert.equal(seconds(), 5);
  activity.touch();
  wait(3);
  assert.equal(seconds(), 8);
});

test("a page that opens hidden starts at its first input", () => {
  const { activity, wait, seconds } = watched(false);
  wait(20);
  activity.touch();
  wait(2);
  assert.equal(seconds(), 2);
});

test("another piece starts from what was counted for it before", () => {
  const { activity, wait, seconds } = watched();
  wait(20);
  activity.restart(7000);
  assert.equal(seconds(), 7);
  wait(3);
  assert.equal(seconds(), 10);
});
