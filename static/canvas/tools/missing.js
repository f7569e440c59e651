/**
 * Sets pins where a box is missing: a click sets one, a pin that is there already is moved. A drag anywhere else moves
 * the picture.
 */

import { addMissing, changeMissing, missingAt } from "../missing.js";
import { selectedMissing } from "../store.js";
import { distance } from "../viewport.js";
import { CLICK_SLOP } from "./tool.js";
import { createPanTool } from "./pan.js";

/**
 * @import { Missing, State } from "../store.js"
 * @import { Bench, Place, Tool } from "./tool.js"
 */

/**
 * @param {Bench} bench
 * @returns {Tool}
 */
export function createMissingTool(bench) {
  const pan = createPanTool(bench);
  const { store, history } = bench;
  /** @type {{from: Place, pin: Missing | null, missing: State["missing"], moving: boolean} | null} */
  let press = null;

  /** @param {Place} place */
  const under = (place) => missingAt(store.state.missing, place.picture, place.reach);

  return {
    down(place) {
      press = { from: place, pin: under(place), missing: store.state.missing, moving: false };
      if (press.pin) store.set({ selected: press.pin.key });
      return press.pin ? true : pan.down(place);
    },
    move(place) {
      if (!press) return pan.move(place);
      press.moving ||= distance(press.from.stage, place.stage) >= CLICK_SLOP;
      if (!press.moving) return undefined;
      if (!press.pin) return pan.move(place);
      const { pin, from } = press;
      const [dx, dy] = [place.picture.x - from.picture.x, place.picture.y - from.picture.y];
      return changeMissing(store, pin.key, { x: pin.x + dx, y: pin.y + dy });
    },
    up(place) {
      const done = press;
      press = null;
      if (!done?.pin) pan.up(place);
      if (done && !done.pin && !done.moving) addMissing(store, place.picture);
      const there = selectedMissing(store.state);
      // Carried there and back it is as it was.
      if (done?.pin && there?.x === done.pin.x && there.y === done.pin.y) store.set({ missing: done.missing });
      history.commit();
    },
    cancel() {
      const moving = press?.pin ?? null;
      press = null;
      if (moving) history.rollback();
      return pan.cancel() || moving !== null;
    },
    cursor: (place) => (under(place) ? "move" : "crosshair"),
  };
}
