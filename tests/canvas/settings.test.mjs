import assert from "node:assert/strict";
import { test } from "node:test";

import { keepSettings, PLAIN, readSettings, settingsOf, stateFrom } from "../../static/canvas/settings.js";
import { chooseLabel } from "../../static/canvas/boxes.js";
import { CAT, DOG, makeClock, makeStore, settled } from "./bench.mjs";

const LABELS = [CAT, DOG];
const MINE = { tool: "extreme", label: DOG.id, zoom: "actual", crosshair: true, grid: false, brightness: 130, contrast: 90 };

test("what was kept comes back as it was", () => {
  const settings = readSettings(MINE, LABELS);
  assert.deepEqual(settings, MINE);
  const store = makeStore(stateFrom(settings));
  assert.deepEqual(settingsOf(store.state), MINE);
});

test("without anything kept the canvas is plain and draws the first class", () => {
  assert.deepEqual(readSettings({}, LABELS), { tool: "draw", label: CAT.id, zoom: "fit", ...PLAIN });
});

test("a class that this project does not have gives way to its first", () => {
  assert.equal(readSettings({ ...MINE, label: 999 }, LABELS).label, CAT.id);
  assert.equal("label" in readSettings(MINE, []), false);
});

test("what makes no sense gives way to the default, each by itself", () => {
  const odd = { tool: "judge", zoom: 3, crosshair: "yes", grid: 1, brightness: 1000, contrast: "90", color: "red" };
  assert.deepEqual(readSettings(odd, LABELS), readSettings({}, LABELS));
  assert.equal(readSettings({ ...odd, tool: "pan" }, LABELS).tool, "pan");
});

function keeping(answers = []) {
  const store = makeStore();
  const clock = makeClock();
  const sent = [];
  const send = async (method, url, body) => {
    sent.push({ method, url, body });
    return { ok: true, ...(await answers.shift()) };
  };
  return { store, clock, sent, keeper: keepSettings({ store, send, url: "/mine", clock }) };
}

test("many changes at once are one save, of what changed and of nothing else", async () => {
  const { store, clock, sent } = keeping();
  chooseLabel(store, DOG.id);
  store.set({ tool: "extreme" });
  store.set({ display: { ...PLAIN, grid: true } });
  await clock.pass(1_000);
  assert.deepEqual(sent, [
    { method: "PUT", url: "/mine", body: { tool: "extreme", label: DOG.id, grid: true } },
  ]);
  store.set({ tool: "pan" });
  await clock.pass(1_000);
  assert.deepEqual(sent.at(-1).body, { tool: "pan" });
});

test("a change that is taken back, and drawing, save nothing", async () => {
  const { store, clock, sent } = keeping();
  store.set({ tool: "pan" });
  store.set({ tool: "draw", sketch: { x: 0, y: 0, width: 5, height: 5 } });
  await clock.pass(1_000);
  assert.deepEqual(sent, []);
});

test("a page that is left saves at once", async () => {
  const { store, sent, keeper } = keeping();
  store.set({ tool: "pan" });
  keeper.flush();
  await settled();
  assert.equal(sent.length, 1);
});

test("a failed save takes back nothing that was saved after it", async () => {
  let answerFirst;
  const first = new Promise((resolve) => {
    answerFirst = resolve;
  });
  const { store, clock, sent } = keeping([first]);
  store.set({ tool: "pan" });
  await clock.pass(1_000);
  store.set({ zoom: "actual" });
  await clock.pass(1_000);
  answerFirst({ ok: false });
  await settled();
  store.set({ display: { ...PLAIN, grid: true } });
  await clock.pass(1_000);
  assert.deepEqual(sent.map(({ body }) => body), [{ tool: "pan" }, { zoom: "actual" }, { tool: "pan", grid: true }]);
});

test("a save that failed is tried again with the next change", async () => {
  const { store, clock, sent } = keeping([{ ok: false }]);
  store.set({ tool: "pan" });
  await clock.pass(1_000);
  store.set({ tool: "select" });
  store.set({ tool: "pan" });
  await clock.pass(1_000);
  assert.equal(sent.length, 2);
});
