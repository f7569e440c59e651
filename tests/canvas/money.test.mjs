import assert from "node:assert/strict";
import { test } from "node:test";

import { formatMicro } from "../../static/canvas/money.js";

test("won are shown whole and dollars with cents", () => {
  assert.equal(formatMicro(280_000_000, "KRW", "en"), "₩280");
  assert.equal(formatMicro(14_540_000_000, "KRW", "ko"), "₩14,540");
  assert.equal(formatMicro(1_500_000, "USD", "en"), "$1.50");
});

test("an amount below the smallest coin keeps all its digits", () => {
  assert.equal(formatMicro(500_000, "KRW", "en"), "₩0.5");
  assert.equal(formatMicro(12_345, "USD", "en"), "$0.012345");
});

test("a float is refused loudly", () => {
  assert.throws(() => formatMicro(0.5, "KRW", "en"), RangeError);
});
