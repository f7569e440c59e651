/**
 * Keeps the draft on the server: a while after the last change, one request at a time, the newest boxes win.
 * A draft that somebody else saved meanwhile is a conflict, never overwritten unless the worker says so.
 *
 * @typedef {"saved" | "saving" | "waiting" | "conflict"} SaveState
 * @typedef {ReturnType<typeof createSaver>} Saver
 */

import { outgoingBoxes } from "./store.js";

/**
 * @import { Answer, Send } from "./api.js"
 * @import { Store } from "./store.js"
 */

const SAVE_AFTER_MS = 800;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/**
 * @param {object} options
 * @param {Store} options.store
 * @param {Send} options.send
 * @param {string} options.url
 * @param {number} options.version the draft that the page was made from
 * @param {(state: SaveState, message: string) => void} options.onState
 * @param {{setTimeout: (run: () => void, ms: number) => any, clearTimeout: (timer: any) => void}} options.clock
 */
export function createSaver({ store, send, url, version, onState, clock }) {
  let saved = snapshot();
  let inFlight = false;
  let stopped = false;
  let failures = 0;
  /** @type {any} */
  let timer;
  /** @type {SaveState} */
  let state = "saved";
  /** @type {number | undefined} the server's version while there is a conflict */
  let theirs;

  function snapshot() {
    return JSON.stringify(outgoingBoxes(store.state));
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

  async function push() {
    clock.clearTimeout(timer);
    if (stopped || inFlight || state === "conflict") return;
    const boxes = snapshot();
    if (boxes === saved) return mark("saved");
    inFlight = true;
    mark("saving");
    const answer = await send("PUT", url, { version, boxes: JSON.parse(boxes) }, { keepalive: true });
    inFlight = false;
    if (!stopped) settle(answer, boxes);
  }

  /** @param {Answer} answer @param {string} boxes */
  function settle(answer, boxes) {
    if (answer.ok) {
      failures = 0;
      version = answer.data.version;
      saved = boxes;
      return push();
    }
    if (answer.status === 409) {
      theirs = answer.fields.version;
      return mark("conflict", answer.message);
    }
    mark("waiting", answer.message);
    // A refusal stays a refusal until the boxes change; silence and trouble may pass.
    if (answer.status === 0 || answer.status === 429 || answer.status >= 500) {
      pushIn(Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS));
      failures += 1;
    }
  }

  store.subscribe((now, before) => {
    if (now.boxes === before.boxes || stopped || state === "conflict") return;
    if (state !== "waiting") mark("saving");
    pushIn(SAVE_AFTER_MS);
  });

  return {
    /** Saves at once, for a page that is being left or a network that came back. */
    flush: push,
    /** The worker chose these boxes over the other tab's. */
    keepMine() {
      if (state !== "conflict") return undefined;
      version = theirs ?? version;
      state = "saving";
      return push();
    },
    /** The work is handed in: a draft that comes late must not disturb it. */
    stop() {
      stopped = true;
      clock.clearTimeout(timer);
    },
    /** There are boxes that the server cannot get or does not want. */
    isStuck: () => !stopped && (state === "waiting" || state === "conflict") && snapshot() !== saved,
  };
}
