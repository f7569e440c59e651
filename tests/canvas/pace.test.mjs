import assert from "node:assert/strict";
import { test } from "node:test";

import { roundToUnit } from "../../static/canvas/money.js";
import { clockText, ENOUGH_MS, hourlyMicro } from "../../static/canvas/pace.js";

test("the pace is what an hour of the same would earn", () => {
  assert.equal(hourlyMicro(280_000_000, 90_000), 11_200_000_000);
  assert.equal(hourlyMicro(40_000_000, 3_600_000), 40_000_000);
});

test("it says nothing before there is enough to say", () => {
  assert.equal(hourlyMicro(40_000_000, ENOUGH_MS - 1), null);
  assert.equal(hourlyMicro(0, 600_000), null);
  assert.equal(hourlyMicro(40_000_000, 0), null);
});

test("an estimate has no more digits than money has", () => {
  assert.equal(roundToUnit(11_234_567_890, "KRW"), 11_235_000_000);
  assert.equal(roundToUnit(11_234_567, "USD"), 11_230_000);
});

test("time reads as on a stopwatch", () => {
  assert.deepEqual([0, 7_999, 750_000, 3_723_000].map(clockText), ["0:00", "0:07", "12:30", "1:02:03"]);
});
