import assert from "node:assert/strict";
import { test } from "node:test";

import { createSlices, OPENING_MS } from "../../static/canvas/slices.js";

/** A machine on which a step takes so long in the call and so long afterwards, when the frame is painted. */
function machine({ call, later, first = 12, budget = undefined }) {
  let time = 0;
  const waiting = [];
  const slices = createSlices({ first, now: () => time, afterFrame: (run) => waiting.push(run) });
  const frames = [];
  return {
    frames,
    paint(steps) {
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
  const machines = [undefined, OPENING_MS].map((budget) => machine({ call: 0.05, later: 0.05, budget }));
  for (const each of machines) each.paint(1000);
  const [later, first] = machines.map(({ frames }) => frames.length);
  assert.ok(first < later, `${first} and ${later} frames`);
  assert.ok(Math.max(...machines[1].frames) * 0.1 <= 16);
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
