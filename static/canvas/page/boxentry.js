/**
 * One entry of the list of boxes: what stands in it.
 */

import { differences } from "../correction.js";
import { formatMicro } from "../money.js";
import { proposalOf } from "../proposals.js";
import { shapeOf } from "../shapes.js";
import { isShown } from "../shown.js";
import { isPinned, labelOf, paidLabel } from "../store.js";
import { hide, mark, part, write } from "./dom.js";

/**
 * @import { Box, State } from "../store.js"
 * @import { Texts } from "./config.js"
 */

/** A verdict's badge in ledger.css. */
const BADGES = {
  approved: "approved",
  refused: "rejected",
  pinned: "returned",
  mended: "submitted",
  pending: "review",
  double: "returned",
  proposed: "review",
};

/**
 * @param {HTMLElement} entry
 * @param {State} state
 * @param {{box: Box, number: number}} what
 * @param {{texts: Texts, language: string}} words
 */
export function fillEntry(entry, state, { box, number }, { texts, language }) {
  const label = labelOf(state, box.label);
  entry.dataset.boxId = box.key;
  entry.classList.toggle("is-beside", box.beside);
  write(part(entry, "number"), box.open ? "?" : String(number));
  part(entry, "swatch").style.backgroundColor = label?.color ?? "";
  part(entry, "swatch").dataset.shape = shapeOf(state.labels.findIndex(({ id }) => id === box.label));
  write(part(entry, "label"), label?.name ?? "");
  write(part(entry, "size"), `${Math.round(box.width)} × ${Math.round(box.height)}`);
  fillVerdict(entry, verdictOf(state, box), texts);
  fillToggles(entry, state, box);
  const reason = box.open ? originOf(state, box) : box.reason;
  write(part(entry, "reason"), reason);
  hide(part(entry, "reason"), !reason);
  if (state.mode !== "draw") fillReview(entry, state, box, texts);
  const money = entry.querySelector('[data-part="money"]');
  const paid = paidLabel(state, box);
  if (money instanceof HTMLElement && paid) {
    write(money, formatMicro(box.approved === false ? 0 : paid.unit_price_micro, paid.currency, language));
  }
}

/**
 * Who proposes a box, and how sure of it.
 *
 * @param {State} state
 * @param {Box} box
 */
function originOf(state, box) {
  const { source = "", score = null } = proposalOf(state, box) ?? {};
  return score === null ? source : `${source} · ${Math.round(score * 100)}\u00a0%`;
}

/**
 * How a reviewer corrected the box, how it changed since the round before, and what was said of it then.
 *
 * @param {HTMLElement} entry
 * @param {State} state
 * @param {Box} box
 * @param {Texts} texts
 */
function fillReview(entry, state, box, texts) {
  const [drawn, corrected] = state.mode === "review" || state.flipped ? [box.ghost ?? box, box] : [box, box.ghost ?? box];
  const said = differences(drawn, corrected, state, texts.text);
  const words = said.length ? texts.text("corrected", { what: said.join(", ") }) : "";
  write(part(entry, "correction"), words);
  hide(part(entry, "correction"), !words);
  const round = entry.querySelector('[data-part="round"]');
  if (!(round instanceof HTMLElement)) return;
  const { change, before } = box;
  const news = change ? texts.text(`change_${change}`) : "";
  write(round, before ? texts.text("was_said", { change: news, reason: before }) : news);
  round.dataset.change = change ?? "";
  hide(round, !change);
}

/** @param {HTMLElement} entry @param {keyof typeof BADGES | null} verdict @param {Texts} texts */
function fillVerdict(entry, verdict, texts) {
  const badge = part(entry, "verdict");
  hide(badge, verdict === null);
  entry.dataset.verdict = verdict ?? "";
  if (!verdict) return;
  badge.className = `badge badge--${BADGES[verdict]}`;
  write(badge, texts.text(`verdict_${verdict}`));
}

/** @param {HTMLElement} entry @param {State} state @param {Box} box */
function fillToggles(entry, state, box) {
  entry.classList.toggle("is-hidden", !isShown(state, box));
  const toggles = { "toggle-hide": state.hidden.has(box.key), "toggle-lock": state.locked.has(box.key) };
  for (const [action, pressed] of Object.entries(toggles)) {
    mark(entry.querySelector(`[data-action="${action}"]`), "aria-pressed", pressed);
  }
}

/**
 * @param {State} state
 * @param {Box} box
 * @returns {keyof typeof BADGES | null}
 */
function verdictOf(state, box) {
  if (box.open) return "proposed";
  if (state.doubles.has(box.key)) return "double";
  if (state.mode === "draw") return isPinned(box) ? "pinned" : box.mended ? "mended" : null;
  if (box.approved === null) return "pending";
  return box.approved ? "approved" : "refused";
}
