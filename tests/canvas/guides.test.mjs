import assert from "node:assert/strict";
import { test } from "node:test";

import { gridStep } from "../../static/canvas/page/guides.js";

test("grid lines stand 1, 2 or 5 pixels of a power of ten apart, and never too near", () => {
  for (let scale = 0.01; scale < 32; scale *= 1.3) {
    const step = gridStep(scale);
    assert.ok([1, 2, 5].includes(step / 10 ** Math.floor(Math.log10(step) + 1e-9)), `${scale}: ${step}`);
    assert.ok(step * scale >= 28 - 1e-9 || step === 1);
    assert.ok(step * scale < 28 * 2.5 || step === 1);
  }
});
