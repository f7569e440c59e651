/**
 * The reviewer's side of the page: a verdict for each box, one decision for the whole.
 */

import { decisionBody, needsReason } from "../decide.js";
import { judgeBox, selectedBox } from "../store.js";
import { need } from "./dom.js";
import { createReasonDialog } from "./reasons.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Decision } from "../decide.js"
 * @import { Desk } from "./desk.js"
 */

/**
 * @param {Desk} desk
 * @returns {Record<string, Command>} commands by action
 */
export function startReview(desk) {
  const { config, root, store, history, texts, say } = desk;
  const dialog = /** @type {HTMLDialogElement} */ (need(root, '[data-dialog="reason"]'));
  const field = /** @type {HTMLTextAreaElement} */ (need(root, "[data-decision-reason]"));
  const ask = createReasonDialog(root, dialog, config.reasons ?? []);

  async function refuseBox() {
    const box = selectedBox(store.state);
    if (!box) return say("choose_box");
    const number = store.state.boxes.indexOf(box) + 1;
    const reason = await ask(texts.text("reason_for_box", { number }), box.reason);
    if (!reason) return;
    judgeBox(store, box.key, reason);
    history.commit();
  }

  /** @param {Decision} decision */
  async function decide(decision) {
    if (!(config.decisions ?? []).includes(decision)) return;
    if (needsReason(store.state.boxes, decision, field.value)) {
      const reason = await ask(texts.text(`reason_for_${decision}`));
      if (!reason) return;
      field.value = reason;
    }
    const body = decisionBody(store.state.boxes, decision, field.value, desk.activity.elapsed());
    await desk.leaveAfter(BUTTONS[decision], () => desk.send("POST", config.urls.decide, body), () => {});
  }

  return {
    "refuse-box": () => void refuseBox(),
    approve: () => void decide("approved"),
    return: () => void decide("returned"),
    reject: () => void decide("rejected"),
  };
}

/** @type {Record<Decision, string>} */
const BUTTONS = { approved: "approve", returned: "return", rejected: "reject" };
