/**
 * One entry of the list of boxes: what stands in it.
 */

import { formatMicro } from "../money.js";
import { shapeOf } from "../shapes.js";
import { isShown } from "../shown.js";
import { isPinned, labelOf } from "../store.js";
import { part, write } from "./dom.js";

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
  write(part(entry, "number"), String(number));
  part(entry, "swatch").style.backgroundColor = label?.color ?? "";
  part(entry, "swatch").dataset.shape = shapeOf(state.labels.findIndex(({ id }) => id === box.label));
  write(part(entry, "label"), label?.name ?? "");
  write(part(entry, "size"), `${Math.round(box.width)} × ${Math.round(box.height)}`);
  fillVerdict(entry, verdictOf(state, box), texts);
  fillToggles(entry, state, box);
  write(part(entry, "reason"), box.reason);
  part(entry, "reason").hidden = !box.reason;
  const money = entry.querySelector('[data-part="money"]');
  if (money instanceof HTMLElement && label) {
    write(money, formatMicro(box.approved === false ? 0 : label.unit_price_micro, label.currency, language));
  }
}

/** @param {HTMLElement} entry @param {keyof typeof BADGES | null} verdict @param {Texts} texts */
function fillVerdict(entry, verdict, texts) {
  const badge = part(entry, "verdict");
  badge.hidden = verdict === null;
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
    entry.querySelector(`[data-action="${action}"]`)?.setAttribute("aria-pressed", String(pressed));
  }
}

/**
 * @param {State} state
 * @param {Box} box
 * @returns {keyof typeof BADGES | null}
 */
function verdictOf(state, box) {
  if (state.doubles.has(box.key)) return "double";
  if (state.mode === "draw") return isPinned(box) ? "pinned" : box.mended ? "mended" : null;
  if (box.approved === null) return "pending";
  return box.approved ? "approved" : "refused";
}
