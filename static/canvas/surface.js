/**
 * A layer of the stage in two canvases, of which one is seen. The other one is painted out of sight, over as many
 * frames as it takes, and then they change places. Meanwhile the one that is seen follows the view by a CSS
 * transform alone.
 *
 * @typedef {object} Shot what a layer is painted for; states are never changed in place, so this is a memory
 * @property {State} state
 * @property {number} ratio device pixels per stage pixel
 * @property {boolean} [stale] something on it is no longer right: it is to be painted anew
 *
 * @typedef {(context: CanvasRenderingContext2D, shot: Shot) => Iterator<unknown>} Paint
 * @typedef {ReturnType<typeof createSurface>} Surface
 */

import { OPENING_MS } from "./slices.js";
import { shiftBetween } from "./viewport.js";

/**
 * @import { Slices } from "./slices.js"
 * @import { State } from "./store.js"
 * @import { View } from "./viewport.js"
 */

/** The layers reach this far beyond the stage, in stage pixels: room to pan without painting. */
export const MARGIN = 96;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Paint} paint
 * @param {Slices} slices
 */
export function createSurface(canvas, paint, slices) {
  let front = canvas;
  let back = twinOf(canvas);
  /** @type {Shot | null} what is seen */
  let shown = null;
  /** @type {{shot: Shot, work: Iterator<unknown>} | null} what is being painted */
  let job = null;

  function finish() {
    if (!job) return;
    // The first painting goes before everybody's eyes; there is nothing to change places with.
    if (shown) {
      [front, back] = [back, front];
      back.style.visibility = "hidden";
      front.style.visibility = "";
    }
    shown = job.shot;
    job = null;
  }

  return {
    get shown() {
      return shown;
    },
    /** What is being painted, if anything is. */
    get coming() {
      return job?.shot ?? null;
    },
    /** @param {(context: CanvasRenderingContext2D, shown: Shot) => Shot} repair says what is seen after it */
    mend(repair) {
      if (shown) shown = repair(contextOf(front), shown);
    },
    /** @param {Shot} shot */
    begin(shot) {
      const canvas = shown ? back : front;
      fit(canvas, shot);
      job = { shot, work: paint(contextOf(canvas), shot) };
    },
    /** Goes on painting. */
    step() {
      if (job && slices.run(job.work, shown ? undefined : OPENING_MS)) finish();
    },
    /** @param {View} view */
    follow(view) {
      const from = (shown ?? job?.shot)?.state.view;
      if (!from) return;
      const { x, y, scale } = shiftBetween(from, view);
      const transform = from === view ? "" : `translate(${x}px, ${y}px) scale(${scale})`;
      if (front.style.transform !== transform) front.style.transform = transform;
    },
    /** What is seen stays until something newer is painted. */
    spoil() {
      job = null;
      if (shown) shown = { ...shown, stale: true };
    },
  };
}

/**
 * Another canvas at the same place, out of sight.
 *
 * @param {HTMLCanvasElement} canvas
 */
function twinOf(canvas) {
  const twin = /** @type {HTMLCanvasElement} */ (canvas.cloneNode());
  twin.style.visibility = "hidden";
  canvas.after(twin);
  return twin;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Shot} shot
 */
function fit(canvas, { state: { stage }, ratio }) {
  const [width, height] = [stage.width + 2 * MARGIN, stage.height + 2 * MARGIN];
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === across && canvas.height === down) return;
  canvas.width = across;
  canvas.height = down;
  Object.assign(canvas.style, {
    width: `${width}px`,
    height: `${height}px`,
    left: `${-MARGIN}px`,
    top: `${-MARGIN}px`,
    transformOrigin: `${MARGIN}px ${MARGIN}px`,
  });
}

/** @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser has no Canvas 2D.");
  return context;
}
