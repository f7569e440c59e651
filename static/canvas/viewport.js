/**
 * Where the picture lies on the stage. Pure: a view goes in, a new view comes out.
 *
 * Three spaces: picture pixels (what is stored), stage pixels (CSS pixels from the host's top left corner, what
 * pointers speak) and device pixels (what a canvas is made of).
 *
 * @typedef {object} View
 * @property {number} scale stage pixels per picture pixel
 * @property {number} x the picture's origin on the stage
 * @property {number} y
 */

import { clamp } from "./geometry.js";

/** @import { Point, Rect, Size } from "./geometry.js" */

export const MAX_SCALE = 32;
const FIT_MARGIN = 16;
/** Small pictures are enlarged to fit, but not into a mosaic. */
const MAX_FIT_SCALE = 4;
/** So much of the picture stays on the stage, however far it is pushed. */
const KEPT = 64;

/**
 * @param {View} view
 * @param {Point} point in picture pixels
 * @returns {Point} in stage pixels
 */
export function toStage(view, point) {
  return { x: point.x * view.scale + view.x, y: point.y * view.scale + view.y };
}

/**
 * @param {View} view
 * @param {Point} point in stage pixels
 * @returns {Point} in picture pixels
 */
export function toPicture(view, point) {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

/**
 * @param {View} view
 * @param {Rect} rect in picture pixels
 * @returns {Rect} in stage pixels
 */
export function rectOnStage(view, rect) {
  const { scale, x, y } = view;
  return { x: rect.x * scale + x, y: rect.y * scale + y, width: rect.width * scale, height: rect.height * scale };
}

/**
 * The numbers for `setTransform`: from picture pixels to device pixels of a canvas that is larger than the
 * stage by `margin` on every side.
 *
 * @param {View} view
 * @param {number} ratio device pixels per stage pixel
 * @param {number} margin in stage pixels
 * @returns {[number, number, number, number, number, number]}
 */
export function deviceMatrix(view, ratio, margin) {
  return [view.scale * ratio, 0, 0, view.scale * ratio, (view.x + margin) * ratio, (view.y + margin) * ratio];
}

/**
 * The whole picture, in the middle of the stage.
 *
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
export function fitView(picture, stage) {
  const wide = (stage.width - 2 * FIT_MARGIN) / picture.width;
  const high = (stage.height - 2 * FIT_MARGIN) / picture.height;
  return centered(clamp(Math.min(wide, high), Number.MIN_VALUE, MAX_FIT_SCALE), picture, stage);
}

/**
 * One stage pixel for each picture pixel, the picture in the middle.
 *
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
export function actualView(picture, stage) {
  return centered(1, picture, stage);
}

/**
 * @param {number} scale
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
function centered(scale, picture, stage) {
  return {
    scale,
    x: Math.round((stage.width - picture.width * scale) / 2),
    y: Math.round((stage.height - picture.height * scale) / 2),
  };
}

/**
 * Nearer or farther, with the picture point under `at` staying where it is.
 *
 * @param {View} view
 * @param {number} scale the scale wanted; kept between half of "fit" and MAX_SCALE
 * @param {Point} at in stage pixels
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
export function zoomTo(view, scale, at, picture, stage) {
  const least = Math.min(fitView(picture, stage).scale / 2, 1);
  const next = clamp(scale, least, MAX_SCALE);
  const fixed = toPicture(view, at);
  return withinReach({ scale: next, x: at.x - fixed.x * next, y: at.y - fixed.y * next }, picture, stage);
}

/**
 * @param {View} view
 * @param {number} dx in stage pixels
 * @param {number} dy
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
export function panBy(view, dx, dy, picture, stage) {
  return withinReach({ scale: view.scale, x: view.x + dx, y: view.y + dy }, picture, stage);
}

/**
 * Two fingers: the picture points under them stay under them.
 *
 * @param {View} view
 * @param {[Point, Point]} before in stage pixels
 * @param {[Point, Point]} after
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
export function pinch(view, before, after, picture, stage) {
  const [from, to] = [middle(...before), middle(...after)];
  const spread = Math.max(distance(...before), 1);
  const moved = { scale: view.scale, x: view.x + to.x - from.x, y: view.y + to.y - from.y };
  return zoomTo(moved, (view.scale * distance(...after)) / spread, to, picture, stage);
}

/**
 * The view that shows a box: the same one if the box is on the stage, else with the box in the middle.
 *
 * @param {View} view
 * @param {Rect} rect in picture pixels
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
export function reveal(view, rect, picture, stage) {
  const { x, y, width, height } = rectOnStage(view, rect);
  if (x >= 0 && y >= 0 && x + width <= stage.width && y + height <= stage.height) return view;
  return panBy(view, (stage.width - width) / 2 - x, (stage.height - height) / 2 - y, picture, stage);
}

/**
 * @param {Point} a
 * @param {Point} b
 */
export function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/**
 * @param {Point} a
 * @param {Point} b
 * @returns {Point}
 */
function middle(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/**
 * @param {View} view
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
function withinReach(view, picture, stage) {
  const keptX = Math.min(KEPT, picture.width * view.scale);
  const keptY = Math.min(KEPT, picture.height * view.scale);
  return {
    scale: view.scale,
    x: clamp(view.x, keptX - picture.width * view.scale, stage.width - keptX),
    y: clamp(view.y, keptY - picture.height * view.scale, stage.height - keptY),
  };
}

/**
 * The CSS transform that moves layers painted for one view to where another view wants them, about the
 * stage's origin.
 *
 * @param {View} painted
 * @param {View} wanted
 * @returns {{x: number, y: number, scale: number}}
 */
export function shiftBetween(painted, wanted) {
  const scale = wanted.scale / painted.scale;
  return { scale, x: wanted.x - painted.x * scale, y: wanted.y - painted.y * scale };
}

/**
 * Whether layers painted for one view, `margin` larger than the stage, still cover all of the picture that
 * another view shows.
 *
 * @param {View} painted
 * @param {View} wanted
 * @param {{picture: Size, stage: Size, margin: number}} sizes
 */
export function covers(painted, wanted, { picture, stage, margin }) {
  const shift = shiftBetween(painted, wanted);
  /** @param {"x" | "y"} axis @param {number} pictureSide @param {number} stageSide */
  const coversAxis = (axis, pictureSide, stageSide) => {
    const start = Math.max(0, wanted[axis]);
    const end = Math.min(stageSide, wanted[axis] + pictureSide * wanted.scale);
    return -margin * shift.scale + shift[axis] <= start && (stageSide + margin) * shift.scale + shift[axis] >= end;
  };
  return coversAxis("x", picture.width, stage.width) && coversAxis("y", picture.height, stage.height);
}
