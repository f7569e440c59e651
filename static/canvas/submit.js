/**
 * Hands the work in. A try that got no answer is repeated with the same key and the same body, so the server can
 * tell a repetition from a second submission; boxes that changed since make a new try.
 */

import { outgoingBoxes } from "./store.js";

/**
 * @import { Send } from "./api.js"
 * @import { Store } from "./store.js"
 */

/**
 * @param {object} options
 * @param {Store} options.store
 * @param {Send} options.send
 * @param {string} options.url
 * @param {() => number} options.activeMs
 * @param {() => string} options.newKey
 */
export function createSubmit({ store, send, url, activeMs, newKey }) {
  /** @type {{boxes: string, key: string, activeMs: number} | null} */
  let attempt = null;
  return () => {
    const boxes = JSON.stringify(outgoingBoxes(store.state));
    if (attempt?.boxes !== boxes) attempt = { boxes, key: newKey(), activeMs: activeMs() };
    const body = { boxes: JSON.parse(boxes), active_ms: attempt.activeMs };
    return send("POST", url, body, { headers: { "Idempotency-Key": attempt.key } });
  };
}
