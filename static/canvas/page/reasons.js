/**
 * Asks a reviewer for a reason: a number key takes one of the usual ones, or it is written out.
 *
 * @typedef {(title: string, given?: string, options?: {own?: boolean}) => Promise<string | null>} AskReason
 *   null: thought better of it. own: in one's own words, or in none
 */

import { fromTemplate, part, write } from "./dom.js";

/** Reasons beyond these have no key of their own and are reached by Tab. */
const KEYED = 9;

/**
 * @param {HTMLElement} root
 * @param {HTMLDialogElement} dialog
 * @param {() => readonly string[]} usual those of the project on the desk
 * @returns {AskReason}
 */
export function createReasonDialog(root, dialog, usual) {
  const field = /** @type {HTMLInputElement} */ (part(dialog, "text"));
  /** @type {(reason: string | null) => void} */
  let settle = () => {};
  let isOwn = false;

  /** @param {string} reason */
  function take(reason) {
    if (!reason.trim() && !isOwn) return field.focus();
    // Before the close event, which comes late: the next key may already count on the reason.
    settle(reason.trim());
    dialog.close();
  }

  /** @param {string} reason @param {number} index */
  function choiceOf(reason, index) {
    const item = fromTemplate(root, "reason");
    write(part(item, "key"), index < KEYED ? String(index + 1) : "");
    part(item, "key").hidden = index >= KEYED;
    write(part(item, "name"), reason);
    part(item, "choose").addEventListener("click", () => take(reason));
    return item;
  }

  dialog.addEventListener("keydown", (event) => {
    if (event.target === field) {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      return take(field.value);
    }
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const isChoice = digit && !isOwn && !event.ctrlKey && !event.metaKey;
    const chosen = isChoice ? usual()[Number(digit) - 1] : undefined;
    if (chosen === undefined) return;
    event.preventDefault();
    take(chosen);
  });
  part(dialog, "use").addEventListener("click", () => take(field.value));
  part(dialog, "cancel").addEventListener("click", () => dialog.close());

  dialog.addEventListener("close", () => settle(null));

  return (title, given = "", { own = false } = {}) => {
    isOwn = own;
    write(part(dialog, "title"), title);
    field.value = usual().includes(given) && !own ? "" : given;
    const choices = own ? [] : usual().map(choiceOf);
    part(dialog, "choices").replaceChildren(...choices);
    dialog.showModal();
    (choices[0] ? part(choices[0], "choose") : field).focus();
    return new Promise((resolve) => {
      settle = resolve;
    });
  };
}
