/**
 * The small panel that says how the picture is shown. It changes the display alone, never what is stored.
 */

import { PLAIN } from "../settings.js";
import { need, part } from "./dom.js";

/**
 * @import { Display } from "../settings.js"
 * @import { Store } from "../store.js"
 */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} host takes the focus back when the panel closes
 * @param {Store} store
 * @returns {() => void} opens and closes it
 */
export function createDisplayPanel(root, host, store) {
  const panel = need(root, "[data-display]");
  const button = need(root, '[data-action="display"]');
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (panel.querySelectorAll("input"));

  function show() {
    for (const field of fields) {
      const value = store.state.display[/** @type {keyof Display} */ (field.name)];
      if (typeof value === "boolean") field.checked = value;
      else field.value = String(value);
    }
  }

  /** @param {boolean} open */
  function toggle(open) {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) fields[0].focus();
    else host.focus({ preventScroll: true });
  }

  panel.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const value = target.type === "checkbox" ? target.checked : Number(target.value);
    store.set({ display: { ...store.state.display, [target.name]: value } });
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    toggle(false);
  });
  part(panel, "reset").addEventListener("click", () => store.set({ display: PLAIN }));
  part(panel, "close").addEventListener("click", () => toggle(false));
  store.subscribe((now, before) => now.display !== before.display && show());
  show();
  return () => toggle(panel.hidden);
}
