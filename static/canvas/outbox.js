/**
 * Pieces that were handed in without an answer: they lie in the vault until the server has said yes or no, each
 * with the key of its first try, and are sent again when the network is back, whichever page is open then.
 *
 * @typedef {ReturnType<typeof createOutbox>} Outbox
 */

import { isSilence } from "./save.js";
import { deliver } from "./submit.js";

/**
 * @import { Answer, Send } from "./api.js"
 * @import { Clock } from "./save.js"
 * @import { Kept, Vault } from "./vault.js"
 */

const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 30_000;

/**
 * What was handed in and has no answer yet, oldest first.
 *
 * @param {Pick<Vault, "all">} vault
 * @param {number} worker
 */
export async function waitingPieces(vault, worker) {
  return (await vault.all(worker)).filter((kept) => kept.pending);
}

/**
 * The boxes of the worker's picture before this one, where the server has not got it yet: of what waits with the same
 * classes, which are one project's, what was handed in last.
 *
 * @param {Pick<Vault, "all">} vault
 * @param {{id?: number, worker?: number, labels: readonly {id: number}[]}} piece this one
 */
export async function waitingBoxes(vault, { id, worker = 0, labels }) {
  const known = new Set(labels.map((label) => label.id));
  const others = (await waitingPieces(vault, worker)).filter((kept) => kept.id !== id);
  const alike = others.filter(({ boxes }) => boxes.some(({ label }) => known.has(label)));
  return alike.at(-1)?.boxes.filter(({ rejected }) => !rejected) ?? null;
}

/**
 * @param {object} options
 * @param {Pick<Vault, "all" | "put" | "drop">} options.vault
 * @param {Send} options.send
 * @param {number} options.worker
 * @param {Clock} options.clock
 * @param {(waiting: number) => void} options.onCount
 * @param {(kept: Kept) => void} options.onDelivered
 * @param {(kept: Kept, answer: Answer) => void} options.onRefused its boxes stay in the vault
 */
export function createOutbox({ vault, send, worker, clock, onCount, onDelivered, onRefused }) {
  let busy = false;
  let failures = 0;
  /** @type {any} */
  let timer;

  const waiting = () => waitingPieces(vault, worker);

  /** @param {Kept} kept @returns {Promise<boolean>} false: no answer */
  async function sendOne(kept) {
    if (!kept.pending) return true;
    const { key, active_ms } = kept.pending;
    const tried = { boxes: JSON.stringify(kept.boxes), key, activeMs: active_ms };
    const answer = await deliver(send, kept.pending, tried, kept);
    if (answer.ok) onDelivered(kept);
    return settle(kept, answer);
  }

  /** @param {Kept} kept @param {Answer} answer */
  async function settle(kept, answer) {
    if (isSilence(answer)) return false;
    if (answer.ok) {
      await vault.drop(kept.id);
      return true;
    }
    await vault.put({ ...kept, pending: null, dirty: true });
    onRefused(kept, answer);
    return true;
  }

  async function flush() {
    if (busy) return;
    busy = true;
    clock.clearTimeout(timer);
    let answered = true;
    for (const kept of await waiting()) {
      answered = await sendOne(kept);
      if (!answered) break;
    }
    failures = answered ? 0 : failures + 1;
    busy = false;
    await count();
  }

  /** Tells how many wait, and tries again later if any do. */
  async function count() {
    const { length } = await waiting();
    onCount(length);
    clock.clearTimeout(timer);
    if (length) timer = clock.setTimeout(flush, Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS));
  }

  return {
    flush,
    count,
    /**
     * Takes the answer to a piece that was sent from its own page, after that page has gone on.
     *
     * @param {number} id
     * @param {Promise<Answer>} answer
     */
    async expect(id, answer) {
      const given = await answer;
      const kept = (await waiting()).find((each) => each.id === id);
      if (kept) await settle(kept, given);
      await count();
    },
  };
}
