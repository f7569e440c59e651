/**
 * A reviewer corrects the selected box, and that one alone: by its handles, or by dragging it. Elsewhere a click
 * selects and a drag moves the picture, as always in review.
 */

import { boxAt, handleAt } from "../geometry.js";
import { shownBoxes } from "../shown.js";
import { selectedBox } from "../store.js";
import { createJudgeTool } from "./judge.js";
import { createSelectTool } from "./select.js";

/** @import { Bench, Place, Tool } from "./tool.js" */

/**
 * @param {Bench} bench
 * @returns {Tool}
 */
export function createCorrectTool(bench) {
  const [judge, select] = [createJudgeTool(bench), createSelectTool(bench)];
  /** @type {Tool} the one that has the press */
  let active = judge;

  /** @param {Place} place */
  function toolAt(place) {
    const box = selectedBox(bench.store.state);
    if (!box || box.approved === false) return judge;
    const isOnIt = handleAt(box, place.picture, place.reach) || boxAt(shownBoxes(bench.store.state), place.picture, 0) === box;
    return isOnIt ? select : judge;
  }

  return {
    down(place) {
      active = toolAt(place);
      return active.down(place);
    },
    move: (place) => active.move(place),
    up: (place) => active.up(place),
    cancel: () => active.cancel(),
    cursor: (place) => toolAt(place).cursor(place),
  };
}
