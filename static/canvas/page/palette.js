/**
 * The classes: key, color, name, price and how many boxes have it.
 */

import { formatMicro } from "../money.js";
import { selectedBox } from "../store.js";
import { fromTemplate, part, write } from "./dom.js";

/** @import { Store } from "../store.js" */

/**
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {HTMLElement} options.host
 * @param {Store} options.store
 * @param {string} options.language
 * @param {(label: number) => void} options.choose
 */
export function showPalette({ root, host, store, language, choose }) {
  const buttons = new Map(
    store.state.labels.map((label) => {
      const button = fromTemplate(root, "label");
      button.dataset.labelId = String(label.id);
      part(button, "key").hidden = !label.hotkey;
      write(part(button, "key"), label.hotkey.toUpperCase());
      part(button, "swatch").style.backgroundColor = label.color;
      write(part(button, "name"), label.name);
      write(part(button, "price"), formatMicro(label.unit_price_micro, label.currency, language));
      button.addEventListener("click", () => choose(label.id));
      host.append(button);
      return [label.id, button];
    }),
  );

  function update() {
    const { state } = store;
    // The selected box's class is the one that a key would change.
    const current = (!state.sketch && selectedBox(state)?.label) || state.label;
    for (const [id, button] of buttons) {
      button.setAttribute("aria-pressed", String(id === current));
      write(part(button, "count"), String(state.boxes.filter((box) => box.label === id).length));
    }
  }
  store.subscribe((now, before) => {
    const same = now.boxes === before.boxes && now.label === before.label && now.selected === before.selected;
    if (!same || !now.sketch !== !before.sketch) update();
  });
  update();
}
