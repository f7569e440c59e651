/**
 * Asks a reviewer for a reason: a number key takes one of the usual ones, or it is written out.
 *
 * @typedef {(title: string, given?: string) => Promise<string | null>} AskReason null: thought better of it
 */

import { fromTemplate, part, write } from "./dom.js";

/** Reasons beyond these have no key of their own and are reached by Tab. */
const KEYED = 9;

/**
 * @param {HTMLElement} root
 * @param {HTMLDialogElement} dialog
 * @param {readonly string[]} reasons
 * @returns {AskReason}
 */
export function createReasonDialog(root, dialog, reasons) {
  const field = /** @type {HTMLInputElement} */ (part(dialog, "text"));
  /** @type {(reason: string | null) => void} */
  let settle = () => {};

  /** @param {string} reason */
  function take(reason) {
    if (!reason.trim()) return field.focus();
    // Before the close event, which comes late: the next key may already count on the reason.
    settle(reason.trim());
    dialog.close();
  }

  const choices = reasons.map((reason, index) => {
    const item = fromTemplate(root, "reason");
    const button = part(item, "choose");
    write(part(item, "key"), index < KEYED ? String(index + 1) : "");
    part(item, "key").hidden = index >= KEYED;
    write(part(item, "name"), reason);
    button.addEventListener("click", () => take(reason));
    part(dialog, "choices").append(item);
    return button;
  });

  dialog.addEventListener("keydown", (event) => {
    if (event.target === field) {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      return take(field.value);
    }
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const chosen = digit && !event.ctrlKey && !event.metaKey ? reasons[Number(digit) - 1] : undefined;
    if (chosen === undefined) return;
    event.preventDefault();
    take(chosen);
  });
  part(dialog, "use").addEventListener("click", () => take(field.value));
  part(dialog, "cancel").addEventListener("click", () => dialog.close());

  dialog.addEventListener("close", () => settle(null));

  return (title, given = "") => {
    write(part(dialog, "title"), title);
    field.value = reasons.includes(given) ? "" : given;
    dialog.showModal();
    (choices[0] ?? field).focus();
    return new Promise((resolve) => {
      settle = resolve;
    });
  };
}
