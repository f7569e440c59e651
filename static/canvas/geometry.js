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

/** @param {Rect} rect @param {number} [least] the shortest side allowed */
export function isTooSmall(rect, least = MIN_SIDE) {
  return rect.width < least || rect.height < least;
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
 * over, as in every drawing program; a side never gets shorter than `least`.
 *
 * @param {Rect} rect
 * @param {Handle} handle
 * @param {Point} point
 * @param {Size} picture
 * @param {number} [least] the shortest side allowed; no picture is narrower
 * @returns {Rect}
 */
export function resizeRect(rect, handle, point, picture, least = MIN_SIDE) {
  let [left, right] = [rect.x, rect.x + rect.width];
  let [top, bottom] = [rect.y, rect.y + rect.height];
  if (handle.includes("w")) [left, right] = spread(right, point.x, picture.width, least);
  if (handle.includes("e")) [left, right] = spread(left, point.x, picture.width, least);
  if (handle.includes("n")) [top, bottom] = spread(bottom, point.y, picture.height, least);
  if (handle.includes("s")) [top, bottom] = spread(top, point.y, picture.height, least);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * Two edges in order, at least `least` apart.
 *
 * @param {number} fixed the edge that stays
 * @param {number} wanted where the other one should go
 * @param {number} limit the picture's far edge
 * @param {number} least
 * @returns {[number, number]}
 */
function spread(fixed, wanted, limit, least) {
  let moving = snap(clamp(wanted, 0, limit));
  if (Math.abs(moving - fixed) < least) {
    const onward = moving >= fixed ? fixed + least : fixed - least;
    moving = onward >= 0 && onward <= limit ? onward : 2 * fixed - onward;
  }
  // In a picture hardly wider than that, neither side has room: then the other edge gives way.
  const start = clamp(Math.min(moving, fixed), 0, limit - least);
  return [start, Math.min(Math.max(moving, fixed, start + least), limit)];
}

/**
 * Which handle a pointer takes hold of. Corners win over sides, and a side may be taken anywhere along its
 * length. Within the box a handle never takes more than a third, so that small boxes can still be moved; what it
 * misses there it gets outside, so every handle is as large a target as any other (WCAG 2.5.8).
 *
 * @param {Rect} rect
 * @param {Point} point
 * @param {number} reach half the target of a handle, in picture pixels
 * @returns {Handle | null}
 */
export function handleAt(rect, point, reach) {
  const [across, down] = [point.x - rect.x, point.y - rect.y];
  if (!isNearSpan(across, rect.width, reach) || !isNearSpan(down, rect.height, reach)) return null;
  const upright = nearEnd(down, rect.height, reach, "n", "s");
  const level = nearEnd(across, rect.width, reach, "w", "e");
  return /** @type {Handle | ""} */ (upright + level) || null;
}

/** How much of a handle's target lies within the box. @param {number} length @param {number} reach */
const insideOf = (length, reach) => Math.min(reach, length / 3);

/** @param {number} along @param {number} length @param {number} reach */
function isNearSpan(along, length, reach) {
  const outside = 2 * reach - insideOf(length, reach);
  return along >= -outside && along <= length + outside;
}

/**
 * @param {number} along
 * @param {number} length
 * @param {number} reach
 * @param {string} start
 * @param {string} end
 */
function nearEnd(along, length, reach, start, end) {
  const inside = insideOf(length, reach);
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
 * Intersection over union, 0 to 1.
 *
 * @param {Rect} a
 * @param {Rect} b
 */
export function iou(a, b) {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (across <= 0 || down <= 0) return 0;
  const shared = across * down;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/**
 * A box of this size about a point, pushed into the picture where it would stick out, and cut where it is larger.
 *
 * @param {Point} center
 * @param {Size} size
 * @param {Size} picture
 * @returns {Rect}
 */
export function rectAbout(center, size, picture) {
  const [width, height] = [Math.min(size.width, picture.width), Math.min(size.height, picture.height)];
  return {
    x: snap(clamp(center.x - width / 2, 0, picture.width - width)),
    y: snap(clamp(center.y - height / 2, 0, picture.height - height)),
    width,
    height,
  };
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
