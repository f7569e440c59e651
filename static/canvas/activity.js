/**
 * Active time: the time between one input and the next on a visible page. After 30 seconds without input the
 * worker is taken to be away, and what goes beyond is left out.
 *
 * @typedef {ReturnType<typeof createActivity>} Activity
 */

export const IDLE_AFTER_MS = 30_000;

/**
 * @param {object} options
 * @param {() => number} options.now a clock in milliseconds that never goes back
 * @param {boolean} [options.visible]
 * @param {number} [options.idleAfter]
 */
export function createActivity({ now, visible = true, idleAfter = IDLE_AFTER_MS }) {
  let counted = 0;
  let since = now();
  let running = visible;

  function count() {
    const at = now();
    if (running) counted += Math.min(at - since, idleAfter);
    since = at;
  }

  return {
    /** There was input. */
    touch() {
      count();
      running = true;
    },
    /** The page was hidden. */
    pause() {
      count();
      running = false;
    },
    /** Counts anew, for another piece. @param {number} [already] what was counted on earlier pages */
    restart(already = 0) {
      count();
      counted = already;
    },
    /** Active milliseconds so far. */
    elapsed() {
      return Math.round(counted + (running ? Math.min(now() - since, idleAfter) : 0));
    },
  };
}
