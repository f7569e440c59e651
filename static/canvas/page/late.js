/**
 * A lease that ran out is told kindly: the boxes are kept, and go on as a piece of their own if nobody else has the
 * picture yet.
 */

import { bodyOf } from "../outgoing.js";
import { drawnBoxes, outgoingBoxes } from "../store.js";
import { pageOf } from "./config.js";
import { markBusy } from "./desk.js";
import { need, part, write } from "./dom.js";
import { showNotes } from "./turn.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Vault } from "../vault.js"
 * @import { Desk } from "./desk.js"
 */

/** At the end of an address: the prices of this piece are not those that its boxes were drawn at. */
const NEW_PRICES = "#new-prices";

/**
 * @param {Desk} desk
 * @param {Vault} vault
 * @returns {{offer: () => void, commands: Record<string, Command>}}
 */
export function offerAgain(desk, vault) {
  const { root, store, texts, send, activity } = desk;
  const dialog = /** @type {HTMLDialogElement} */ (need(root, '[data-dialog="late"]'));
  // There is no way back to a picture that is in nobody's hands.
  dialog.addEventListener("close", () => dialog.showModal());

  /** The boxes are the new piece's before its page is opened. @param {number} id */
  async function takeAlong(id) {
    const { id: old = 0, worker = 0, image, urls } = desk.config;
    const boxes = outgoingBoxes(store.state);
    const piece = { id, worker, round: 0, name: image.name, version: 0 };
    const state = { boxes, sent: null, dirty: true, pending: null, active_ms: activity.elapsed(), at: Date.now() };
    if (await vault.put({ ...piece, ...state })) return vault.drop(old);
    return send("PUT", urls.draft.replace(`/${old}/`, `/${id}/`), { version: 0, ...bodyOf(boxes) });
  }

  async function reclaim() {
    markBusy(root, "reclaim", true);
    const answer = await send("POST", desk.config.urls.reclaim);
    markBusy(root, "reclaim", false);
    if (!answer.ok) return write(part(dialog, "answer"), answer.message || texts.text("offline"));
    await takeAlong(answer.data.id);
    return location.assign(pageOf(answer.data.id) + (answer.data.same_prices ? "" : NEW_PRICES));
  }

  return {
    offer() {
      write(part(dialog, "kept"), texts.count("late", drawnBoxes(store.state).length));
      if (!dialog.open) dialog.showModal();
    },
    commands: {
      reclaim: () => void reclaim(),
      "reclaim-not": () => location.assign(desk.config.urls.next),
    },
  };
}

/** @param {Desk} desk */
export function tellNewPrices({ root, texts }) {
  if (location.hash !== NEW_PRICES) return;
  history.replaceState(null, "", location.pathname);
  showNotes(root, [{ reason: texts.text("new_prices") }]);
}
