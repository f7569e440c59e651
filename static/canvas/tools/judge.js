/**
 * For those who read: a click selects a box or a pin, a drag moves the picture. No box ever changes its shape here;
 * verdicts are given by key or in the list.
 */

import { boxAt } from "../geometry.js";
import { missingAt } from "../missing.js";
import { distance } from "../viewport.js";
import { CLICK_SLOP } from "./tool.js";
import { createPanTool } from "./pan.js";

/** @import { Bench, Place, Tool } from "./tool.js" */

const BOX_REACH = 0.25;

/**
 * @param {Bench} bench
 * @returns {Tool}
 */
export function createJudgeTool(bench) {
  const pan = createPanTool(bench);
  const { store } = bench;
  /** @type {Place | null} */
  let pressed = null;

  /** @param {Place} place */
  function under({ picture, reach }) {
    return missingAt(store.state.missing, picture, reach) ?? boxAt(store.state.boxes, picture, reach * BOX_REACH);
  }

  return {
    down(place) {
      pressed = place;
      return pan.down(place);
    },
    move(place) {
      if (pressed && distance(pressed.stage, place.stage) >= CLICK_SLOP) pressed = null;
      if (!pressed) pan.move(place);
    },
    up(place) {
      if (pressed) store.set({ selected: under(place)?.key ?? null });
      pressed = null;
      pan.up(place);
    },
    cancel() {
      pressed = null;
      return pan.cancel();
    },
    cursor: (place) => (under(place) ? "pointer" : pan.cursor(place)),
  };
}
