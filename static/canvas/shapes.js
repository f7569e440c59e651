/**
 * A shape for each class, beside its color: who does not see the color knows the class by it (WCAG 1.4.1). There are
 * fewer shapes than a project may have classes; those that come after them have their key beside the shape.
 *
 * @typedef {"circle" | "square" | "triangle" | "diamond" | "bar" | "cross"} Shape
 */

/** @import { Point } from "./geometry.js" */

/** @type {readonly Shape[]} */
const SHAPES = ["circle", "square", "triangle", "diamond", "bar", "cross"];

/** @type {Record<Exclude<Shape, "circle">, [number, number][]>} corners, from 0 to 1 across and down */
const CORNERS = {
  square: [[0.06, 0.06], [0.94, 0.06], [0.94, 0.94], [0.06, 0.94]],
  triangle: [[0.5, 0], [1, 1], [0, 1]],
  diamond: [[0.5, 0], [1, 0.5], [0.5, 1], [0, 0.5]],
  bar: [[0, 0.3], [1, 0.3], [1, 0.7], [0, 0.7]],
  cross: [
    [0.33, 0], [0.67, 0], [0.67, 0.33], [1, 0.33], [1, 0.67], [0.67, 0.67],
    [0.67, 1], [0.33, 1], [0.33, 0.67], [0, 0.67], [0, 0.33], [0.33, 0.33],
  ],
};

/**
 * @param {number} index the class's place in the palette
 * @returns {Shape}
 */
export function shapeOf(index) {
  return SHAPES[Math.max(index, 0) % SHAPES.length];
}

/**
 * What stands beside a shape that another class has already.
 *
 * @param {number} index the class's place in the palette
 * @param {string} hotkey
 */
export function signOf(index, hotkey) {
  if (index < SHAPES.length) return "";
  return hotkey ? hotkey.toUpperCase() : `#${index + 1}`;
}

/**
 * @param {CanvasRenderingContext2D} context its fill color is the shape's
 * @param {Point} at top left
 * @param {number} size
 * @param {Shape} shape
 */
export function paintShape(context, { x, y }, size, shape) {
  context.beginPath();
  if (shape === "circle") context.arc(x + size / 2, y + size / 2, size / 2, 0, 2 * Math.PI);
  else for (const [across, down] of CORNERS[shape]) context.lineTo(x + across * size, y + down * size);
  context.closePath();
  context.fill();
}
