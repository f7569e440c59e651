/**
 * The list of boxes beside the picture. An entry is written again only when its box changed.
 */

import { formatMicro } from "../money.js";
import { isPinned, labelOf } from "../store.js";
import { fromTemplate, part, write } from "./dom.js";

/**
 * @import { Box, State, Store } from "../store.js"
 * @import { Texts } from "./config.js"
 */

/** A verdict's badge in ledger.css. */
const BADGES = {
  approved: "approved",
  refused: "rejected",
  pinned: "returned",
  mended: "submitted",
  pending: "review",
};

/**
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {HTMLElement} options.host
 * @param {Store} options.store
 * @param {Texts} options.texts
 * @param {string} options.language
 */
export function showBoxList({ root, host, store, texts, language }) {
  /** @type {Map<string, {entry: HTMLElement, box: Box, number: number}>} */
  const shown = new Map();

  function update() {
    const { state } = store;
    const keys = new Set(state.boxes.map((box) => box.key));
    for (const [key, { entry }] of shown) {
      if (keys.has(key)) continue;
      entry.remove();
      shown.delete(key);
    }
    state.boxes.forEach(place);
  }

  /** @param {Box} box @param {number} index */
  function place(box, index) {
    const known = shown.get(box.key);
    const entry = known?.entry ?? fromTemplate(root, "box");
    if (host.children[index] !== entry) host.insertBefore(entry, host.children[index] ?? null);
    if (known?.box === box && known.number === index + 1) return;
    shown.set(box.key, { entry, box, number: index + 1 });
    fill(entry, store.state, box, index + 1);
  }

  /** @param {HTMLElement} entry @param {State} state @param {Box} box @param {number} number */
  function fill(entry, state, box, number) {
    const label = labelOf(state, box.label);
    entry.dataset.boxId = box.key;
    entry.classList.toggle("is-beside", box.beside);
    write(part(entry, "number"), String(number));
    part(entry, "swatch").style.backgroundColor = label?.color ?? "";
    write(part(entry, "label"), label?.name ?? "");
    write(part(entry, "size"), `${Math.round(box.width)} × ${Math.round(box.height)}`);
    fillVerdict(entry, verdictOf(state, box));
    write(part(entry, "reason"), box.reason);
    part(entry, "reason").hidden = !box.reason;
    const money = entry.querySelector('[data-part="money"]');
    if (money instanceof HTMLElement && label) {
      write(money, formatMicro(box.approved === false ? 0 : label.unit_price_micro, label.currency, language));
    }
  }

  /** @param {HTMLElement} entry @param {keyof typeof BADGES | null} verdict */
  function fillVerdict(entry, verdict) {
    const badge = part(entry, "verdict");
    badge.hidden = verdict === null;
    entry.dataset.verdict = verdict ?? "";
    if (!verdict) return;
    badge.className = `badge badge--${BADGES[verdict]}`;
    write(badge, texts.text(`verdict_${verdict}`));
  }

  /** @param {boolean} scroll */
  function markSelected(scroll) {
    for (const [key, { entry }] of shown) {
      const selected = key === store.state.selected;
      entry.classList.toggle("is-selected", selected);
      part(entry, "choose").setAttribute("aria-pressed", String(selected));
      if (selected && scroll) entry.scrollIntoView({ block: "nearest" });
    }
  }

  store.subscribe((now, before) => {
    if (now.boxes !== before.boxes) update();
    const moved = now.selected !== before.selected;
    if (moved || now.boxes.length !== before.boxes.length) markSelected(moved);
  });
  update();
}

/**
 * @param {State} state
 * @param {Box} box
 * @returns {keyof typeof BADGES | null}
 */
function verdictOf(state, box) {
  if (state.mode === "draw") return isPinned(box) ? "pinned" : box.mended ? "mended" : null;
  if (box.approved === null) return "pending";
  return box.approved ? "approved" : "refused";
}
