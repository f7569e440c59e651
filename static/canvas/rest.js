/**
 * The boxes at rest: painted all together, some at each step, or mended at the places where something changed.
 * Either way the same picture comes out, but for the rounding of colors at the edge of a place.
 */

import { changesBetween, isResting, lookOf } from "./look.js";
import { boundsOf, crispRect, paintBox } from "./paint.js";
import { MARGIN } from "./surface.js";
import { deviceMatrix, rectOnStage } from "./viewport.js";

/**
 * @import { Rect } from "./geometry.js"
 * @import { Box, State } from "./store.js"
 * @import { Shot } from "./surface.js"
 */

const PER_STEP = 10;
/** More places or more boxes than this are painted as a whole, over several frames. */
const MOST_PLACES = 8;
const MOST_BOXES = 250;
/** From so many boxes in sight on, the small ones go without number and corners. */
const CROWD = 400;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Shot} shot
 */
export function* paintResting(context, shot) {
  const crowded = isCrowded(shot.state);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  toStageOf(context, shot);
  let painted = 0;
  for (const [index, box] of shot.state.boxes.entries()) {
    if (!isResting(shot.state, box) || !isNear(shot.state, box)) continue;
    paintOne(context, shot, box, index, crowded);
    painted += 1;
    if (painted % PER_STEP === 0) yield;
  }
}

/**
 * Paints what changed since the layer was painted, unless that is too much at once.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Shot} shown
 * @param {State} now
 * @returns {Shot} what is seen from here on
 */
export function mendResting(context, shown, now) {
  const { places, all } = changesBetween(shown.state, now);
  const { view, stage } = shown.state;
  const state = { ...now, view, stage };
  if (!places.length) return { ...shown, state, stale: shown.stale || all };
  const crowded = isCrowded(shown.state);
  const fuller = now.boxes !== shown.state.boxes && crowded !== isCrowded(state);
  const shot = { ...shown, state, stale: shown.stale || all || fuller };
  const rects = places.slice(0, MOST_PLACES + 1).map((box) => deviceBounds(shot, box));
  const touched = rects.map((rect) => boxesIn(shot, rect));
  if (places.length > MOST_PLACES || touched.flat().length > MOST_BOXES) return { ...shown, stale: true };
  rects.forEach((rect, at) => {
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(rect.x, rect.y, rect.width, rect.height);
    context.clip();
    context.clearRect(rect.x, rect.y, rect.width, rect.height);
    toStageOf(context, shot);
    for (const index of touched[at]) paintOne(context, shot, now.boxes[index], index, crowded);
    context.restore();
  });
  return shot;
}

/** @param {CanvasRenderingContext2D} context @param {Shot} shot */
function toStageOf(context, { ratio }) {
  context.setTransform(...deviceMatrix({ scale: 1, x: 0, y: 0 }, ratio, MARGIN));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Shot} shot
 * @param {Box} box
 * @param {number} index
 * @param {boolean} crowded
 */
function paintOne(context, { state, ratio }, box, index, crowded) {
  paintBox(context, crispRect(rectOnStage(state.view, box), ratio), lookOf(state, box, index, crowded));
}

/**
 * @param {State} state
 * @returns {boolean}
 */
function isCrowded(state) {
  if (state.boxes.length <= CROWD) return false;
  let inSight = 0;
  for (const box of state.boxes) if (isNear(state, box)) inSight += 1;
  return inSight > CROWD;
}

/** @param {State} state @param {Rect} box in picture pixels */
function isNear({ view, stage }, { x, y, width, height }) {
  const [left, top] = [x * view.scale + view.x, y * view.scale + view.y];
  const across = left <= stage.width + MARGIN && left + width * view.scale >= -MARGIN;
  return across && top <= stage.height + MARGIN && top + height * view.scale >= -MARGIN;
}

/**
 * The whole device pixels that a box may have painted on.
 *
 * @param {Shot} shot
 * @param {Box} box
 * @returns {Rect}
 */
function deviceBounds({ state, ratio }, box) {
  const bounds = boundsOf(crispRect(rectOnStage(state.view, box), ratio));
  const [left, top] = [Math.floor((bounds.x + MARGIN) * ratio), Math.floor((bounds.y + MARGIN) * ratio)];
  const right = Math.ceil((bounds.x + bounds.width + MARGIN) * ratio);
  const bottom = Math.ceil((bounds.y + bounds.height + MARGIN) * ratio);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * The places in the list of the resting boxes that paint on these device pixels.
 *
 * @param {Shot} shot
 * @param {Rect} rect
 */
function boxesIn(shot, rect) {
  /** @type {number[]} */
  const found = [];
  shot.state.boxes.forEach((box, index) => {
    if (!isResting(shot.state, box) || !isNear(shot.state, box)) return;
    const { x, y, width, height } = deviceBounds(shot, box);
    const across = x < rect.x + rect.width && x + width > rect.x;
    if (across && y < rect.y + rect.height && y + height > rect.y) found.push(index);
  });
  return found;
}
