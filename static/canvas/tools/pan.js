/**
 * Moves the picture.
 */

import { distance, panBy } from "../viewport.js";
import { CLICK_SLOP } from "./tool.js";

/**
 * @import { Point } from "../geometry.js"
 * @import { Bench, Place, Tool } from "./tool.js"
 */

/**
 * @param {Bench} bench
 * @returns {Tool}
 */
export function createPanTool({ store }) {
  /** @type {Place | null} */
  let from = null;
  /** @type {Point | null} where the pointer went down */
  let pressed = null;
  return {
    down(place) {
      from = place;
      pressed = place.stage;
      return true;
    },
    move(place) {
      if (!from) return;
      const { view, picture, stage } = store.state;
      const [dx, dy] = [place.stage.x - from.stage.x, place.stage.y - from.stage.y];
      if (dx || dy) store.set({ view: panBy(view, dx, dy, picture, stage), fitted: false });
      from = place;
    },
    up(place) {
      from = null;
      // A click in the move tool brings the place to the middle: moving without a drag (WCAG 2.5.7).
      if (!pressed || store.state.tool !== "pan" || distance(pressed, place.stage) >= CLICK_SLOP) return;
      const { view, picture, stage } = store.state;
      const [dx, dy] = [stage.width / 2 - place.stage.x, stage.height / 2 - place.stage.y];
      store.set({ view: panBy(view, dx, dy, picture, stage), fitted: false });
    },
    // The picture stays where it was moved to: nothing is lost that Escape should bring back.
    cancel() {
      from = null;
      return false;
    },
    cursor: () => (from ? "grabbing" : "grab"),
  };
}
