/**
 * Keeps the piece on the canvas in this browser's vault, at once when the hand lifts: what it is in the middle of is
 * not finished. And the other way: what a vault has, compared with what the server has.
 *
 * @typedef {ReturnType<typeof createKeeper>} Keeper
 * @typedef {"none" | "newer" | "conflict"} Found
 */

import { textOf } from "./outgoing.js";
import { outgoingBoxes, whenBoxesRest } from "./store.js";

/**
 * @import { OutgoingBox, Store } from "./store.js"
 * @import { Clock } from "./save.js"
 * @import { Kept, Vault } from "./vault.js"
 */

const KEEP_AFTER_MS = 40;
const KEEP_AT_LATEST_MS = 250;
/** The server answers with the numbers it was given; pages snap them to 1/128 of a pixel. */
const SAME_WITHIN = 0.005;

/**
 * @param {object} options
 * @param {Store} options.store
 * @param {Pick<Vault, "put" | "drop">} options.vault
 * @param {Clock} options.clock
 * @param {Pick<Kept, "id" | "worker" | "round" | "name" | "version">} options.piece
 * @param {string} options.saved the boxes that the server has
 * @param {() => number} options.activeMs
 * @param {() => void} options.onKept the boxes on the canvas are in the vault
 */
export function createKeeper({ store, vault, clock, piece, saved, activeMs, onKept }) {
  /** @type {{version: number, sent: OutgoingBox[] | null, pending: Kept["pending"], saved: string}} */
  let facts = { version: piece.version, sent: null, pending: null, saved };
  let stopped = false;
  /** @type {any} */
  let timer;
  /** @type {any} */
  let latest = null;

  function clearTimers() {
    clock.clearTimeout(timer);
    clock.clearTimeout(latest);
    latest = null;
  }

  async function write() {
    clearTimers();
    if (stopped) return false;
    const { saved, ...rest } = facts;
    const shown = store.state.boxes;
    const boxes = outgoingBoxes(store.state);
    const dirty = textOf(boxes) !== saved;
    const kept = await vault.put({ ...piece, ...rest, boxes, dirty, active_ms: activeMs(), at: Date.now() });
    if (kept && !stopped && store.state.boxes === shown) onKept();
    return kept;
  }

  function stop() {
    stopped = true;
    clearTimers();
    unsubscribe();
  }

  const unsubscribe = whenBoxesRest(store, () => {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(write, KEEP_AFTER_MS);
    latest ??= clock.setTimeout(write, KEEP_AT_LATEST_MS);
  });

  return {
    /** Keeps it now. */
    flush: write,
    /**
     * Notes what passed between here and the server. What is noted before a request is in the vault before it.
     *
     * @param {Partial<typeof facts>} changes
     */
    note(changes) {
      facts = { ...facts, ...changes };
      return write();
    },
    stop,
    /** The server has it all: nothing is to be kept. */
    forget() {
      stop();
      return vault.drop(piece.id);
    },
  };
}

/**
 * Whether the vault has boxes that the server has not: "newer" ones that continue the server's, or others that
 * contradict what somebody saved meanwhile from elsewhere.
 *
 * @param {Kept | undefined} kept
 * @param {{round: number, version: number, boxes: readonly OutgoingBox[]}} served
 * @returns {Found}
 */
export function compareKept(kept, served) {
  if (!kept || kept.round !== served.round || areSame(kept.boxes, served.boxes)) return "none";
  // The page was made while this browser's last save was still on its way: what the vault has is what the server has.
  if (kept.version > served.version) return "newer";
  // What is handed in is not let go for what came from elsewhere, and that is not handed in in its place.
  if (!kept.dirty && !kept.pending) return "none";
  // The last save had no answer, yet it arrived: what the server has is this browser's own.
  const ownArrived = kept.sent !== null && areSame(kept.sent, served.boxes);
  return kept.version === served.version || ownArrived ? "newer" : "conflict";
}

/**
 * @param {readonly OutgoingBox[]} some
 * @param {readonly OutgoingBox[]} others
 */
function areSame(some, others) {
  return some.length === others.length && some.every((box, at) => isSame(box, others[at]));
}

/**
 * @param {OutgoingBox} a
 * @param {OutgoingBox} b
 */
function isSame(a, b) {
  /** @type {("x" | "y" | "width" | "height")[]} */
  const sides = ["x", "y", "width", "height"];
  const sameOrigin = a.proposal === b.proposal && a.rejected === b.rejected;
  return sameOrigin && a.label === b.label && sides.every((side) => Math.abs(a[side] - b[side]) <= SAME_WITHIN);
}
