/**
 * A box that has no room for its tag, alone or in a crowd, tells its class to whoever points at it. While boxes are
 * drawn it does not: there the pointer is on its way to something else.
 */

import { boxAt } from "../geometry.js";
import { TAG_ALWAYS_FROM } from "../paint.js";
import { shownBoxes } from "../shown.js";
import { labelOf } from "../store.js";
import { rectOnStage, toPicture } from "../viewport.js";
import { hide, need, write } from "./dom.js";

/**
 * @import { Point } from "../geometry.js"
 * @import { Box, State, Store, ToolName } from "../store.js"
 */

/** @type {ReadonlySet<ToolName>} */
const DRAWING = new Set(["draw", "extreme", "missing"]);
const GAP = 6;

/**
 * @param {HTMLElement} host the stage
 * @param {Store} store
 */
export function showHover(host, store) {
  const sign = document.createElement("i");
  sign.className = "guide-hover";
  sign.hidden = true;
  need(host, "[data-guides]").append(sign);
  /** @type {Point | null} in stage pixels */
  let pointer = null;
  let asked = false;

  function update() {
    asked = false;
    const { state } = store;
    const box = pointer && !state.busy && !DRAWING.has(state.tool) ? smallBoxAt(state, pointer) : null;
    hide(sign, !box);
    if (!box) return;
    const { x, y, width } = rectOnStage(state.view, box);
    write(sign, labelOf(state, box.label)?.name ?? "");
    sign.style.left = `${Math.min(x + width + GAP, state.stage.width - sign.offsetWidth)}px`;
    sign.style.top = `${Math.max(0, y)}px`;
  }

  function ask() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(update);
  }

  host.addEventListener("pointermove", ({ clientX, clientY, pointerType }) => {
    if (pointerType === "touch" || (store.state.busy && sign.hidden)) return;
    const { left, top } = host.getBoundingClientRect();
    pointer = { x: clientX - left - host.clientLeft, y: clientY - top - host.clientTop };
    ask();
  });
  host.addEventListener("pointerleave", () => {
    pointer = null;
    ask();
  });
  store.subscribe(() => sign.hidden || ask());
}

/** @param {State} state @param {Point} pointer @returns {Box | null} */
function smallBoxAt(state, pointer) {
  const { view, selected } = state;
  const box = boxAt(shownBoxes(state), toPicture(view, pointer), GAP / 2 / view.scale);
  if (!box || box.key === selected) return null;
  return Math.max(box.width, box.height) * view.scale < TAG_ALWAYS_FROM ? box : null;
}
