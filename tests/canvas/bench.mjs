// What the tests of this folder share: a canvas without a page, a clock that is turned by hand, seeded chance.

import { createHistory } from "../../static/canvas/history.js";
import { takeBoxes } from "../../static/canvas/boxes.js";
import { createStore } from "../../static/canvas/store.js";
import { toPicture } from "../../static/canvas/viewport.js";

export const PICTURE = { width: 400, height: 300 };
export const STAGE = { width: 800, height: 600 };
export const CAT = { id: 7, name: "cat", color: "#b3541e", hotkey: "1", unit_price_micro: 40_000_000, currency: "KRW" };
export const DOG = { id: 8, name: "dog", color: "#1e7fb3", hotkey: "d", unit_price_micro: 25_500_000, currency: "KRW" };

export function makeStore({ boxes = [], ...state } = {}) {
  const store = createStore({
    mode: "draw",
    picture: PICTURE,
    labels: [CAT, DOG],
    stage: STAGE,
    view: { scale: 2, x: 0, y: 0 },
    ...state,
  });
  takeBoxes(store, boxes);
  return store;
}

export function makeBench(options) {
  const store = makeStore(options);
  const words = [];
  return { store, history: createHistory(store), words, say: (word) => words.push(word) };
}

export function box(x, y, width, height, more = {}) {
  return { id: null, label: CAT.id, x, y, width, height, ...more };
}

/** A hand on a tool. Points are picture pixels. */
export function handOn(tool, store, { reach = 6 } = {}) {
  const placeAt = (x, y) => {
    const { view } = store.state;
    const stage = { x: x * view.scale + view.x, y: y * view.scale + view.y };
    return { stage, picture: toPicture(view, stage), reach };
  };
  const hand = {
    down: (x, y) => tool.down(placeAt(x, y)),
    move: (x, y) => tool.move(placeAt(x, y)),
    up: (x, y) => tool.up(placeAt(x, y)),
    cursor: (x, y) => tool.cursor(placeAt(x, y)),
    click(x, y) {
      hand.down(x, y);
      hand.up(x, y);
    },
    drag(from, to) {
      hand.down(...from);
      hand.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
      hand.move(...to);
      hand.up(...to);
    },
  };
  return hand;
}

export function rects(store) {
  return store.state.boxes.map(({ x, y, width, height }) => [x, y, width, height]);
}

/** The same numbers between 0 and 1 on every run (mulberry32). */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function makeClock() {
  let now = 0;
  let made = 0;
  const timers = new Map();
  return {
    now: () => now,
    setTimeout(run, ms) {
      made += 1;
      timers.set(made, { run, at: now + ms });
      return made;
    },
    clearTimeout: (timer) => timers.delete(timer),
    /** Lets time pass, and lets promises settle after every timer. */
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (!due) break;
        timers.delete(due[0]);
        now = due[1].at;
        due[1].run();
        await settled();
      }
      now = end;
      await settled();
    },
  };
}

export function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A vault in memory; `refuse` makes it a browser that keeps nothing. */
export function makeVault(kept = []) {
  return {
    kept: new Map(kept.map((each) => [each.id, each])),
    refuse: false,
    async put(each) {
      if (!this.refuse) this.kept.set(each.id, structuredClone(each));
      return !this.refuse;
    },
    async drop(id) {
      this.kept.delete(id);
    },
    async all(worker) {
      return [...this.kept.values()].filter((each) => each.worker === worker).sort((a, b) => a.at - b.at);
    },
  };
}
