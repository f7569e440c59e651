/**
 * The classes: key, color, name, price and how many boxes have it. The eye beside each hides its boxes.
 */

import { formatMicro } from "../money.js";
import { shapeOf } from "../shapes.js";
import { toggleLabel } from "../shown.js";
import { drawnBoxes, selectedBox, whenBoxesRest } from "../store.js";
import { fromTemplate, hide, mark, need, part, write } from "./dom.js";

/** @import { Label, Store } from "../store.js" */

/**
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {HTMLElement} options.host
 * @param {Store} options.store
 * @param {string} options.language
 * @param {(label: number) => void} options.choose
 */
export function showPalette({ root, host, store, language, choose }) {
  const showAll = need(root, "[data-show-all]");
  const rows = new Map(
    store.state.labels.map((label, index) => {
      const row = fromTemplate(root, "label");
      fillRow(row, label, index, language);
      part(row, "choose").addEventListener("click", () => choose(label.id));
      part(row, "eye").addEventListener("click", () => toggleLabel(store, label.id));
      host.append(row);
      return [label.id, row];
    }),
  );

  function update() {
    const { state } = store;
    // The selected box's class is the one that a key would change.
    const current = (!state.sketch && selectedBox(state)?.label) || state.label;
    for (const [id, row] of rows) {
      mark(part(row, "choose"), "aria-pressed", id === current);
      mark(part(row, "eye"), "aria-pressed", state.hiddenLabels.has(id));
    }
    hide(showAll, !state.hidden.size && !state.hiddenLabels.size);
  }

  function count() {
    const counts = new Map();
    for (const { label } of drawnBoxes(store.state)) counts.set(label, (counts.get(label) ?? 0) + 1);
    for (const [id, row] of rows) write(part(row, "count"), String(counts.get(id) ?? 0));
  }
  store.subscribe((now, before) => {
    const same = now.label === before.label && now.selected === before.selected && !now.sketch === !before.sketch;
    if (!same || now.hidden !== before.hidden || now.hiddenLabels !== before.hiddenLabels) update();
  });
  whenBoxesRest(store, () => {
    update();
    count();
  });
  update();
  count();
}

/**
 * @param {HTMLElement} row
 * @param {Label} label
 * @param {number} index
 * @param {string} language
 */
function fillRow(row, label, index, language) {
  part(row, "choose").dataset.labelId = String(label.id);
  part(row, "key").hidden = !label.hotkey;
  write(part(row, "key"), label.hotkey.toUpperCase());
  part(row, "swatch").style.backgroundColor = label.color;
  part(row, "swatch").dataset.shape = shapeOf(index);
  write(part(row, "name"), label.name);
  write(part(row, "price"), formatMicro(label.unit_price_micro, label.currency, language));
  part(row, "eye").setAttribute("aria-label", `${part(row, "eye").title}: ${label.name}`);
}
