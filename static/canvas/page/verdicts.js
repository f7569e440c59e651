/**
 * What a reviewer says of one box or of one pin: good, or refused for a reason; a word to a place where a box is
 * missing.
 */

import { judgeBox } from "../boxes.js";
import { changeMissing } from "../missing.js";
import { selectedBox, selectedMissing } from "../store.js";
import { need } from "./dom.js";
import { createReasonDialog } from "./reasons.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Desk } from "./desk.js"
 * @import { AskReason } from "./reasons.js"
 */

/**
 * @param {Desk} desk
 * @returns {{ask: AskReason, commands: Record<string, Command>}}
 */
export function createVerdicts(desk) {
  const { root, store, history, texts, say } = desk;
  const dialog = /** @type {HTMLDialogElement} */ (need(root, '[data-dialog="reason"]'));
  const usual = () => desk.config.reasons ?? [];
  const ask = createReasonDialog(root, dialog, usual);
  let last = "";

  /** @param {string} reason of the selected box's refusal, or the word to the selected pin */
  function give(reason) {
    const [box, pin] = [selectedBox(store.state), selectedMissing(store.state)];
    if (pin) changeMissing(store, pin.key, { reason });
    else if (box) judgeBox(store, box.key, reason);
    else return say("choose_box");
    if (reason) last = reason;
    return history.commit();
  }

  async function askAndGive() {
    const [box, pin] = [selectedBox(store.state), selectedMissing(store.state)];
    if (!box && !pin) return say("choose_box");
    const number = box ? store.state.boxes.indexOf(box) + 1 : 0;
    const title = box ? texts.text("reason_for_box", { number }) : texts.text("reason_for_missing");
    const reason = await ask(title, (box ?? pin)?.reason, { own: !box });
    return reason === null ? undefined : give(reason);
  }

  /** @param {string} chord */
  function giveUsual(chord) {
    const reason = usual()[Number(chord) - 1];
    return reason ? give(reason) : say("no_such_reason");
  }

  return {
    ask,
    commands: {
      "refuse-box": () => void askAndGive(),
      "refuse-as": ({ chord }) => void giveUsual(chord),
      "refuse-again": () => void (last ? give(last) : say("no_reason_yet")),
      "approve-box": () => void give(""),
    },
  };
}
