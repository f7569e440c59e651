/**
 * How a box looks: a thin rectangle with marked corners in the class's color, a halo that keeps it visible on any
 * picture, and a tag with its number and, for a judged box, a shape. Takes a 2D context, knows no page.
 *
 * @typedef {"none" | "approved" | "refused" | "pinned" | "mended" | "open"} Mark open: a proposal that nobody answered,
 *   dashed and without corners
 *
 * @typedef {object} Look
 * @property {string} color `#rrggbb`
 * @property {string} [number]
 * @property {Shape} [shape] the class's
 * @property {boolean} [again] another class has that shape, too
 * @property {Mark} [mark]
 * @property {boolean} [selected]
 * @property {boolean} [handles]
 * @property {boolean} [faint]
 * @property {boolean} [crowded] among so many boxes that only large ones get a number and corners
 */

import { handlePoints } from "./geometry.js";
import { paintShape } from "./shapes.js";

/**
 * @import { Point, Rect } from "./geometry.js"
 * @import { Shape } from "./shapes.js"
 */

const DARK = "#16130f";
const LIGHT = "#fffdf8";
const CORNER = 14;
/** Shorter corners would run into each other. */
const LEAST_CORNER = 5;
const HANDLE = 9;
const TAG_HEIGHT = 17;
const TAG_FONT = "600 11px system-ui, sans-serif";
const MARK_SIZE = 7;
const SHAPE_SIZE = 8;
const FAINT = 0.45;
/** A box smaller than this on the stage has no room for a tag, unless it is the selected one. */
const TAG_FROM = 12;
/** A box of this size has a tag among however many. */
export const TAG_ALWAYS_FROM = 40;
const CROWDED_LEAST_CORNER = 12;
/** What has no tag has the class's shape at its corner, small and mostly outside: the object is still seen. */
const SIGN_FROM = 6;
const SIGN_SIZE = 6;
const SIGN_INSIDE = 2;
/** How far halo and corners reach beyond the rectangle. */
const OVERHANG = 4;
/** No number and mark is wider. */
const WIDEST_TAG = 96;

/**
 * The rectangle with its edges in the middle of device pixels, where thin lines are sharp.
 *
 * @param {Rect} rect in stage pixels
 * @param {number} ratio device pixels per stage pixel
 * @returns {Rect}
 */
export function crispRect({ x, y, width, height }, ratio) {
  const left = crisp(x, ratio);
  const top = crisp(y, ratio);
  return { x: left, y: top, width: crisp(x + width, ratio) - left, height: crisp(y + height, ratio) - top };
}

/** @param {number} value @param {number} ratio */
function crisp(value, ratio) {
  return (Math.floor(value * ratio) + 0.5) / ratio;
}

/**
 * All that painting a box may touch.
 *
 * @param {Rect} rect in stage pixels
 * @returns {Rect} likewise
 */
export function boundsOf({ x, y, width, height }) {
  const left = x - OVERHANG - HANDLE / 2;
  const top = y - TAG_HEIGHT - OVERHANG;
  const right = x + Math.max(width + OVERHANG + HANDLE / 2, WIDEST_TAG);
  const bottom = y + Math.max(height + OVERHANG + HANDLE / 2, TAG_HEIGHT + OVERHANG);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * @param {CanvasRenderingContext2D} context in stage pixels
 * @param {Rect} rect in stage pixels
 * @param {Look} look
 */
export function paintBox(context, rect, look) {
  const halo = contrastTo(look.color);
  const arm = armOf(rect, look);
  context.globalAlpha = look.faint ? FAINT : 1;
  if (look.selected || look.mark === "open") fill(context, rect, look.color, look.selected ? 0.14 : 0.07);
  // Halo and color run one after the other over the same lines, so they cost the same at any picture.
  strokeOf(context, rect, look, halo, 2);
  fillCorners(context, rect, arm, halo, 5.5);
  strokeOf(context, rect, look, look.color, 0);
  fillCorners(context, rect, arm, look.color, 3.5);
  const hasRoom = Math.max(rect.width, rect.height) >= (look.crowded ? TAG_ALWAYS_FROM : TAG_FROM);
  if (look.number && (hasRoom || look.selected)) paintTag(context, rect, look);
  else if (look.shape && Math.max(rect.width, rect.height) >= SIGN_FROM) paintSign(context, rect, look, halo);
  if (look.handles) for (const point of handlePoints(rect)) paintHandle(context, point, look.color, halo);
  context.globalAlpha = 1;
}

/**
 * The first corner of a box that has no size yet.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Point} point
 * @param {string} color
 */
export function paintCorner(context, { x, y }, color) {
  for (const [stroke, width] of /** @type {[string, number][]} */ ([[contrastTo(color), 5], [color, 2.5]])) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - CORNER / 2, y);
    context.lineTo(x + CORNER / 2, y);
    context.moveTo(x, y - CORNER / 2);
    context.lineTo(x, y + CORNER / 2);
    context.stroke();
  }
}

/** @type {Map<string, string>} */
const contrasts = new Map();

/**
 * Dark on light colors, light on dark ones (relative luminance, WCAG 2.2).
 *
 * @param {string} color `#rrggbb`
 */
export function contrastTo(color) {
  const known = contrasts.get(color);
  if (known) return known;
  const contrast = luminanceOf(color) > 0.2 ? DARK : LIGHT;
  contrasts.set(color, contrast);
  return contrast;
}

/** @param {string} color `#rrggbb` */
function luminanceOf(color) {
  const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255);
  const linear = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  const [red, green, blue] = linear;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Rect} rect
 * @param {string} color
 * @param {number} strength
 */
function fill(context, rect, color, strength) {
  const before = context.globalAlpha;
  context.globalAlpha = before * strength;
  context.fillStyle = color;
  context.fillRect(rect.x, rect.y, rect.width, rect.height);
  context.globalAlpha = before;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Rect} rect
 * @param {Look} look
 * @param {string} color
 * @param {number} extra width of a halo
 */
function strokeOf(context, rect, look, color, extra) {
  context.strokeStyle = color;
  context.lineWidth = (look.selected ? 2 : 1.5) + extra;
  const dashed = (look.mark === "refused" || look.mark === "open") && !extra;
  if (dashed) context.setLineDash([7, 5]);
  context.strokeRect(rect.x, rect.y, rect.width, rect.height);
  if (dashed) context.setLineDash([]);
}

/**
 * How long the arms of the corners are; none where they would run into each other.
 *
 * @param {Rect} rect
 * @param {Look} look
 */
function armOf({ width, height }, look) {
  if (look.mark === "open") return 0;
  const arm = Math.min(CORNER, width / 3, height / 3);
  return arm < (look.crowded && !look.selected ? CROWDED_LEAST_CORNER : LEAST_CORNER) ? 0 : arm;
}

/**
 * Filled, not stroked: two bars a corner cost a third of a path with a bend.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Rect} rect
 * @param {number} arm
 * @param {string} color
 * @param {number} thickness
 */
function fillCorners(context, { x, y, width, height }, arm, color, thickness) {
  if (!arm) return;
  const half = thickness / 2;
  const [right, bottom, far] = [x + width, y + height, arm + half];
  context.fillStyle = color;
  context.fillRect(x - half, y - half, far, thickness);
  context.fillRect(x - half, y + half, thickness, arm - half);
  context.fillRect(right - arm, y - half, far, thickness);
  context.fillRect(right - half, y + half, thickness, arm - half);
  context.fillRect(x - half, bottom - half, far, thickness);
  context.fillRect(x - half, bottom - arm, thickness, arm - half);
  context.fillRect(right - arm, bottom - half, far, thickness);
  context.fillRect(right - half, bottom - arm, thickness, arm - half);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} point
 * @param {string} color
 * @param {string} halo
 */
function paintHandle(context, { x, y }, color, halo) {
  context.fillStyle = LIGHT;
  context.strokeStyle = halo === LIGHT ? color : DARK;
  context.lineWidth = 1.5;
  context.beginPath();
  context.rect(x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE);
  context.fill();
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Rect} rect
 * @param {Look} look
 */
function paintTag(context, rect, { color, number = "", shape, mark: said = "none" }) {
  const mark = said === "open" ? "none" : said;
  const ink = contrastTo(color);
  context.font = TAG_FONT;
  const textWidth = widthOf(context, number);
  const indent = shape ? SHAPE_SIZE + 4 : 0;
  const width = indent + textWidth + 9 + (mark === "none" ? 0 : MARK_SIZE + 5);
  // A box that sticks out of the stage keeps its tag in sight; one that left it takes the tag along.
  const left = Math.max(rect.x - 2, Math.min(0, rect.x + rect.width - width));
  const above = rect.y - TAG_HEIGHT - 2;
  const top = above >= 0 ? above : rect.y + 2;
  context.fillStyle = color;
  context.fillRect(left, top, width, TAG_HEIGHT);
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, TAG_HEIGHT - 1);
  context.fillStyle = ink;
  context.textBaseline = "middle";
  if (shape) paintShape(context, { x: left + 4.5, y: top + (TAG_HEIGHT - SHAPE_SIZE) / 2 }, SHAPE_SIZE, shape);
  context.fillText(number, left + indent + 4.5, top + TAG_HEIGHT / 2 + 0.5);
  if (mark !== "none") paintMark(context, { x: left + indent + textWidth + 9, y: top + (TAG_HEIGHT - MARK_SIZE) / 2 }, mark);
}

/**
 * Classes that come after all shapes were given have theirs the other way round, light for dark.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Rect} rect
 * @param {Look} look
 * @param {string} halo
 */
function paintSign(context, rect, { color, shape = "circle", again }, halo) {
  const [x, y] = [rect.x + SIGN_INSIDE - SIGN_SIZE - 2, rect.y + SIGN_INSIDE - SIGN_SIZE - 2];
  context.fillStyle = again ? color : halo;
  context.fillRect(x, y, SIGN_SIZE + 2, SIGN_SIZE + 2);
  context.fillStyle = again ? halo : color;
  paintShape(context, { x: x + 1, y: y + 1 }, SIGN_SIZE, shape);
}

/** @type {Map<string, number>} */
const widths = new Map();

/**
 * A number is as wide as its digits, so that ten of them are measured and not each number.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} number
 */
function widthOf(context, number) {
  let width = 0;
  for (const digit of number) {
    const known = widths.get(digit) ?? context.measureText(digit).width;
    widths.set(digit, known);
    width += known;
  }
  return width;
}

/**
 * Approved: a tick. Refused: a cross. Pinned: a flag. Mended: the same flag, hollow.
 *
 * @param {CanvasRenderingContext2D} context its fill color is the mark's
 * @param {Point} at top left
 * @param {Exclude<Mark, "none" | "open">} mark
 */
function paintMark(context, { x, y }, mark) {
  const size = MARK_SIZE;
  context.lineWidth = 1.75;
  context.beginPath();
  if (mark === "approved") {
    context.moveTo(x, y + size * 0.55);
    context.lineTo(x + size * 0.38, y + size);
    context.lineTo(x + size, y);
  } else if (mark === "refused") {
    context.moveTo(x, y);
    context.lineTo(x + size, y + size);
    context.moveTo(x + size, y);
    context.lineTo(x, y + size);
  } else {
    context.moveTo(x + 1, y - 1);
    context.lineTo(x + size, y + size * 0.4);
    context.lineTo(x + 1, y + size * 0.75);
    context.closePath();
    if (mark === "pinned") context.fill();
    context.moveTo(x + 1, y - 1);
    context.lineTo(x + 1, y + size + 1);
  }
  context.stroke();
}
