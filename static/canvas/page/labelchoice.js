/**
 * Asks a reviewer for a class: by its key, or from the list.
 */

import { shapeOf } from "../shapes.js";
import { fromTemplate, part, write } from "./dom.js";

/** @import { Label, State } from "../store.js" */

/**
 * @param {HTMLElement} root
 * @param {HTMLDialogElement} dialog
 * @returns {(state: Pick<State, "labels">) => Promise<number | null>} a class's id; null: thought better of it
 */
export function createLabelChoice(root, dialog) {
  /** @type {(label: number | null) => void} */
  let settle = () => {};
  /** @type {readonly Label[]} */
  let labels = [];

  /** @param {number} label */
  function take(label) {
    // Before the close event, which comes late: the next key may already count on it.
    settle(label);
    dialog.close();
  }

  /** @param {Label} label @param {number} index */
  function entryOf({ id, name, color, hotkey }, index) {
    const item = fromTemplate(root, "label-choice");
    write(part(item, "key"), hotkey.toUpperCase());
    part(item, "key").hidden = !hotkey;
    write(part(item, "name"), name);
    part(item, "swatch").style.backgroundColor = color;
    part(item, "swatch").dataset.shape = shapeOf(index);
    part(item, "choose").addEventListener("click", () => take(id));
    return item;
  }

  dialog.addEventListener("keydown", (event) => {
    const key = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code)?.[1].toLowerCase();
    const chosen = event.ctrlKey || event.metaKey ? undefined : labels.find(({ hotkey }) => hotkey && hotkey === key);
    if (!chosen) return;
    event.preventDefault();
    take(chosen.id);
  });
  part(dialog, "cancel").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => settle(null));

  return (state) => {
    labels = state.labels;
    part(dialog, "choices").replaceChildren(...labels.map(entryOf));
    dialog.showModal();
    return new Promise((resolve) => {
      settle = resolve;
    });
  };
}
