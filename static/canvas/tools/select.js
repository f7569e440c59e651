/**
 * Selects boxes, moves them and pulls them by their handles.
 */

import { boxAt, handleAt, moveRect, resizeRect } from "../geometry.js";
import { reachableBoxes } from "../shown.js";
import { mendBox } from "../boxes.js";
import { selectedBox } from "../store.js";
import { distance } from "../viewport.js";
import { CLICK_SLOP } from "./tool.js";

/**
 * @import { Handle } from "../geometry.js"
 * @import { Box, State } from "../store.js"
 * @import { Bench, Place, Tool } from "./tool.js"
 */

/** How much farther a handle reaches than a box: a click near a box means the box only if it is very near. */
const BOX_REACH = 0.25;

const SIDES = /** @type {const} */ (["x", "y", "width", "height"]);

/** @type {Record<Handle, string>} */
const CURSORS = {
  nw: "nwse-resize",
  se: "nwse-resize",
  ne: "nesw-resize",
  sw: "nesw-resize",
  n: "ns-resize",
  s: "ns-resize",
  e: "ew-resize",
  w: "ew-resize",
};

/**
 * @param {Bench} bench
 * @returns {Tool}
 */
export function createSelectTool({ store, history, say }) {
  /** @type {{box: Box, boxes: State["boxes"], from: Place, handle: Handle | null, moving: boolean} | null} */
  let grip = null;

  /** @param {Place} place */
  function gripAt(place) {
    const selected = selectedBox(store.state);
    const reachable = reachableBoxes(store.state);
    const handle = selected && reachable.includes(selected) ? handleAt(selected, place.picture, place.reach) : null;
    if (selected && handle) return { box: selected, handle };
    const box = boxAt(reachable, place.picture, place.reach * BOX_REACH);
    return box ? { box, handle: null } : null;
  }

  /** @param {Place} place */
  function pull(place) {
    if (!grip) return;
    // A click is allowed to tremble without moving the box.
    grip.moving ||= distance(grip.from.stage, place.stage) >= CLICK_SLOP;
    if (!grip.moving) return;
    const { box, handle, from } = grip;
    const dx = place.picture.x - from.picture.x;
    const dy = place.picture.y - from.picture.y;
    const word = mendBox(store, box, handle ? resized(box, handle, dx, dy) : moveRect(box, dx, dy, store.state.picture));
    if (word) say(word);
  }

  /**
   * The edge moves as far as the pointer did, so it does not jump to a pointer that took it from beside.
   *
   * @param {Box} box
   * @param {Handle} handle
   * @param {number} dx
   * @param {number} dy
   */
  function resized(box, handle, dx, dy) {
    const x = (handle.includes("w") ? box.x : box.x + box.width) + dx;
    const y = (handle.includes("n") ? box.y : box.y + box.height) + dy;
    return resizeRect(box, handle, { x, y }, store.state.picture, store.state.minSide);
  }

  return {
    down(place) {
      const found = gripAt(place);
      store.set({ selected: found?.box.key ?? null });
      grip = found && { ...found, boxes: store.state.boxes, from: place, moving: false };
      return found !== null;
    },
    move: pull,
    up(place) {
      pull(place);
      const there = selectedBox(store.state);
      const taken = grip;
      grip = null;
      // What was carried there and back is as it was, also in what else a hand's touch makes of a box.
      if (taken && there && SIDES.every((side) => there[side] === taken.box[side])) store.set({ boxes: taken.boxes });
      history.commit();
    },
    cancel() {
      const pulling = grip !== null;
      grip = null;
      if (pulling) history.rollback();
      return pulling;
    },
    cursor(place) {
      const found = grip ?? gripAt(place);
      if (!found) return "default";
      return found.handle ? CURSORS[found.handle] : "move";
    },
  };
}
