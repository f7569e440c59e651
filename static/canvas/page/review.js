/**
 * The reviewer's side of the page: a verdict for each box, what is missing, what is corrected, one decision for the
 * whole; then the next one.
 */

import { decisionBody, needsReason } from "../decide.js";
import { TOUCH_REACH } from "../input.js";
import { addMissing } from "../missing.js";
import { createMarkKeeper, openNotebook, takeMarks } from "../notebook.js";
import { labelOf } from "../store.js";
import { isOnCorrected } from "../tools/correct.js";
import { toPicture } from "../viewport.js";
import { need } from "./dom.js";
import { createFindings } from "./findings.js";
import { createFlicker, leftOfRound } from "./flicker.js";
import { createJudging } from "./judging.js";
import { listenToLongPress } from "./longpress.js";
import { wordsOf } from "./missinglist.js";
import { afterALook, showNotes } from "./turn.js";
import { createVerdicts } from "./verdicts.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Decision } from "../decide.js"
 * @import { Point } from "../geometry.js"
 * @import { Input } from "../input.js"
 * @import { Page } from "../notebook.js"
 * @import { Desk } from "./desk.js"
 */

/** @type {Record<string, Decision>} */
const DECISIONS = { approve: "approved", return: "returned", reject: "rejected" };

/**
 * @param {Desk} desk
 * @param {Input} input
 * @param {Promise<void>} painted the picture is on the stage: there is time for the next one
 * @returns {Promise<Record<string, Command>>} commands by action
 */
export async function startReview(desk, input, painted) {
  const { host, root, store, history, texts, activity, say } = desk;
  const field = /** @type {HTMLTextAreaElement} */ (need(root, "[data-decision-reason]"));
  const { ask, commands } = createVerdicts(desk);
  const notebook = await openNotebook(window.indexedDB, desk.config.worker ?? 0);
  const reason = () => field.value;
  const keeper = createMarkKeeper({ store, notebook, clock: window, reason, activeMs: activity.elapsed });
  const judging = createJudging(desk, { marksOf: notebook.read, onTurned: showPiece, onDecided: keeper.forget });

  /** What the page shows of the submission on the desk besides its boxes. @param {Page} [marks] made before and not decided */
  function showPiece(marks) {
    keeper.begin(desk.config.id ?? 0);
    field.value = marks?.reason ?? "";
    if (marks) takeBack(marks);
    for (const [action, decision] of Object.entries(DECISIONS)) {
      need(root, `[data-action="${action}"]`).hidden = !mayDecide(decision);
    }
    need(root, '[data-action="flip"]').hidden = !desk.config.earlier;
    showNotes(root, notesOfRound(desk));
  }

  /** @param {Page} marks */
  function takeBack(marks) {
    takeMarks(store, marks);
    history.restart();
    activity.restart(marks.active_ms);
    say("marks_restored");
  }

  /** @param {Decision} decision */
  const mayDecide = (decision) => (desk.config.decisions ?? []).includes(decision);

  /** @param {Decision} decision */
  async function decide(decision) {
    if (!mayDecide(decision)) return;
    const { id } = desk.config;
    keeper.flush();
    if (needsReason(store.state.boxes, decision, field.value, store.state.missing)) {
      const reason = await ask(texts.text(`reason_for_${decision}`));
      if (!reason || desk.config.id !== id) return;
      field.value = reason;
    }
    await judging.decide(decision, decisionBody(store.state, decision, field.value, activity.elapsed()));
  }

  /** A finger that gathers itself to pull the box in hand sets no pin, nor does the hand that holds a pen. @param {Point} at */
  function mayPin(at) {
    const { view } = store.state;
    return !input.isPenDown && !isOnCorrected(store.state, toPicture(view, at), TOUCH_REACH / view.scale);
  }

  /** @param {Point} at in stage pixels */
  function pin(at) {
    input.cancel();
    addMissing(store, toPicture(store.state.view, at));
    history.commit();
  }

  field.addEventListener("input", keeper.touch);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keeper.flush());
  window.addEventListener("pagehide", keeper.flush);
  window.addEventListener("beforeunload", (event) => {
    // Only marks that nothing else has are worth stopping somebody.
    if (!notebook.works && store.state.canUndo && judging.isOpen()) event.preventDefault();
  });
  listenToLongPress(host, pin, mayPin);
  showPiece(await notebook.read(desk.config.id ?? 0));
  void painted.then(judging.begin);
  void notebook.tidy(Date.now());
  return {
    ...commands,
    ...createFindings(desk, () => input.pointer),
    ...createFlicker(desk),
    approve: afterALook(desk, () => void decide("approved")),
    return: afterALook(desk, () => void decide("returned")),
    reject: afterALook(desk, () => void decide("rejected")),
  };
}

/** @param {Desk} desk */
function notesOfRound({ config, store, texts }) {
  const { removed, missing } = leftOfRound(config);
  const gone = removed.map((box) => {
    const label = labelOf(store.state, box.label)?.name ?? "";
    const { reason } = box;
    return reason ? texts.text("removed_because", { label, reason }) : texts.text("removed_box", { label });
  });
  const asked = missing.map((pin) => texts.text("was_missing", { what: wordsOf(store.state, { ...pin }, texts) }));
  return [...gone, ...asked].map((reason) => ({ reason }));
}
