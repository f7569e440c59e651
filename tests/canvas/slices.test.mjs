import assert from "node:assert/strict";
import { test } from "node:test";

import { createSlices, OPENING_MS } from "../../static/canvas/slices.js";

/** A machine on which a step takes so long in the call and so long afterwards, when the frame is painted. */
function machine({ call, later, first = 12 }) {
  let time = 0;
  const waiting = [];
  const slices = createSlices({ first, now: () => time, afterFrame: (run) => waiting.push(run) });
  const frames = [];
  return {
    frames,
    paint(steps, budget = undefined) {
      function* work() {
        for (let step = 0; step < steps; step += 1) {
          time += call;
          frames[frames.length - 1] += 1;
          yield;
        }
      }
      const job = work();
      let done = false;
      while (!done) {
        frames.push(0);
        done = slices.run(job, budget);
        time += later * frames.at(-1);
        for (const run of waiting.splice(0)) run();
      }
    },
  };
}

test("what is little is done in one frame", () => {
  const quick = machine({ call: 0.05, later: 0.05 });
  quick.paint(10);
  assert.deepEqual(quick.frames, [10]);
});

test("much is done in frames that get fuller until they are full", () => {
  const quick = machine({ call: 0.05, later: 0.05 });
  quick.paint(1000);
  assert.ok(quick.frames.length < 25, `${quick.frames.length} frames`);
  assert.ok(Math.max(...quick.frames) * 0.1 <= 12);
});

test("who waits for the first sight gets it in fewer and fuller frames", () => {
  const [later, first] = [machine({ call: 0.05, later: 0.05 }), machine({ call: 0.05, later: 0.05 })];
  later.paint(1000);
  first.paint(1000, OPENING_MS);
  assert.ok(first.frames.length < later.frames.length, `${first.frames.length} and ${later.frames.length} frames`);
  assert.ok(Math.max(...first.frames) * 0.1 <= 1.5 * OPENING_MS);
});

test("the frames after the first sight are no fuller than others", () => {
  const quick = machine({ call: 0.02, later: 0.08 });
  quick.paint(2000, OPENING_MS);
  const opening = quick.frames.length;
  quick.paint(1000);
  assert.ok(Math.max(...quick.frames.slice(opening)) * 0.1 <= 6.5, quick.frames.slice(opening).join());
});

test("work that costs nothing in the call but much in its frame gets smaller pieces", () => {
  const slow = machine({ call: 0.001, later: 4, first: 16 });
  slow.paint(60);
  assert.ok(slow.frames.slice(5, -1).every((steps) => steps <= 3), slow.frames.join());
});

test("however slow the machine, every frame does something", () => {
  const slow = machine({ call: 50, later: 50 });
  slow.paint(5);
  assert.deepEqual(slow.frames.slice(0, 5), [1, 1, 1, 1, 1]);
});
