/**
 * The buttons over the stage follow the state: pressed tool, what can be undone, how near the picture is.
 */

import { mark, need, write } from "./dom.js";

/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} root
 * @param {Store} store
 */
export function followState(root, store) {
  const zoom = need(root, "[data-zoom]");
  const tools = /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("[data-tool]"));
  const undo = root.querySelector('[data-action="undo"]');
  const redo = root.querySelector('[data-action="redo"]');

  function update() {
    const { state } = store;
    for (const button of tools) mark(button, "aria-pressed", button.dataset.tool === state.tool);
    // aria-disabled, not disabled: a button that loses its focus in use throws a keyboard user off.
    mark(undo, "aria-disabled", !state.canUndo);
    mark(redo, "aria-disabled", !state.canRedo);
    write(zoom, `${Math.round(state.view.scale * 100)} %`);
  }
  store.subscribe((now, before) => {
    const sameSteps = now.canUndo === before.canUndo && now.canRedo === before.canRedo;
    if (!sameSteps || now.tool !== before.tool || now.view !== before.view) update();
  });
  update();
}
