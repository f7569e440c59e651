/**
 * One tab at a time works on a piece. A tab sits down by taking a lock of the browser, which a tab that dies gives
 * back; another one that wants the seat asks, and whoever sits there gets up, or is lifted if it does not answer.
 * Browsers without such locks let every tab sit down: the draft's version still tells their boxes apart.
 *
 * @typedef {ReturnType<typeof createSeat>} Seat
 */

/** @import { Clock } from "./save.js" */

const ANSWER_WITHIN_MS = 2_000;

/**
 * @param {object} options
 * @param {Pick<LockManager, "request"> | undefined} options.locks
 * @param {Pick<BroadcastChannel, "postMessage" | "addEventListener">} options.channel shared by the tabs
 * @param {Clock} options.clock
 * @param {() => Promise<unknown>} options.onAsked another tab wants the seat: make all safe, then it is given up
 */
export function createSeat({ locks, channel, clock, onAsked }) {
  /** @type {number | null} the piece whose seat this tab has */
  let taken = null;
  let getUp = () => {};

  /**
   * @param {number} piece
   * @param {LockOptions} options
   * @returns {Promise<boolean>}
   */
  function request(piece, options) {
    return new Promise((resolve) => {
      if (!locks) return resolve(true);
      /** @param {Lock | null} lock */
      const sit = (lock) => {
        resolve(lock !== null);
        if (!lock) return undefined;
        taken = piece;
        return new Promise((/** @type {(nothing?: undefined) => void} */ done) => (getUp = done));
      };
      locks.request(nameOf(piece), options, sit).catch(() => {
        // Not in time, or lifted by a tab that got no answer.
        resolve(false);
        if (taken === piece) void lose();
      });
    });
  }

  async function lose() {
    taken = null;
    await onAsked();
    getUp();
  }

  channel.addEventListener("message", ({ data }) => {
    if (taken !== null && data === taken) void lose();
  });

  return {
    /** False: another tab has it. The seat of the piece before is given up. @param {number} piece */
    take(piece) {
      taken = null;
      getUp();
      return request(piece, { ifAvailable: true });
    },
    /** Takes it from the tab that has it. @param {number} piece */
    async insist(piece) {
      const patience = new AbortController();
      const timer = clock.setTimeout(() => patience.abort(), ANSWER_WITHIN_MS);
      channel.postMessage(piece);
      const given = await request(piece, { signal: patience.signal });
      clock.clearTimeout(timer);
      return given || request(piece, { steal: true });
    },
  };
}

/** @param {number} piece */
function nameOf(piece) {
  return `honestbox-piece-${piece}`;
}
