/**
 * What a hand is busy with: the selected box and the one being drawn. It has a small canvas of its own that is only
 * as large as they are, so changing a box costs the pixels of that box; a box that only moves takes its canvas along.
 */

import { colorOf, lookOf } from "./look.js";
import { boundsOf, crispRect, paintBox, paintCorner } from "./paint.js";
import { isShown } from "./shown.js";
import { selectedBox } from "./store.js";
import { contextOf } from "./surface.js";
import { rectOnStage } from "./viewport.js";

/**
 * @import { Point, Rect } from "./geometry.js"
 * @import { Box, State } from "./store.js"
 */

/** The canvas grows and shrinks in steps of so many device pixels: a new size is a new canvas to the browser. */
const STEP = 128;
/** Lines and tags that lie farther out than this are cut off, in stage pixels. */
const ROOM = 32;
const DECIDING = /** @type {const} */ (["view", "stage", "selected", "sketch", "tool", "label", "labels", "busy"]);
const HIDING = /** @type {const} */ (["hidden", "hiddenLabels", "mode"]);

/**
 * @typedef {{as: string, rect: Rect, at: Point}} Alone a box that is painted by itself and not cut off; `at` is where
 *   its canvas was
 * @typedef {object} Painter
 * @property {Rect} rect in stage pixels
 * @property {string} [as] how the box looks, wherever it is
 * @property {(context: CanvasRenderingContext2D) => void} run
 */

/** @param {HTMLCanvasElement} canvas */
export function createHand(canvas) {
  /** @type {State | null} */
  let shown = null;
  /** @type {Alone | null} */
  let alone = null;
  /** @type {Box | undefined} */
  let held;
  let ratio = 0;

  /** @param {State} state @param {Box | undefined} box */
  function isSame(state, box) {
    if (!shown || ratio !== devicePixelRatio || box !== held) return false;
    const before = shown;
    const place = box && before.boxes !== state.boxes && before.boxes.indexOf(box) !== state.boxes.indexOf(box);
    return !place && [...DECIDING, ...HIDING].every((field) => before[field] === state[field]);
  }

  /** @param {State} state */
  function paint(state) {
    const box = selectedBox(state);
    if (isSame(state, box)) return;
    [shown, held, ratio] = [state, box, devicePixelRatio];
    /** @type {Painter[]} */
    const painters = [];
    if (box && isShown(state, box)) painters.push(boxPainter(state, box, ratio));
    if (state.sketch) painters.push(sketchPainter(state, state.sketch, ratio));
    const bounds = painters.map(({ rect }) => boundsOf(rect));
    const single = painters.length === 1 && painters[0].as && isWhole(bounds[0], state) ? painters[0] : null;
    if (alone && single && alone.as === single.as) return take(canvas, alone, single.rect);
    const place = placeOf(bounds, state, ratio);
    const at = place && { x: place.x / ratio, y: place.y / ratio };
    alone = single?.as && at ? { as: single.as, rect: single.rect, at } : null;
    canvas.style.visibility = place ? "" : "hidden";
    if (!place) return undefined;
    const context = clear(canvas, place, ratio);
    for (const painter of painters) painter.run(context);
    return undefined;
  }
  return { paint };
}

/**
 * Moves a box that is painted already.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Alone} painted
 * @param {Rect} rect where it is to be
 */
function take(canvas, painted, rect) {
  const x = painted.at.x + rect.x - painted.rect.x;
  const y = painted.at.y + rect.y - painted.rect.y;
  canvas.style.transform = `translate(${x}px, ${y}px)`;
}

/**
 * Whether nothing of it lies beyond the stage, where its tag would move to stay in sight.
 *
 * @param {Rect} bounds
 * @param {State} state
 */
function isWhole({ x, y, width, height }, { stage }) {
  return x >= 0 && y >= 0 && x + width <= stage.width && y + height <= stage.height;
}

/** @param {State} state @param {Box} box @param {number} ratio @returns {Painter} */
function boxPainter(state, box, ratio) {
  const rect = crispRect(rectOnStage(state.view, box), ratio);
  const look = lookOf(state, box, state.boxes.indexOf(box));
  // Its edges lie on whole pixels, so its size changes by one as it moves; in a hand it does not tremble.
  const size = state.busy ? box : rect;
  const as = JSON.stringify([look, size.width, size.height, state.view.scale, ratio, state.busy]);
  return { rect, as, run: (context) => paintBox(context, rect, look) };
}

/** @param {State} state @param {Rect} sketch @param {number} ratio @returns {Painter} */
function sketchPainter(state, sketch, ratio) {
  const color = colorOf(state, state.label);
  const rect = rectOnStage(state.view, sketch);
  return {
    rect,
    run(context) {
      if (rect.width + rect.height < 2) paintCorner(context, rect, color);
      else paintBox(context, crispRect(rect, ratio), { color, selected: true });
    },
  };
}

/**
 * The part of the stage that holds all of these, in whole device pixels.
 *
 * @param {Rect[]} bounds in stage pixels
 * @param {State} state
 * @param {number} ratio
 * @returns {Rect | null} null where nothing is in sight
 */
function placeOf(bounds, { stage }, ratio) {
  if (!bounds.length) return null;
  const left = Math.max(-ROOM, Math.min(...bounds.map(({ x }) => x)));
  const top = Math.max(-ROOM, Math.min(...bounds.map(({ y }) => y)));
  const right = Math.min(stage.width + ROOM, Math.max(...bounds.map(({ x, width }) => x + width)));
  const bottom = Math.min(stage.height + ROOM, Math.max(...bounds.map(({ y, height }) => y + height)));
  if (right <= left || bottom <= top) return null;
  const [x, y] = [Math.floor(left * ratio), Math.floor(top * ratio)];
  return { x, y, width: Math.ceil(right * ratio) - x, height: Math.ceil(bottom * ratio) - y };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Rect} place in device pixels
 * @param {number} ratio
 */
function clear(canvas, place, ratio) {
  const [width, height] = [place.width, place.height].map((side) => Math.ceil(side / STEP) * STEP);
  const context = contextOf(canvas);
  if (canvas.width === width && canvas.height === height) {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
  } else {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${width / ratio}px`;
    canvas.style.height = `${height / ratio}px`;
  }
  canvas.style.transform = `translate(${place.x / ratio}px, ${place.y / ratio}px)`;
  context.setTransform(ratio, 0, 0, ratio, -place.x, -place.y);
  return context;
}

/** @param {HTMLElement} after the layer under it */
export function handLayer(after) {
  const canvas = document.createElement("canvas");
  canvas.className = "canvas__layer";
  canvas.dataset.layer = "hand";
  Object.assign(canvas.style, { left: "0", top: "0", transformOrigin: "0 0", visibility: "hidden" });
  after.after(canvas);
  return canvas;
}
