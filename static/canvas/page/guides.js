/**
 * What lies over the picture without being part of it: crosshair, grid, the points of a box that is drawn by its
 * extremes, frames about boxes drawn twice. And how bright the picture is shown. None of it is ever stored.
 */

import { rectOnStage, toStage } from "../viewport.js";
import { need } from "./dom.js";

/**
 * @import { Rect } from "../geometry.js"
 * @import { State, Store } from "../store.js"
 */

/** Grid lines nearer than this would hide the picture. */
const LEAST_GRID = 28;

/**
 * @param {HTMLElement} host
 * @param {Store} store
 */
export function showGuides(host, store) {
  const layer = need(host, "[data-guides]");
  // Two canvases, of which one is seen while the other one is painted.
  const pictures = /** @type {NodeListOf<HTMLElement>} */ (host.querySelectorAll('[data-layer="picture"]'));
  const grid = need(layer, '[data-guide="grid"]');
  const [across, down] = [need(layer, '[data-guide="across"]'), need(layer, '[data-guide="down"]')];
  const signs = need(layer, '[data-guide="signs"]');
  let asked = false;

  function update() {
    asked = false;
    const { state } = store;
    const { crosshair, brightness, contrast } = state.display;
    across.hidden = down.hidden = !crosshair;
    const plain = brightness === 100 && contrast === 100;
    for (const { style } of pictures) style.filter = plain ? "" : `brightness(${brightness}%) contrast(${contrast}%)`;
    layGrid(grid, state);
    signs.replaceChildren(...marksOf(state), ...framesOf(state));
  }

  store.subscribe((now, before) => {
    const same = now.view === before.view && now.stage === before.stage && now.display === before.display;
    if (asked || (same && now.marks === before.marks && now.doubles === before.doubles)) return;
    asked = true;
    requestAnimationFrame(update);
  });
  host.addEventListener("pointermove", (event) => {
    if (!store.state.display.crosshair) return;
    const { left, top } = host.getBoundingClientRect();
    down.style.transform = `translateX(${event.clientX - left - host.clientLeft}px)`;
    across.style.transform = `translateY(${event.clientY - top - host.clientTop}px)`;
  });
  update();
}

/**
 * Picture pixels from one grid line to the next: 1, 2 or 5 of any power of ten.
 *
 * @param {number} scale
 */
export function gridStep(scale) {
  const least = Math.max(LEAST_GRID / scale, 1);
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((step) => step * power >= least) ?? 10);
}

/** @param {HTMLElement} grid @param {State} state */
function layGrid(grid, { display, view, picture, stage }) {
  grid.hidden = !display.grid;
  if (!display.grid) return;
  const [left, top] = [Math.max(view.x, 0), Math.max(view.y, 0)];
  const right = Math.min(view.x + picture.width * view.scale, stage.width);
  const bottom = Math.min(view.y + picture.height * view.scale, stage.height);
  const step = gridStep(view.scale) * view.scale;
  Object.assign(grid.style, {
    left: `${left}px`,
    top: `${top}px`,
    width: `${Math.max(right - left, 0)}px`,
    height: `${Math.max(bottom - top, 0)}px`,
    backgroundSize: `${step}px ${step}px`,
    backgroundPosition: `${view.x - left}px ${view.y - top}px`,
  });
}

/** @param {State} state */
function marksOf({ marks, view }) {
  return marks.map((mark) => sign("mark", { ...toStage(view, mark), width: 0, height: 0 }));
}

/** @param {State} state */
function framesOf({ boxes, doubles, view }) {
  if (!doubles.size) return [];
  return boxes.filter(({ key }) => doubles.has(key)).map((box) => sign("double", rectOnStage(view, box)));
}

/** @param {string} kind @param {Rect} rect in stage pixels */
function sign(kind, { x, y, width, height }) {
  const element = document.createElement("i");
  element.className = `guide-${kind}`;
  Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
  return element;
}
