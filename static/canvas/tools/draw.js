/**
 * Draws boxes: press, drag and let go, or click two opposite corners. Both are one tool, and it always draws,
 * also within and across other boxes; changing boxes is the select tool's work. A drag after one click is a box of its
 * own, for that click was a stray one; a press that moves no farther than a hand that aims is the second corner.
 */

import { isTooSmall, rectBetween } from "../geometry.js";
import { addBox } from "../boxes.js";
import { isFull } from "../store.js";
import { distance } from "../viewport.js";
import { CLICK_SLOP } from "./tool.js";

/** @import { Bench, Place, Tool } from "./tool.js" */

/**
 * @param {Bench} bench
 * @returns {Tool}
 */
export function createDrawTool({ store, history, say }) {
  /** @type {Place | null} the first corner */
  let first = null;
  /** @type {Place | null} where the pointer went down */
  let pressed = null;

  /** @param {Place} place */
  function start(place) {
    const { label } = store.state;
    if (label === null) return say("no_labels");
    if (isFull(store.state)) return say("limit");
    first = place;
    store.set({ sketch: rectBetween(place.picture, place.picture, store.state.picture), selected: null });
  }

  /** @param {Place} place */
  function stretch(place) {
    if (first && pressed && pressed !== first && isDrag(pressed, place)) first = pressed;
    if (first) store.set({ sketch: rectBetween(first.picture, place.picture, store.state.picture) });
  }

  /** @param {Place} place */
  function finish(place) {
    stretch(place);
    const { sketch, label, minSide } = store.state;
    drop();
    if (!sketch || label === null) return;
    if (isTooSmall(sketch, minSide)) return say("too_small");
    addBox(store, sketch, label);
    history.commit();
  }

  function drop() {
    first = pressed = null;
    store.set({ sketch: null });
  }

  /** @param {Place} from @param {Place} to */
  const isDrag = (from, to) => distance(from.picture, to.picture) > from.reach;

  return {
    down(place) {
      if (!first) start(place);
      else stretch(place);
      pressed = place;
      return true;
    },
    move: stretch,
    up(place) {
      if (!first || !pressed) return;
      const wasClick = distance(pressed.stage, place.stage) < CLICK_SLOP;
      const isFirstCorner = pressed === first;
      if (wasClick && isFirstCorner) pressed = null;
      else finish(place);
    },
    letGo() {
      if (pressed === first) drop();
      else pressed = null;
    },
    cancel() {
      const drawing = first !== null;
      drop();
      return drawing;
    },
    cursor: () => "crosshair",
  };
}
