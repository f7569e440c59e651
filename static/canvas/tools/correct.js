/**
 * A reviewer corrects the selected box, and that one alone: by its handles, or by dragging it. Elsewhere a click
 * selects and a drag moves the picture, as always in review.
 */

import { boxAt, handleAt } from "../geometry.js";
import { shownBoxes } from "../shown.js";
import { selectedBox } from "../store.js";
import { createJudgeTool } from "./judge.js";
import { createSelectTool } from "./select.js";

/**
 * @import { Point } from "../geometry.js"
 * @import { State } from "../store.js"
 * @import { Bench, Place, Tool } from "./tool.js"
 */

/**
 * Whether a press is about the box that is being corrected, or one of its handles.
 *
 * @param {State} state
 * @param {Point} at in picture pixels
 * @param {number} reach likewise
 */
export function isOnCorrected(state, at, reach) {
  const box = selectedBox(state);
  if (state.tool !== "correct" || !box || box.approved === false) return false;
  return handleAt(box, at, reach) !== null || boxAt(shownBoxes(state), at, 0) === box;
}

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
    return isOnCorrected(bench.store.state, place.picture, place.reach) ? select : judge;
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
