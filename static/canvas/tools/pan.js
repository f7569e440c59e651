/**
 * Moves the picture.
 */

import { panBy } from "../viewport.js";

/** @import { Bench, Place, Tool } from "./tool.js" */

/**
 * @param {Bench} bench
 * @returns {Tool}
 */
export function createPanTool({ store }) {
  /** @type {Place | null} */
  let from = null;
  return {
    down(place) {
      from = place;
      return true;
    },
    move(place) {
      if (!from) return;
      const { view, picture, stage } = store.state;
      const [dx, dy] = [place.stage.x - from.stage.x, place.stage.y - from.stage.y];
      if (dx || dy) store.set({ view: panBy(view, dx, dy, picture, stage), fitted: false });
      from = place;
    },
    up() {
      from = null;
    },
    // The picture stays where it was moved to: nothing is lost that Escape should bring back.
    cancel() {
      from = null;
      return false;
    },
    cursor: () => (from ? "grabbing" : "grab"),
  };
}
