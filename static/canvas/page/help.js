/**
 * The keyboard help, printed from the key table.
 */

import { helpRows } from "../keys.js";
import { fromTemplate, part, write } from "./dom.js";

/**
 * @import { State } from "../store.js"
 * @import { Texts } from "./config.js"
 */

/** @type {Record<string, string>} */
const SIGNS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", "-": "−" };

/**
 * @param {HTMLElement} root
 * @param {HTMLDialogElement} dialog
 * @param {State} state
 * @param {Texts} texts
 */
export function fillHelp(root, dialog, { mode, labels }, texts) {
  const rows = helpRows(mode, labels).map(({ says, keys }) => ({ says: texts.text(says), keys }));
  const hotkeys = labels.map((label) => label.hotkey).filter(Boolean);
  if (mode === "draw" && hotkeys.length) {
    rows.unshift(
      { says: texts.text("key_label"), keys: hotkeys },
      { says: texts.text("key_label_last"), keys: hotkeys.map((key) => `Alt+${key}`) },
    );
  }
  for (const { says, keys } of rows) {
    const row = fromTemplate(root, "key-row");
    write(part(row, "says"), says);
    part(row, "keys").append(...keys.map(chordElement));
    part(dialog, "rows").append(row);
  }
  part(dialog, "close").addEventListener("click", () => dialog.close());
}

/** @param {string} chord */
function chordElement(chord) {
  const element = document.createElement("kbd");
  const names = chord.split(/\+(?=.)/).map((name) => SIGNS[name] ?? (name.length === 1 ? name.toUpperCase() : name));
  element.textContent = names.join(" + ");
  return element;
}
