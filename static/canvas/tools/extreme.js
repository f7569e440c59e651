/**
 * Draws a box by its extreme points: click the topmost, leftmost, lowest and rightmost point of the object, in any
 * order. Four clicks and no corner to guess in the air (Papadopoulos et al. 2017: 7 s a box instead of 35 s). A
 * point is set where the pointer is let go, so a finger can be pushed into place first.
 */

import { clamp, isTooSmall, rectBetween } from "../geometry.js";
import { addBox } from "../boxes.js";
import { isFull } from "../store.js";

/**
 * @import { Point, Rect } from "../geometry.js"
 * @import { Bench, Place, Tool } from "./tool.js"
 */

const POINTS = 4;

/**
 * @param {Bench} bench
 * @returns {Tool}
 */
export function createExtremeTool({ store, history, say }) {
  let pressed = false;

  /** @param {readonly Point[]} points @returns {Rect} */
  function around(points) {
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
    const [start, end] = [Math.min, Math.max].map((most) => ({ x: most(...xs), y: most(...ys) }));
    return rectBetween(start, end, store.state.picture);
  }

  /** @param {Place} place @returns {Point} */
  function onPicture({ picture: { x, y } }) {
    const { width, height } = store.state.picture;
    return { x: clamp(x, 0, width), y: clamp(y, 0, height) };
  }

  /** @param {Place} place */
  function stretch(place) {
    const { marks } = store.state;
    if (marks.length || pressed) store.set({ sketch: around([...marks, onPicture(place)]) });
  }

  /** @param {readonly Point[]} points */
  function finish(points) {
    const { label, minSide } = store.state;
    drop();
    const rect = around(points);
    if (label === null) return;
    if (isTooSmall(rect, minSide)) return say("too_small");
    addBox(store, rect, label);
    history.commit();
  }

  function drop() {
    pressed = false;
    store.set({ sketch: null, marks: [] });
  }

  return {
    down(place) {
      const { label, marks } = store.state;
      if (label === null) say("no_labels");
      else if (isFull(store.state)) say("limit");
      else pressed = true;
      if (pressed && !marks.length) store.set({ selected: null });
      stretch(place);
      return true;
    },
    move: stretch,
    up(place) {
      if (!pressed) return;
      pressed = false;
      const marks = [...store.state.marks, onPicture(place)];
      if (marks.length === POINTS) return finish(marks);
      store.set({ marks, sketch: around(marks) });
    },
    letGo() {
      pressed = false;
      const { marks } = store.state;
      store.set({ sketch: marks.length ? around(marks) : null });
    },
    cancel() {
      const drawing = pressed || store.state.marks.length > 0;
      drop();
      return drawing;
    },
    cursor: () => "crosshair",
  };
}
