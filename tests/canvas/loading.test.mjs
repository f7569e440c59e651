import assert from "node:assert/strict";
import { test } from "node:test";

import { loadAhead, loadPhoto } from "../../static/canvas/loading.js";
import { settled } from "./bench.mjs";

const HUGE = { width: 12_000, height: 8_400 };
const SMALL = { width: 4_000, height: 3_000 };

/** A browser whose decoding ends when the test says so. */
function browser({ size = HUGE, bytes = true } = {}) {
  const begun = [];
  const open = [];
  const decode = (name) => {
    begun.push(name);
    return new Promise((done, failed) => open.push({ done, failed }));
  };
  globalThis.Image = class {
    naturalWidth = size.width;
    naturalHeight = size.height;
    set src(url) {
      this.url = url;
      queueMicrotask(() => this.onload?.());
    }
    async decode() {}
  };
  globalThis.fetch = async (url) => ({ ok: bytes, status: bytes ? 200 : 403, blob: async () => ({ url }) });
  globalThis.createImageBitmap = ({ url }, ...part) => decode(part.length > 1 ? `part of ${url}` : url);
  return {
    begun,
    async end({ fails = false } = {}) {
      const { done, failed } = open.shift();
      if (fails) failed(new Error("damaged"));
      else done({ close() {} });
      await settled();
    },
  };
}

test("pictures that are fetched ahead are decoded one after the other", async () => {
  for (const size of [HUGE, SMALL]) {
    const { begun, end } = browser({ size });
    const photos = Promise.all(["a", "b", "c"].map(loadAhead));
    await settled();
    assert.deepEqual(begun, ["a"]);
    await end();
    assert.deepEqual(begun, ["a", "b"]);
    await end();
    await end();
    assert.equal((await photos).length, 3);
  }
});

test("what is looked at goes before what is fetched ahead", async () => {
  const { begun, end } = browser();
  const looked = loadPhoto("now", HUGE);
  await settled();
  await end();
  const { detail } = await looked;
  const ahead = Promise.all(["a", "b"].map(loadAhead));
  await settled();
  const part = detail({ x: 0, y: 0, width: 100, height: 100 }, 1);
  await end();
  assert.deepEqual(begun, ["now", "a", "part of now"]);
  await end();
  await end();
  assert.deepEqual(begun, ["now", "a", "part of now", "b"]);
  await Promise.all([part, ahead]);
});

test("one that cannot be decoded keeps nobody waiting", async () => {
  const { end } = browser();
  const first = assert.rejects(loadAhead("damaged"), /damaged/);
  const second = loadAhead("whole");
  await settled();
  await end({ fails: true });
  await end();
  await first;
  assert.ok((await second).reduced < 0.25);
});

test("a huge picture whose bytes may not be read is shown as the browser has it", async () => {
  const { begun } = browser({ bytes: false });
  assert.equal((await loadPhoto("elsewhere", HUGE)).image.url, "elsewhere");
  assert.equal((await loadAhead("elsewhere")).image.url, "elsewhere");
  assert.deepEqual(begun, []);
});
