/**
 * Rectangles in pixels of the upright picture: origin top left, floats. Pure, knows nothing of the screen.
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {{width: number, height: number}} Size
 * @typedef {{x: number, y: number, width: number, height: number}} Rect
 * @typedef {"nw" | "n" | "ne" | "e" | "se" | "s" | "sw" | "w"} Handle
 */

/** The server refuses a box with a side under one picture pixel. */
export const MIN_SIDE = 1;

/**
 * Steps in one picture pixel. A power of two makes every stored edge exact in binary, so `x + width` never
 * overshoots the picture by a rounding error; the snap moves an edge by less than 0.004 px.
 */
const STEPS = 128;

/** @param {number} value */
export function snap(value) {
  return Math.round(value * STEPS) / STEPS;
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/**
 * The box that two opposite corners span, cut to the picture. It may be too small to keep.
 *
 * @param {Point} a
 * @param {Point} b
 * @param {Size} picture
 * @returns {Rect}
 */
export function rectBetween(a, b, picture) {
  const left = snap(clamp(Math.min(a.x, b.x), 0, picture.width));
  const right = snap(clamp(Math.max(a.x, b.x), 0, picture.width));
  const top = snap(clamp(Math.min(a.y, b.y), 0, picture.height));
  const bottom = snap(clamp(Math.max(a.y, b.y), 0, picture.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @param {Rect} rect */
export function isTooSmall(rect) {
  return rect.width < MIN_SIDE || rect.height < MIN_SIDE;
}

/**
 * The same box elsewhere; it stops at the picture's edge and keeps its size.
 *
 * @param {Rect} rect
 * @param {number} dx
 * @param {number} dy
 * @param {Size} picture
 * @returns {Rect}
 */
export function moveRect(rect, dx, dy, picture) {
  return {
    x: snap(clamp(rect.x + dx, 0, picture.width - rect.width)),
    y: snap(clamp(rect.y + dy, 0, picture.height - rect.height)),
    width: rect.width,
    height: rect.height,
  };
}

/**
 * The box after one of its handles went to `point`. A handle pulled across the opposite side turns the box
 * over, as in every drawing program; a side never gets shorter than MIN_SIDE.
 *
 * @param {Rect} rect
 * @param {Handle} handle
 * @param {Point} point
 * @param {Size} picture
 * @returns {Rect}
 */
export function resizeRect(rect, handle, point, picture) {
  let [left, right] = [rect.x, rect.x + rect.width];
  let [top, bottom] = [rect.y, rect.y + rect.height];
  if (handle.includes("w")) [left, right] = spread(right, point.x, picture.width);
  if (handle.includes("e")) [left, right] = spread(left, point.x, picture.width);
  if (handle.includes("n")) [top, bottom] = spread(bottom, point.y, picture.height);
  if (handle.includes("s")) [top, bottom] = spread(top, point.y, picture.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * Two edges in order, at least MIN_SIDE apart.
 *
 * @param {number} fixed the edge that stays
 * @param {number} wanted where the other one should go
 * @param {number} limit the picture's far edge
 * @returns {[number, number]}
 */
function spread(fixed, wanted, limit) {
  let moving = snap(clamp(wanted, 0, limit));
  if (Math.abs(moving - fixed) < MIN_SIDE) {
    const onward = moving >= fixed ? fixed + MIN_SIDE : fixed - MIN_SIDE;
    moving = onward >= 0 && onward <= limit ? onward : 2 * fixed - onward;
  }
  return moving < fixed ? [moving, fixed] : [fixed, moving];
}

/**
 * Which handle a pointer takes hold of. Corners win over sides, and a side may be taken anywhere along its
 * length. Within the box a handle never takes more than a third, so that small boxes can still be moved.
 *
 * @param {Rect} rect
 * @param {Point} point
 * @param {number} reach how far outside the box still counts, in picture pixels
 * @returns {Handle | null}
 */
export function handleAt(rect, point, reach) {
  if (!isWithin(rect, point, reach)) return null;
  const upright = nearEnd(point.y - rect.y, rect.height, reach, "n", "s");
  const level = nearEnd(point.x - rect.x, rect.width, reach, "w", "e");
  return /** @type {Handle | ""} */ (upright + level) || null;
}

/**
 * @param {number} along
 * @param {number} length
 * @param {number} reach
 * @param {string} start
 * @param {string} end
 */
function nearEnd(along, length, reach, start, end) {
  const inside = Math.min(reach, length / 3);
  if (along <= inside) return start;
  return along >= length - inside ? end : "";
}

/**
 * @param {Rect} rect
 * @param {Point} point
 * @param {number} [reach]
 */
export function isWithin(rect, point, reach = 0) {
  return (
    point.x >= rect.x - reach &&
    point.x <= rect.x + rect.width + reach &&
    point.y >= rect.y - reach &&
    point.y <= rect.y + rect.height + reach
  );
}

/**
 * The box that a click means: the smallest one under the point, so that a box within a box can be reached.
 *
 * @template {Rect} T
 * @param {readonly T[]} boxes
 * @param {Point} point
 * @param {number} reach
 * @returns {T | null}
 */
export function boxAt(boxes, point, reach) {
  /** @type {T | null} */
  let smallest = null;
  for (const box of boxes) {
    if (!isWithin(box, point, reach)) continue;
    if (!smallest || box.width * box.height <= smallest.width * smallest.height) smallest = box;
  }
  return smallest;
}

/**
 * Where the eight handles are drawn.
 *
 * @param {Rect} rect
 * @returns {Point[]}
 */
export function handlePoints({ x, y, width, height }) {
  const xs = [x, x + width / 2, x + width];
  const ys = [y, y + height / 2, y + height];
  return ys.flatMap((py, row) => xs.filter((_, column) => row !== 1 || column !== 1).map((px) => ({ x: px, y: py })));
}
