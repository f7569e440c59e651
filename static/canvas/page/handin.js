/**
 * Hands the piece on the canvas in. It is in the vault, with the key of this try, before it is sent: so no answer
 * can be missed, and the worker need not wait for one to go on.
 *
 * @typedef {ReturnType<typeof createHandIn>} HandIn
 */

import { createOutbox } from "../outbox.js";
import { textOf } from "../outgoing.js";
import { isSilence } from "../save.js";
import { outgoingBoxes, worthMicro } from "../store.js";
import { deliver } from "../submit.js";
import { pageOf } from "./config.js";
import { markBusy } from "./desk.js";
import { createOutboxCount } from "./status.js";

/**
 * @import { Answer } from "../api.js"
 * @import { SaveState } from "../save.js"
 * @import { State } from "../store.js"
 * @import { Kept, Vault } from "../vault.js"
 * @import { Desk } from "./desk.js"
 * @import { Piece } from "./piece.js"
 */

/** An answer that takes longer than this comes while the next picture is on the canvas already. */
const PATIENCE_MS = 80;
/** States in which the server has the piece for good: whoever sends it again has only missed the answer. */
const HANDED_IN = new Set(["submitted", "approved", "rejected", "appealed"]);

/**
 * @param {Desk} desk
 * @param {Vault} vault
 * @param {object} work
 * @param {(state: SaveState) => void} work.showState
 * @param {() => Piece} work.piece the one on the canvas
 * @param {() => boolean} work.canGoOn the next one can take its place at once
 * @param {() => Promise<boolean>} work.goOn false: another page is being loaded
 * @param {() => void} work.isOver the lease ran out while the boxes were drawn
 */
export function createHandIn(desk, vault, { showState, piece, canGoOn, goOn, isOver }) {
  const { root, store, texts, alert, send, say } = desk;
  const outbox = createOutbox({
    vault,
    send,
    worker: desk.config.worker ?? 0,
    clock: window,
    onCount: createOutboxCount(root, (count) => texts.count("outbox", count)),
    onDelivered,
    onRefused,
  });
  /** Handed in here, and no answer yet. */
  let queued = false;
  let busy = false;
  /** The boxes that are on their way to the server: nothing can be added to them. @type {State["boxes"] | null} */
  let sealed = null;
  /** The pieces that the server has: it may say so to the outbox and to the page. @type {WeakSet<Piece>} */
  const finished = new WeakSet();
  /** What each piece that was handed in on this page is worth, until it is refused. @type {Map<number, number>} */
  const worths = new Map();

  /** @param {Kept} kept */
  const isOpen = (kept) => kept.id === piece().config.id;

  /** @param {boolean} on */
  function setBusy(on) {
    busy = on;
    if (!on) sealed = null;
    markBusy(root, "submit", on);
  }

  async function leave() {
    worths.set(piece().config.id ?? 0, worthMicro(store.state));
    if (await goOn()) setBusy(false);
  }

  /** The server has it. */
  async function finish() {
    if (finished.has(piece())) return;
    finished.add(piece());
    queued = false;
    setBusy(true);
    sealed ??= store.state.boxes;
    await piece().finish();
    await leave();
  }

  /** It lies in the vault and goes out by itself. */
  async function leaveToOutbox() {
    piece().close();
    await leave();
  }

  /** @param {Kept} kept */
  function onDelivered(kept) {
    if (!isOpen(kept)) return say("delivered");
    if (JSON.stringify(kept.boxes) === textOf(outgoingBoxes(store.state))) return void finish();
    // It was on its way when the worker drew on: what is new stays in the vault, out of which the outbox now takes it.
    window.setTimeout(piece().keeper.flush, 0);
    return alert.show(texts.text("handed_in_before"));
  }

  /** The piece is in nobody's hands, or in other ones. @param {Answer} answer */
  function gone({ message, fields }) {
    if (fields.state === "expired") return isOver();
    return alert.show(HANDED_IN.has(fields.state) ? texts.text("handed_in_before") : message);
  }

  /** @param {Kept} kept @param {Answer} answer */
  function onRefused(kept, answer) {
    if (isOpen(kept)) return takeBack(answer);
    worths.delete(kept.id);
    if (HANDED_IN.has(answer.fields.state)) return void vault.drop(kept.id);
    const message = texts.text("undelivered", { name: kept.name, message: answer.message });
    return alert.show(message, { about: pageOf(kept.id) });
  }

  /** The server said no: the worker has the piece in hand again. @param {Answer} answer */
  function takeBack(answer) {
    queued = false;
    setBusy(false);
    void piece().keeper.note({ pending: null });
    if (answer.code === "stale_draft") piece().saver.conflict(answer.fields.version, answer.message);
    piece().saver.hold(false);
    if (answer.code === "stale_draft") return;
    if (answer.code === "wrong_state") gone(answer);
    else alert.show(answer.message || texts.text(answer.status === 0 ? "offline" : "server_trouble"));
  }

  /** Another window saved other boxes: the worker chooses before anything is handed in. */
  function askWhose() {
    setBusy(false);
    void piece().keeper.note({ pending: null });
    piece().saver.hold(false);
    alert.show(texts.text("conflict"), { conflict: true });
  }

  /** No answer, and no other picture to go on with. */
  function queue() {
    queued = true;
    setBusy(false);
    showState("waiting");
    alert.show(texts.text("queued"), { calm: true });
    void outbox.count();
  }

  store.subscribe((now, before) => {
    if (!queued || now.boxes === before.boxes) return;
    // It goes on: what was handed in is taken back, and handed in anew with a key of its own.
    queued = false;
    alert.hide();
    void piece().keeper.note({ pending: null }).then(outbox.count);
    piece().saver.hold(false);
  });

  // What is drawn while the answer is awaited would be in no round and on no picture.
  store.subscribe((now, before) => {
    if (!sealed || now.boxes === sealed || desk.config.id !== piece().config.id) return;
    store.set({ boxes: sealed, selected: before.selected });
    say("handing_in");
  });

  async function run() {
    if (busy) return say("handing_in");
    setBusy(true);
    const mine = piece();
    const { config, saver, keeper, attempt } = mine;
    saver.hold(true);
    await within(saver.rest(), PATIENCE_MS);
    if (saver.inConflict()) return askWhose();
    const tried = attempt();
    sealed = store.state.boxes;
    const to = { url: config.urls.submit, draft: config.urls.draft };
    const isKept = await keeper.note({ pending: { ...to, key: tried.key, active_ms: tried.activeMs } });
    const answered = deliver(send, to, tried, saver.basis);
    const answer = isKept && canGoOn() ? await within(answered, PATIENCE_MS) : await answered;
    if (finished.has(mine)) return undefined;
    if (answer?.ok) return finish();
    if (answer && !isSilence(answer)) return takeBack(answer);
    if (answer && !isKept) return takeBack({ ...answer, message: "" });
    if (!canGoOn()) return queue();
    void outbox.expect(config.id ?? 0, answered);
    return leaveToOutbox();
  }

  return {
    run,
    gone,
    flush: outbox.flush,
    /** What this page has handed in, in millionths. */
    worth: () => [...worths.values()].reduce((sum, worth) => sum + worth, 0),
  };
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @returns {Promise<T | null>} null: not in time
 */
export function within(promise, ms) {
  /** @type {Promise<null>} */
  const late = new Promise((resolve) => {
    window.setTimeout(() => resolve(null), ms);
  });
  return Promise.race([promise, late]);
}
