/**
 * Work begins in the tab that has the piece's seat; in any other a dialog says so and stands before everything.
 */

import { textOf } from "../outgoing.js";
import { createSeat } from "../seat.js";
import { outgoingBoxes } from "../store.js";
import { need } from "./dom.js";
import { offerAgain } from "./late.js";
import { startWork } from "./work.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Vault } from "../vault.js"
 * @import { Desk } from "./desk.js"
 * @import { Shown } from "./piece.js"
 */

/**
 * @param {Desk} desk
 * @param {Vault} vault
 * @param {Shown} shown
 * @param {Promise<void>} painted
 * @returns {Promise<Record<string, Command>>} the worker's commands
 */
export async function workInOneTab(desk, vault, shown, painted) {
  const piece = () => desk.config.id ?? 0;
  const dialog = /** @type {HTMLDialogElement} */ (need(desk.root, '[data-dialog="elsewhere"]'));
  // Escape closes a dialog; this one has nothing behind it.
  dialog.addEventListener("close", () => dialog.showModal());
  let leave = async () => {};
  const seat = createSeat({
    locks: navigator.locks,
    channel: new BroadcastChannel("honestbox-pieces"),
    clock: window,
    async onAsked() {
      await leave();
      dialog.showModal();
    },
  });
  const goOn = {
    async "go-on-here"() {
      await seat.insist(piece());
      // The other tab's boxes lie in the vault now, and the page that loads finds the seat free.
      location.reload();
    },
  };
  const asShown = textOf(outgoingBoxes(desk.store.state));
  if (!(await seat.take(piece()))) {
    dialog.showModal();
    return goOn;
  }
  if (desk.config.over) {
    const late = offerAgain(desk, vault);
    late.offer();
    return late.commands;
  }
  const work = startWork(desk, vault, { seat, shown: { ...shown, asShown }, painted });
  leave = work.leave;
  return { ...work.commands, ...goOn };
}
