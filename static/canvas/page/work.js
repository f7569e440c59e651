/**
 * The worker's side of the page: one piece after the other is kept, saved, handed in or given back.
 */

import { loadAhead } from "../loading.js";
import { waitingBoxes, waitingPieces } from "../outbox.js";
import { textOf } from "../outgoing.js";
import { drawnBoxes, outgoingBoxes } from "../store.js";
import { need } from "./dom.js";
import { createHandIn } from "./handin.js";
import { offerAgain, tellNewPrices } from "./late.js";
import { createNext } from "./next.js";
import { showPace } from "./pace.js";
import { openPiece, readPiece } from "./piece.js";
import { createSaveState, showLease } from "./status.js";
import { createTurn, fitsInPlaceOf } from "./turn.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Seat } from "../seat.js"
 * @import { Vault } from "../vault.js"
 * @import { Config } from "./config.js"
 * @import { Desk } from "./desk.js"
 * @import { HandIn } from "./handin.js"
 * @import { Piece, Shown } from "./piece.js"
 */

/**
 * @param {Desk} desk
 * @param {Vault} vault
 * @param {object} begun
 * @param {Seat} begun.seat
 * @param {Shown & {asShown: string}} begun.shown
 * @param {Promise<void>} begun.painted the picture is on the stage: there is time for the next ones
 */
export function startWork(desk, vault, { seat, shown, painted }) {
  const { root, texts, alert, say } = desk;
  const showState = createSaveState(root, texts, vault.works);
  /** What the alert says is about saving. */
  let isTrouble = false;
  const listeners = {
    /** @type {Parameters<typeof openPiece>[3]["onState"]} */
    onState(state, message) {
      showState(state);
      const wasTrouble = isTrouble;
      isTrouble = state === "conflict" || (state === "waiting" && message !== "");
      if (state === "conflict") alert.show(texts.text("conflict"), { conflict: true });
      else if (isTrouble) alert.show(message);
      // A question about handing in outlives the save of what was drawn before it, and ends with the next change.
      else if (wasTrouble || state === "saving") alert.hide();
    },
    /** @type {Parameters<typeof openPiece>[3]["onGone"]} */
    onGone: (answer) => handIn.gone(answer),
  };
  let piece = openPiece(desk, vault, shown, listeners);
  const ahead = lookAhead(desk, vault, seat);
  const updateLease = showLease(root, () => desk.config.expires_at, texts);
  const late = offerAgain(desk, vault);
  const handIn = createHandIn(desk, vault, {
    showState,
    piece: () => piece,
    canGoOn: ahead.isReady,
    isOver: late.offer,
    async goOn() {
      const turned = await ahead.turn();
      if (!turned) return false;
      // What it says is about the picture before.
      alert.hide();
      piece = openPiece(desk, vault, turned, listeners);
      updateLease();
      updatePace();
      if (turned.verdict === "newer") say("restored");
      return true;
    },
  });

  tellNewPrices(desk);
  const updatePace = showPace(desk, handIn.worth);
  whenLeaving(vault, () => piece);
  desk.sendAgain = () => {
    void piece.saver.flush();
    void handIn.flush();
    void ahead.look();
  };
  if (shown.verdict === "newer") say("restored");
  if (shown.kept?.pending) void handIn.run();
  else void handIn.flush();
  void painted.then(ahead.begin);
  void vault.tidy(Date.now());
  return {
    commands: { ...workCommands(desk, handIn, () => piece), ...late.commands },
    /** Another tab goes on: here all is made safe, and nothing is saved any more. */
    async leave() {
      piece.saver.stop();
      await piece.keeper.flush();
      piece.close();
    },
  };
}

/**
 * The pieces after this one: fetched ahead, and shown in its place.
 *
 * @param {Desk} desk
 * @param {Vault} vault
 * @param {Seat} seat
 */
function lookAhead(desk, vault, seat) {
  const { root, store, send } = desk;
  const turn = createTurn(desk);
  const next = createNext({ send, load: loadAhead });
  /** The picture before was drawn on this page: the server may not have it yet. */
  let hasTurned = false;
  /** @param {Config} config */
  const fits = (config) => fitsInPlaceOf(desk.config, config);

  /** @param {Config["upcoming"]} upcoming */
  async function fill(upcoming = []) {
    // The server has them in hand still; for the worker they are done.
    const done = (await waitingPieces(vault, desk.config.worker ?? 0)).map(({ id }) => id);
    await next.fill(upcoming.filter(({ id }) => !done.includes(id)));
    root.dataset.ahead = String(next.ready.length);
  }

  /** What was fetched ahead is of then: who is next, and what a picture before this page held, is asked again. */
  async function look() {
    const { id, urls } = desk.config;
    // Before the server is asked: what it gets after that is not in its answer, and waits no longer.
    const waiting = await waitingBoxes(vault, desk.config);
    const answer = await send("GET", urls.canvas);
    if (!answer.ok || desk.config.id !== id) return;
    if (!hasTurned) store.set({ previous: waiting ?? answer.data.previous });
    await fill(answer.data.upcoming);
  }

  return {
    begin() {
      next.skip(desk.config.id ?? 0);
      return fill(desk.config.upcoming);
    },
    look,
    isReady: () => next.isReady(fits),
    /** Null: the next piece comes on a page of its own. */
    async turn() {
      const taken = next.take(fits);
      if (!taken) {
        location.assign(desk.config.urls.next);
        return null;
      }
      const read = await readPiece(taken.config, vault);
      const stale = (read.kept?.version ?? 0) > taken.config.version;
      if (stale || !(await seat.take(taken.config.id ?? 0))) {
        location.assign(taken.config.urls.page);
        return null;
      }
      // What was handed in a moment ago is in no answer that came before it.
      const previous = drawnBoxes(store.state).map(({ label, x, y, width, height }) => ({ label, x, y, width, height }));
      const shown = { ...read, config: { ...read.config, previous } };
      turn(shown, taken.photo);
      hasTurned = true;
      void look();
      return { ...shown, asShown: textOf(outgoingBoxes(store.state)) };
    },
  };
}

/**
 * @param {Vault} vault
 * @param {() => Piece} piece
 */
function whenLeaving(vault, piece) {
  const flush = () => {
    void piece().saver.flush();
    void piece().keeper.flush();
  };
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
  window.addEventListener("pagehide", flush);
  window.addEventListener("beforeunload", (event) => {
    flush();
    // Only work that nothing else has is worth stopping somebody.
    if (!vault.works && piece().saver.isStuck()) event.preventDefault();
  });
}

/**
 * @param {Desk} desk
 * @param {HandIn} handIn
 * @param {() => Piece} piece
 * @returns {Record<string, Command>}
 */
function workCommands(desk, handIn, piece) {
  const { root, store, texts, alert, send } = desk;
  const giveBack = /** @type {HTMLDialogElement} */ (need(root, '[data-dialog="release"]'));
  /** @type {Piece | null} the one that the worker was asked about */
  let emptyAsked = null;

  function submit() {
    const asked = emptyAsked === piece();
    emptyAsked = drawnBoxes(store.state).length ? null : piece();
    // A picture may hold nothing to draw, but Enter is pressed by mistake more often.
    if (emptyAsked && !asked) return alert.show(texts.text("submit_empty"));
    return void handIn.run();
  }

  async function release() {
    const { urls } = piece().config;
    await desk.leaveAfter("release", () => send("POST", urls.release), () => void piece().finish());
  }

  return {
    submit,
    release: () => void (drawnBoxes(store.state).length ? giveBack.showModal() : release()),
    "release-now"() {
      giveBack.close();
      void release();
    },
    "release-cancel": () => giveBack.close(),
    "keep-mine": () => void piece().saver.keepMine(),
    async "load-theirs"() {
      await piece().finish();
      location.reload();
    },
  };
}
