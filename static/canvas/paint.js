/**
 * How a box looks: a thin rectangle with marked corners in the class's color, a halo that keeps it visible on any
 * picture, and a tag with its number and, for a judged box, a shape. Takes a 2D context, knows no page.
 *
 * @typedef {"none" | "approved" | "refused" | "pinned" | "mended"} Mark
 *
 * @typedef {object} Look
 * @property {string} color `#rrggbb`
 * @property {string} [number]
 * @property {Mark} [mark]
 * @property {boolean} [selected]
 * @property {boolean} [handles]
 * @property {boolean} [faint]
 */

import { handlePoints } from "./geometry.js";

/** @import { Point, Rect } from "./geometry.js" */

const DARK = "#16130f";
const LIGHT = "#fffdf8";
const CORNER = 14;
/** Shorter corners would run into each other. */
const LEAST_CORNER = 5;
const HANDLE = 9;
const TAG_HEIGHT = 17;
const TAG_FONT = "600 11px system-ui, sans-serif";
const MARK_SIZE = 7;
const FAINT = 0.45;
/** A box smaller than this on the stage has no room for a tag, unless it is the selected one. */
const TAG_FROM = 12;

/**
 * @param {CanvasRenderingContext2D} context in stage pixels
 * @param {Rect} rect in stage pixels
 * @param {Look} look
 */
export function paintBox(context, rect, look) {
  const halo = contrastTo(look.color);
  context.setLineDash([]);
  context.globalAlpha = look.faint ? FAINT : 1;
  if (look.selected) fill(context, rect, look.color);
  // Halo and color run one after the other over the same path, so they cost the same at any picture.
  for (const [color, extra] of /** @type {[string, number][]} */ ([[halo, 2], [look.color, 0]])) {
    context.strokeStyle = color;
    context.lineWidth = (look.selected ? 2 : 1.5) + extra;
    context.setLineDash(look.mark === "refused" && !extra ? [7, 5] : []);
    context.strokeRect(rect.x, rect.y, rect.width, rect.height);
    context.setLineDash([]);
    context.lineWidth = 3.5 + extra;
    traceCorners(context, rect);
    context.stroke();
  }
  const hasRoom = Math.max(rect.width, rect.height) >= TAG_FROM;
  if (look.number && (hasRoom || look.selected)) paintTag(context, rect, look);
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

/**
 * Dark on light colors, light on dark ones (relative luminance, WCAG 2.2).
 *
 * @param {string} color `#rrggbb`
 */
export function contrastTo(color) {
  const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255);
  const linear = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  const [red, green, blue] = linear;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2 ? DARK : LIGHT;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Rect} rect
 * @param {string} color
 */
function fill(context, rect, color) {
  const before = context.globalAlpha;
  context.globalAlpha = before * 0.14;
  context.fillStyle = color;
  context.fillRect(rect.x, rect.y, rect.width, rect.height);
  context.globalAlpha = before;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Rect} rect
 */
function traceCorners(context, { x, y, width, height }) {
  const arm = Math.min(CORNER, width / 3, height / 3);
  context.beginPath();
  if (arm < LEAST_CORNER) return;
  for (const [cx, cy, dx, dy] of [
    [x, y, arm, arm],
    [x + width, y, -arm, arm],
    [x + width, y + height, -arm, -arm],
    [x, y + height, arm, -arm],
  ]) {
    context.moveTo(cx + dx, cy);
    context.lineTo(cx, cy);
    context.lineTo(cx, cy + dy);
  }
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
function paintTag(context, rect, { color, number = "", mark = "none" }) {
  const ink = contrastTo(color);
  context.font = TAG_FONT;
  const textWidth = context.measureText(number).width;
  const width = textWidth + 9 + (mark === "none" ? 0 : MARK_SIZE + 5);
  const left = Math.max(rect.x - 2, 0);
  const above = rect.y - TAG_HEIGHT - 2;
  const top = above >= 0 ? above : rect.y + 2;
  context.fillStyle = color;
  context.fillRect(left, top, width, TAG_HEIGHT);
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, TAG_HEIGHT - 1);
  context.fillStyle = ink;
  context.textBaseline = "middle";
  context.fillText(number, left + 4.5, top + TAG_HEIGHT / 2 + 0.5);
  if (mark !== "none") paintMark(context, { x: left + textWidth + 9, y: top + (TAG_HEIGHT - MARK_SIZE) / 2 }, mark);
}

/**
 * Approved: a tick. Refused: a cross. Pinned: a flag. Mended: the same flag, hollow.
 *
 * @param {CanvasRenderingContext2D} context its fill color is the mark's
 * @param {Point} at top left
 * @param {Exclude<Mark, "none">} mark
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
