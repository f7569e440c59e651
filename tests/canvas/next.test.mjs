import assert from "node:assert/strict";
import { test } from "node:test";

import { createNext } from "../../static/canvas/page/next.js";
import { settled } from "./bench.mjs";

const OK = { ok: true, status: 200, code: "", message: "", fields: {} };
const OFFLINE = { ...OK, ok: false, status: 0 };
const pieces = (...ids) => ids.map((id) => ({ id, canvas_url: `/canvas/${id}`, image_url: `/image/${id}` }));

function ahead() {
  const asked = [];
  const broken = new Set();
  const next = createNext({
    send: async (_method, url) => {
      asked.push(url);
      return broken.has(url) ? OFFLINE : { ...OK, data: { id: Number(url.split("/").at(-1)), labels: "ours" } };
    },
    load: async (url) => {
      asked.push(url);
      if (broken.has(url)) throw new Error("no picture");
      return { image: { url } };
    },
  });
  return { next, asked, broken };
}
const any = () => true;

test("at least two of the next pieces are ready, each asked for once", async () => {
  const { next, asked } = ahead();
  await next.fill(pieces(1, 2, 3, 4));
  assert.deepEqual(next.ready, [1, 2, 3]);
  await next.fill(pieces(1, 2, 3, 4));
  assert.deepEqual(asked.sort(), [1, 2, 3].flatMap((id) => [`/canvas/${id}`, `/image/${id}`]).sort());
});

test("they are taken in their order, and never twice", async () => {
  const { next } = ahead();
  await next.fill(pieces(5, 1, 2));
  assert.deepEqual(next.take(any), { config: { id: 5, labels: "ours" }, photo: { image: { url: "/image/5" } } });
  await next.fill(pieces(5, 1, 2));
  assert.deepEqual(next.ready, [1, 2]);
  assert.equal(next.take(any).config.id, 1);
});

test("what does not fit is left for a page of its own", async () => {
  const { next } = ahead();
  await next.fill(pieces(1, 2));
  assert.equal(next.isReady(({ id }) => id === 9), false);
  assert.equal(next.take(({ id }) => id === 9), null);
  assert.equal(next.take(({ id }) => id === 2).config.id, 2);
});

test("nothing is ready before its picture is, and what could not be fetched is asked for again", async () => {
  const { next, broken } = ahead();
  broken.add("/image/1").add("/canvas/2");
  await next.fill(pieces(1, 2));
  assert.equal(next.isReady(any), false);
  broken.clear();
  await next.fill(pieces(1, 2));
  assert.deepEqual(next.ready, [1, 2]);
});

test("the piece on the page is not its own successor", async () => {
  const { next } = ahead();
  next.skip(1);
  await next.fill(pieces(1, 2));
  assert.deepEqual(next.ready, [2]);
});

test("what is no longer next is let go, also when it comes late", async () => {
  const { next } = ahead();
  void next.fill(pieces(1));
  await next.fill(pieces(2));
  await settled();
  assert.deepEqual(next.ready, [2]);
});
