/**
 * Keeps the draft on the server: a while after the last change, one request at a time, the newest boxes win.
 * A draft that somebody else saved meanwhile is a conflict, never overwritten unless the worker says so.
 *
 * "saving": not safe yet; "here": safe in this browser, on its way; "saved": the server has it; "waiting": the
 * server cannot be reached or does not want it; "conflict": the worker is asked.
 *
 * @typedef {"saved" | "saving" | "here" | "waiting" | "conflict"} SaveState
 * @typedef {ReturnType<typeof createSaver>} Saver
 * @typedef {{setTimeout: (run: () => void, ms: number) => any, clearTimeout: (timer: any) => void}} Clock
 * @typedef {{round: number, version: number, sent: OutgoingBox[] | null}} Basis the round and the server's draft that the
 *   boxes go on from, and what was sent on top of it and not answered yet: the server may have it or not
 * @typedef {Omit<Basis, "round"> & {saved: string}} Progress
 */

import { isLoggedOut } from "./api.js";
import { bodyOf, textOf } from "./outgoing.js";
import { outgoingBoxes, whenBoxesRest } from "./store.js";

/**
 * @import { Answer, Send } from "./api.js"
 * @import { OutgoingBox, Store } from "./store.js"
 */

const SAVE_AFTER_MS = 800;
/** A hand that never rests is saved too. */
const SAVE_AT_LATEST_MS = 4_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/**
 * @param {object} options
 * @param {Store} options.store
 * @param {Send} options.send
 * @param {string} options.url
 * @param {number} options.round how often it was handed in: a later round has drafts of its own
 * @param {number} options.version the draft that the page was made from
 * @param {boolean} [options.keeps] whether this browser keeps the boxes, and says so by `kept`
 * @param {string} [options.saved] the boxes that the server has, if they are not those on the canvas
 * @param {() => number} options.activeMs how long the work on the piece took so far
 * @param {OutgoingBox[] | null} [options.sent] sent by an earlier page, without an answer
 * @param {(state: SaveState, message: string) => void} options.onState
 * @param {(progress: Progress) => void} [options.onProgress] called before a request goes out and after its answer
 * @param {(answer: Answer) => void} [options.onGone] the piece is no longer in the worker's hands
 * @param {Clock} options.clock
 */
export function createSaver(options) {
  const { store, send, url, round, keeps = false, saved, activeMs, sent = null } = options;
  const { onState, onProgress, onGone, clock } = options;
  let { version } = options;
  let confirmed = saved ?? snapshot();
  let inFlight = false;
  /** @type {Promise<unknown>} */
  let underWay = Promise.resolve();
  let stopped = false;
  let held = false;
  let failures = 0;
  /** There are boxes that this browser keeps in a moment, and nobody has yet. */
  let unkept = false;
  /** The last request failed, or its boxes were refused. */
  let trouble = false;
  /** @type {any} */
  let timer;
  /** @type {any} */
  let latest = null;
  /** @type {SaveState} */
  let state = "saved";
  /** @type {OutgoingBox[] | null} sent without an answer: repeated as they are, so it is no conflict if they arrived */
  let unanswered = sent;
  /** @type {number | undefined} the server's version while there is a conflict */
  let theirs;

  function snapshot() {
    return textOf(outgoingBoxes(store.state));
  }

  /** @param {SaveState} next @param {string} [message] */
  function mark(next, message = "") {
    state = next;
    onState(next, message);
  }

  /** @param {number} ms */
  function pushIn(ms) {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(push, ms);
  }

  function clearTimers() {
    clock.clearTimeout(timer);
    clock.clearTimeout(latest);
    latest = null;
  }

  function tellProgress() {
    onProgress?.({ version, sent: unanswered, saved: confirmed });
  }

  async function push() {
    clearTimers();
    if (stopped || held || inFlight || state === "conflict") return;
    const boxes = unanswered ?? outgoingBoxes(store.state);
    if (textOf(boxes) === confirmed) return mark("saved");
    inFlight = true;
    unanswered = boxes;
    tellProgress();
    if (state === "saved") mark("saving");
    const answering = send("PUT", url, { round, version, ...bodyOf(boxes), active_ms: activeMs() }, { keepalive: true });
    underWay = answering;
    const answer = await answering;
    inFlight = false;
    if (!stopped) settle(answer, boxes);
  }

  /** @param {Answer} answer @param {OutgoingBox[]} boxes */
  function settle(answer, boxes) {
    trouble = !answer.ok;
    if (isSilence(answer)) {
      // What is not kept by the next failure is not kept at all, and that is told.
      if (!unkept || failures) mark("waiting", isLoggedOut(answer) ? "" : answer.message);
      pushIn(Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS));
      failures += 1;
      return undefined;
    }
    unanswered = null;
    if (answer.ok) {
      failures = 0;
      version = answer.data.version;
      confirmed = textOf(boxes);
      tellProgress();
      return push();
    }
    tellProgress();
    if (answer.code === "wrong_state") {
      mark("waiting");
      return onGone?.(answer);
    }
    if (answer.status === 409) return conflict(answer.fields.version, answer.message);
    // A refusal stays a refusal until the boxes change.
    return mark("waiting", answer.message);
  }

  /** @param {number} version the server's @param {string} [message] */
  function conflict(version, message) {
    theirs = version;
    mark("conflict", message);
  }

  const unsubscribe = whenBoxesRest(store, () => {
    unkept = keeps;
    if (state === "conflict") return;
    mark("saving");
    pushIn(SAVE_AFTER_MS);
    latest ??= clock.setTimeout(push, SAVE_AT_LATEST_MS);
  });

  return {
    /** Saves at once, for a page that is being left or a network that came back. */
    flush: push,
    /** The boxes are safe in this browser. */
    kept() {
      unkept = false;
      if (state === "saving" && !stopped) mark(trouble ? "waiting" : "here");
    },
    conflict,
    /** The worker chose these boxes over the other tab's. */
    keepMine() {
      if (state !== "conflict") return undefined;
      version = theirs ?? version;
      state = "saving";
      return push();
    },
    /** While the work is being handed in, a draft that comes late would only disturb. @param {boolean} on */
    hold(on) {
      held = on;
      if (!on) void push();
    },
    /** @returns {Basis} */
    get basis() {
      return { round, version, sent: unanswered };
    },
    /** The answer to the request that is under way, if any. */
    rest: () => underWay,
    inConflict: () => state === "conflict",
    /** The work is handed in, or goes on in another tab. */
    stop() {
      stopped = true;
      clearTimers();
      unsubscribe();
    },
    /** There are boxes that the server cannot get or does not want. */
    isStuck: () => !stopped && (state === "waiting" || state === "conflict") && snapshot() !== confirmed,
  };
}

/**
 * Silence and trouble may pass, whoever is logged out comes back, and nobody knows what the server did before it fell
 * silent: such a request is to be repeated.
 *
 * @param {Answer} answer
 */
export function isSilence(answer) {
  const { status } = answer;
  return isLoggedOut(answer) || status === 0 || status === 429 || status >= 500;
}
