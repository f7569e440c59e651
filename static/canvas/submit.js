/**
 * Hands the work in. A try that got no answer is repeated with the same key and the same body, so the server can
 * tell a repetition from a second submission; boxes that changed since make a new try.
 *
 * @typedef {{boxes: string, key: string, activeMs: number}} Attempt
 */

import { bodyOf, textOf } from "./outgoing.js";
import { isSilence } from "./save.js";
import { outgoingBoxes } from "./store.js";

/**
 * @import { Send } from "./api.js"
 * @import { Basis } from "./save.js"
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
 * Never over boxes that somebody else saved: "stale_draft". A draft of our own whose answer was lost is none of those:
 * the same save once more changes nothing, and its answer tells whose the draft is.
 *
 * @param {Send} send
 * @param {{url: string, draft: string}} to
 * @param {Attempt} attempt
 * @param {Basis} basis
 */
export async function deliver(send, { url, draft }, { boxes, key, activeMs }, { round, version, sent }) {
  const work = { round, ...bodyOf(JSON.parse(boxes)), active_ms: activeMs };
  /** @param {number} version */
  const submit = (version) => send("POST", url, { ...work, version }, { headers: { "Idempotency-Key": key } });
  const answer = await submit(version);
  if (answer.code !== "stale_draft" || !sent) return answer;
  const saved = await send("PUT", draft, { round, version, ...bodyOf(sent), active_ms: activeMs });
  // Whatever it says, the last word is that of handing in: an earlier try of the same may have arrived.
  return isSilence(saved) ? saved : submit(saved.ok ? saved.data.version : version);
}
