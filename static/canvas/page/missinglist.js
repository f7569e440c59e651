/**
 * The pins in words, beside the picture: what is missing, and why it matters. A click brings the place into sight; a
 * reviewer removes a pin there.
 */

import { removeMissing } from "../missing.js";
import { labelOf } from "../store.js";
import { reveal } from "../viewport.js";
import { fromTemplate, hide, mark, need, part, write } from "./dom.js";

/**
 * @import { History } from "../history.js"
 * @import { Missing, State, Store } from "../store.js"
 * @import { Texts } from "./config.js"
 */

/**
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {Store} options.store
 * @param {History} options.history
 * @param {Texts} options.texts
 */
export function showMissing({ root, store, history, texts }) {
  const panel = need(root, "[data-missing-panel]");
  const list = need(panel, "[data-missing-list]");

  /** @param {Missing} pin */
  function choose(pin) {
    const { view, picture, stage } = store.state;
    const shown = reveal(view, { x: pin.x, y: pin.y, width: 0, height: 0 }, picture, stage);
    store.set({ selected: pin.key, ...(shown === view ? {} : { view: shown, fitted: false }) });
  }

  /** @param {Missing} pin */
  function remove(pin) {
    removeMissing(store, pin.key);
    history.commit();
  }

  /** @param {Missing} pin @param {number} index */
  function entryOf(pin, index) {
    const entry = fromTemplate(root, "missing");
    entry.dataset.missingId = pin.key;
    write(part(entry, "number"), String(index + 1));
    write(part(entry, "says"), wordsOf(store.state, pin, texts));
    part(entry, "choose").addEventListener("click", () => choose(pin));
    // The command that asks for the word is about what is selected.
    entry.querySelector('[data-part="word"]')?.addEventListener("click", () => choose(pin));
    entry.querySelector('[data-part="remove"]')?.addEventListener("click", () => remove(pin));
    return entry;
  }

  function update() {
    const { missing } = store.state;
    hide(panel, !missing.length);
    list.replaceChildren(...missing.map(entryOf));
    markSelected();
  }

  /** An entry that has the focus keeps it. */
  function markSelected() {
    for (const entry of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-missing-id]"))) {
      const isSelected = entry.dataset.missingId === store.state.selected;
      mark(part(entry, "choose"), "aria-pressed", isSelected);
      entry.classList.toggle("is-selected", isSelected);
    }
  }

  store.subscribe((now, before) => {
    if (now.missing !== before.missing) update();
    else if (now.missing.length && now.selected !== before.selected) markSelected();
  });
  update();
}

/**
 * "cat: the tail belongs to it", or where it is, if nothing else is known.
 *
 * @param {Pick<State, "labels">} state
 * @param {Omit<Missing, "key">} pin
 * @param {Texts} texts
 */
export function wordsOf(state, { label, reason, x, y }, texts) {
  const name = labelOf(/** @type {State} */ (state), label)?.name ?? "";
  const place = texts.text("missing_at", { x: Math.round(x), y: Math.round(y) });
  return [name, reason].filter(Boolean).join(": ") || place;
}
