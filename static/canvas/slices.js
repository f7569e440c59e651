/**
 * Long work in pieces that fit into frames, so that a hand never waits for it. What a piece really costs is known
 * only after its frame: a canvas notes what is painted and paints it later. So the number of steps follows what the
 * last frame took, on a slow machine as on a quick one.
 *
 * @typedef {ReturnType<typeof createSlices>} Slices
 */

/** Of the 16 ms that a frame has, with room for the hand that moves at the same time. */
const BUDGET_MS = 6;
/** Where there is nothing to be seen yet no hand moves, but somebody waits: fewer frames, of which each has its price. */
export const OPENING_MS = 24;

/**
 * @param {object} options
 * @param {number} options.first steps that a piece dares before anything was measured
 * @param {() => number} [options.now]
 * @param {(run: () => void) => void} [options.afterFrame]
 */
export function createSlices({ first, now = () => performance.now(), afterFrame = createAfterFrame() }) {
  /** In steps a ms. A speed, because pieces have different budgets. */
  let speed = first / BUDGET_MS;

  /** @param {number} done @param {number} spent in ms @param {number} budget in ms */
  function learn(done, spent, budget) {
    // A piece that was the last one says little about larger ones; a hiccup is not taken for the rule.
    if (done < speed * budget && spent < budget) return;
    speed = Math.min(speed * 2, (speed + done / Math.max(spent, 0.1)) / 2);
  }

  return {
    /**
     * @param {Iterator<unknown>} work each step of it small
     * @param {number} [budget] of this piece, in ms
     * @returns {boolean} whether it is done
     */
    run(work, budget = BUDGET_MS) {
      const start = now();
      let steps = 0;
      let done;
      do {
        done = work.next().done === true;
        steps += 1;
      } while (!done && steps < speed * budget && now() - start < budget);
      afterFrame(() => learn(steps, now() - start, budget));
      return done;
    },
  };
}

/** A message arrives after the frame in which it was sent was painted; a timer would wait longer. */
function createAfterFrame() {
  const { port1, port2 } = new MessageChannel();
  /** @type {(() => void)[]} */
  let waiting = [];
  port1.onmessage = () => {
    const runs = waiting;
    waiting = [];
    for (const run of runs) run();
  };
  /** @param {() => void} run */
  return (run) => {
    if (waiting.push(run) === 1) port2.postMessage(null);
  };
}
