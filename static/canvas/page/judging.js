/**
 * One decision, and the next submission is on the desk: it was fetched ahead, so no page is loaded, and the answer to
 * the decision may come later.
 */

import { createDecisions } from "../decisions.js";
import { isSilence } from "../save.js";
import { createAhead } from "./ahead.js";
import { markBusy } from "./desk.js";
import { within } from "./handin.js";
import { readPiece } from "./piece.js";
import { createOutboxCount } from "./status.js";
import { createTurn } from "./turn.js";

/**
 * @import { Answer } from "../api.js"
 * @import { Decision } from "../decide.js"
 * @import { Sent } from "../decisions.js"
 * @import { Page } from "../notebook.js"
 * @import { Desk } from "./desk.js"
 */

/** An answer that takes longer than this comes while the next picture is on the desk already. */
const PATIENCE_MS = 80;

/** @type {Record<Decision, string>} */
const BUTTONS = { approved: "approve", returned: "return", rejected: "reject" };

/**
 * @param {Desk} desk
 * @param {object} kept
 * @param {(id: number) => Promise<Page | undefined>} kept.marksOf what was marked on a submission before
 * @param {(marks: Page | undefined) => void} kept.onTurned another submission is on the desk
 * @param {(id: number) => void} kept.onDecided the server has the decision
 */
export function createJudging(desk, { marksOf, onTurned, onDecided }) {
  const { root, texts, alert, send, activity, say } = desk;
  const turn = createTurn(desk);
  /** What was decided about the submission on the desk and has no answer yet. @type {Sent | null} */
  let deciding = null;
  /** The submission that was decided last, as long as the server has not refused that. @type {number | undefined} */
  let decided;
  const decisions = createDecisions({
    storage: keptHere(),
    send,
    reviewer: desk.config.worker ?? 0,
    clock: window,
    onCount: createOutboxCount(root, (count) => texts.count("decisions", count)),
    onDelivered({ id }) {
      onDecided(id);
      if (isOnDesk(id) && !deciding) location.assign(desk.config.urls.next);
    },
    onRefused,
  });
  const ahead = createAhead(desk, () => [desk.config.id ?? 0, ...decisions.waiting]);

  /** @param {number} id */
  const isOnDesk = (id) => id === desk.config.id;

  /** @param {Sent} sent @param {Answer} answer */
  function onRefused(sent, answer) {
    if (sent.id === decided) decided = undefined;
    const message = answer.message || texts.text("server_trouble");
    if (isOnDesk(sent.id)) return alert.show(message);
    return alert.show(texts.text("undecided", { name: sent.name, message }), { about: sent.page });
  }

  /** @param {Decision} decision @param {object} body */
  async function decide(decision, body) {
    if (deciding) return say("next_loading");
    const { id = 0, image, urls } = desk.config;
    deciding = { id, name: image.name, page: urls.page, url: urls.decide, body };
    markBusy(root, BUTTONS[decision], true);
    await settle(deciding);
    markBusy(root, BUTTONS[decision], false);
    deciding = null;
    return undefined;
  }

  /** @param {Sent} sent */
  async function settle(sent) {
    decided = sent.id;
    const answered = decisions.post(sent);
    const answer = ahead.isReady ? await within(answered, PATIENCE_MS) : await answered;
    if (answer && !answer.ok && !isSilence(answer)) {
      decided = undefined;
      return;
    }
    if (answer?.ok !== true && !ahead.isReady) return alert.show(texts.text("decision_kept"), { calm: true });
    const next = await ahead.take();
    if (!next || next.config.lang !== desk.config.lang) return location.assign(desk.config.urls.next);
    const marks = await marksOf(next.config.id ?? 0);
    turn(await readPiece(next.config, null), next.photo);
    activity.restart();
    alert.hide();
    ahead.begin();
    return onTurned(marks);
  }

  desk.sendAgain = () => {
    void decisions.flush();
    if (!ahead.isReady) ahead.begin();
  };
  void decisions.flush();
  return { decide, begin: ahead.begin, isOpen: () => decided !== desk.config.id };
}

/** Some browsers forbid even the question. */
function keptHere() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
