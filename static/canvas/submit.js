/**
 * Hands the work in. A try that got no answer is repeated with the same key and the same body, so the server can
 * tell a repetition from a second submission; boxes that changed since make a new try.
 *
 * @typedef {{boxes: string, key: string, activeMs: number}} Attempt
 */

import { bodyOf, textOf } from "./outgoing.js";
import { outgoingBoxes } from "./store.js";

/**
 * @import { Send } from "./api.js"
 * @import { Store } from "./store.js"
 * @import { Kept } from "./vault.js"
 */

/**
 * @param {object} options
 * @param {Store} options.store
 * @param {() => number} options.activeMs
 * @param {() => string} options.newKey
 * @param {Kept} [options.earlier] handed in before this page was opened, and not answered
 * @returns {() => Attempt}
 */
export function createAttempts({ store, activeMs, newKey, earlier }) {
  /** @type {Attempt | null} */
  let attempt = null;
  if (earlier?.pending) {
    const { key, active_ms } = earlier.pending;
    attempt = { boxes: JSON.stringify(earlier.boxes), key, activeMs: active_ms };
  }
  return () => {
    const boxes = textOf(outgoingBoxes(store.state));
    if (attempt?.boxes !== boxes) attempt = { boxes, key: newKey(), activeMs: activeMs() };
    return attempt;
  };
}

/**
 * @param {Send} send
 * @param {string} url
 * @param {Attempt} attempt
 * @param {number} [version] of the draft that the boxes were drawn on; undefined: the server may have a newer one of ours
 */
export function deliver(send, url, { boxes, key, activeMs }, version) {
  const body = { ...bodyOf(JSON.parse(boxes)), active_ms: activeMs, version };
  return send("POST", url, body, { headers: { "Idempotency-Key": key } });
}
