import assert from "node:assert/strict";
import { test } from "node:test";

import { createSharpener, partInSight } from "../../static/canvas/photo.js";
import { seeded, settled } from "./bench.mjs";

const PICTURE = { width: 12_000, height: 8_000 };
const STAGE = { width: 1000, height: 700 };
const at = (scale, x = 0, y = 0) => ({ picture: PICTURE, stage: STAGE, view: { scale, x, y } });

function hugePhoto({ fails = false } = {}) {
  const asked = [];
  const closed = [];
  return {
    asked,
    closed,
    image: {},
    reduced: 0.25,
    async detail(part, scale) {
      asked.push({ part, scale });
      if (fails) throw new Error("gone");
      return { close: () => closed.push(part) };
    },
  };
}

test("the part in sight is whole pixels within the picture, and holds all of the stage", () => {
  const chance = seeded(5);
  for (let turn = 0; turn < 200; turn += 1) {
    const scale = 0.05 + chance() * 8;
    const state = at(scale, -chance() * PICTURE.width * scale * 0.9, -chance() * PICTURE.height * scale * 0.9);
    const { x, y, width, height } = partInSight(state, 0);
    assert.ok([x, y, width, height].every(Number.isInteger));
    assert.ok(x >= 0 && y >= 0 && x + width <= PICTURE.width && y + height <= PICTURE.height);
    const right = Math.min(PICTURE.width, (STAGE.width - state.view.x) / scale);
    assert.ok(x * scale + state.view.x <= 1 && x + width >= right - 1e-6);
  }
});

test("a reduced picture is sharp enough until somebody looks closer", async () => {
  const photo = hugePhoto();
  const sharpener = createSharpener(photo, () => {});
  await sharpener.sharpen(at(0.2), 1);
  assert.deepEqual(photo.asked, []);
  await sharpener.sharpen(at(0.2), 2);
  assert.equal(photo.asked.length, 1);
  assert.equal(photo.asked[0].scale, 0.4);
});

test("a part is fetched once, and the one before it is let go", async () => {
  const photo = hugePhoto();
  let told = 0;
  const sharpener = createSharpener(photo, () => (told += 1));
  await sharpener.sharpen(at(1, -500, -500), 1);
  await sharpener.sharpen(at(1, -510, -500), 1);
  assert.equal(photo.asked.length, 1);
  assert.ok(sharpener.isSharp(at(1, -500, -500), 1));
  await sharpener.sharpen(at(1, -5000, -500), 1);
  assert.equal(photo.asked.length, 2);
  assert.deepEqual([told, photo.closed.length], [2, 1]);
});

test("one part at a time", async () => {
  const photo = hugePhoto();
  const sharpener = createSharpener(photo, () => {});
  void sharpener.sharpen(at(1), 1);
  void sharpener.sharpen(at(1, -5000), 1);
  await settled();
  assert.equal(photo.asked.length, 1);
});

test("a part that comes when the picture was changed is let go", async () => {
  const photo = hugePhoto();
  const sharpener = createSharpener(photo, () => assert.fail("nobody wants it any more"));
  const coming = sharpener.sharpen(at(1), 1);
  sharpener.close();
  await coming;
  assert.equal(photo.closed.length, 1);
});

test("a picture whose parts cannot be had is shown as it is, and nobody asks again", async () => {
  const photo = hugePhoto({ fails: true });
  const sharpener = createSharpener(photo, () => {});
  await sharpener.sharpen(at(1), 1);
  await sharpener.sharpen(at(1), 1);
  assert.equal(photo.asked.length, 1);
  assert.ok(sharpener.isSharp(at(1), 1));
});
