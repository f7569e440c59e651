/**
 * The piece on the canvas: what is to be shown of it, and everything that runs for it alone, until the next one.
 *
 * @typedef {Awaited<ReturnType<typeof readPiece>>} Shown
 * @typedef {ReturnType<typeof openPiece>} Piece
 */

import { compareKept, createKeeper } from "../keeper.js";
import { waitingBoxes } from "../outbox.js";
import { matchPins } from "../pins.js";
import { sinceRound } from "../rounds.js";
import { createSaver } from "../save.js";
import { outgoingBox, outgoingRejection } from "../store.js";
import { createAttempts } from "../submit.js";
import { keepPiece } from "./kept.js";

/**
 * @import { Answer } from "../api.js"
 * @import { SaveState } from "../save.js"
 * @import { OutgoingBox } from "../store.js"
 * @import { Vault } from "../vault.js"
 * @import { Config } from "./config.js"
 * @import { Desk } from "./desk.js"
 */

/**
 * The server's boxes, or those that only this browser has.
 *
 * @param {Config} config
 * @param {Vault | null} vault
 */
export async function readPiece(config, vault) {
  const found = vault && config.id !== undefined ? await vault.get(config.id) : undefined;
  const kept = found?.worker === config.worker && found?.round === config.round ? found : undefined;
  const round = config.round ?? 0;
  const verdict = compareKept(kept, { round, version: config.version, boxes: servedBoxes(config) });
  // A page that was kept here is older than what this browser knows of the server's draft.
  if (kept && kept.version > config.version) config = { ...config, version: kept.version };
  const previous = vault && (await waitingBoxes(vault, config));
  if (previous) config = { ...config, previous };
  const own = kept && verdict !== "none" ? kept.boxes : null;
  /** @type {Config["boxes"]} */
  const boxes = own ? own.filter((box) => !box.rejected).map(undecided) : config.boxes;
  const rejected = own ? own.flatMap(({ rejected, proposal }) => (rejected && proposal) || []) : (config.rejected ?? []);
  const { boxes: pinned, left } = matchPins(boxes, config.pins ?? []);
  return { config, kept, verdict, boxes: sinceRound(pinned, config.earlier), rejected, notes: left };
}

/**
 * @param {Desk} desk
 * @param {Vault} vault
 * @param {Shown & {asShown: string}} shown what is on the canvas; asShown: its boxes before any hand was at them
 * @param {object} listeners
 * @param {(state: SaveState, message: string) => void} listeners.onState
 * @param {(answer: Answer) => void} listeners.onGone the piece is in nobody's or in other hands
 */
export function openPiece({ store, send, activity }, vault, { config, kept, verdict, asShown }, { onState, onGone }) {
  const { id = 0, worker = 0, round = 0 } = config;
  const saved = verdict === "none" ? asShown : JSON.stringify(servedBoxes(config));
  // Until the worker has chosen, another's draft must not be taken for the one that these boxes were drawn on.
  const version = kept && verdict === "conflict" ? kept.version : config.version;
  activity.restart(Math.max(kept?.active_ms ?? 0, config.active_ms ?? 0));

  const keeper = createKeeper({
    store,
    vault,
    clock: window,
    piece: { id, worker, round, name: config.image.name, version },
    saved,
    activeMs: activity.elapsed,
    onKept: () => saver.kept(),
  });
  const saver = createSaver({
    store,
    send,
    url: config.urls.draft,
    round,
    version,
    keeps: vault.works,
    saved,
    activeMs: activity.elapsed,
    sent: kept && verdict === "newer" && kept.version === config.version ? kept.sent : null,
    clock: window,
    onState,
    onProgress: (progress) => void keeper.note(progress),
    onGone,
  });
  if (verdict === "conflict") saver.conflict(config.version);
  else void saver.flush();
  const forgetPage = keepPiece(config);

  return {
    config,
    keeper,
    saver,
    attempt: createAttempts({ store, activeMs: activity.elapsed, newKey: () => crypto.randomUUID(), earlier: kept }),
    /** Nothing of it runs any more; the vault keeps what it has. */
    close() {
      saver.stop();
      keeper.stop();
      void forgetPage();
    },
    /** The server has it all. */
    async finish() {
      saver.stop();
      void forgetPage();
      await keeper.forget();
    },
  };
}

/**
 * What the server has, as this page would send it.
 *
 * @param {Config} config
 * @returns {OutgoingBox[]}
 */
function servedBoxes({ boxes, proposals = [], rejected = [] }) {
  const turnedDown = proposals.filter(({ id }) => rejected.includes(id));
  return [...boxes.map(outgoingBox), ...turnedDown.map(outgoingRejection)];
}

/** @param {OutgoingBox} box */
function undecided(box) {
  return { ...box, id: null, approved: null, reason: "" };
}
