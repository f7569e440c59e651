/**
 * A magnifier beside the finger: the finger hides what it points at. It shows what is on the stage there, larger.
 */

import { need } from "./dom.js";

/** @import { Store } from "../store.js" */

const SIZE = 120;
const TIMES = 2.5;
/** From the finger to the middle of the glass, in stage pixels. */
const AWAY = 110;

/**
 * @param {HTMLElement} host
 * @param {Store} store
 */
export function showMagnifier(host, store) {
  const glass = /** @type {HTMLCanvasElement} */ (need(host, "[data-magnifier]"));
  /** @type {{x: number, y: number} | null} the finger, in the window */
  let finger = null;
  let boxes = store.state.boxes;
  let asked = false;

  /** Only while something is drawn or pulled: a finger that taps needs no glass. */
  const isWanted = () => finger !== null && (store.state.sketch !== null || store.state.boxes !== boxes);

  function show() {
    asked = false;
    glass.hidden = !isWanted();
    if (!finger || glass.hidden) return;
    const stage = host.getBoundingClientRect();
    const [x, y] = [finger.x - stage.left, finger.y - stage.top];
    // Above the finger, or beside it where there is no room above.
    const above = y - AWAY - SIZE / 2 >= 0;
    const side = x > stage.width / 2 ? -AWAY : AWAY;
    const left = Math.min(Math.max((above ? x : x + side) - SIZE / 2, 0), stage.width - SIZE);
    const top = above ? y - AWAY - SIZE / 2 : Math.max(y - SIZE / 2, 0);
    glass.style.transform = `translate(${left}px, ${top}px)`;
    paint(finger);
  }

  /** @param {{x: number, y: number}} at */
  function paint(at) {
    const side = Math.round(SIZE * devicePixelRatio);
    if (glass.width !== side) glass.width = glass.height = side;
    const context = glass.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, side, side);
    for (const layer of layersOf(host)) {
      const place = layer.getBoundingClientRect();
      const ratio = layer.width / place.width;
      const taken = (SIZE / TIMES) * ratio;
      const [x, y] = [(at.x - place.left) * ratio - taken / 2, (at.y - place.top) * ratio - taken / 2];
      context.drawImage(layer, x, y, taken, taken, 0, 0, side, side);
    }
    paintCross(context, side);
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    if (event.pointerType !== "touch" || !event.isPrimary) return;
    finger = { x: event.clientX, y: event.clientY };
    // The canvas below is painted in the next frame too, and asked for it first.
    if (!asked) requestAnimationFrame(show);
    asked = true;
  }

  /** @param {PointerEvent} event */
  function leave(event) {
    if (!event.isPrimary) return;
    finger = null;
    show();
  }

  host.addEventListener("pointerdown", (event) => {
    boxes = store.state.boxes;
    follow(event);
  });
  host.addEventListener("pointermove", follow);
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) host.addEventListener(name, leave);
}

/** The canvases in sight, from the picture up: each may have a twin that is being painted. @param {HTMLElement} host */
function layersOf(host) {
  const layers = /** @type {NodeListOf<HTMLCanvasElement>} */ (host.querySelectorAll("canvas[data-layer]"));
  return [...layers].filter(({ style, width, height }) => style.visibility !== "hidden" && width && height);
}

/** The point itself, dark on light. @param {CanvasRenderingContext2D} context @param {number} side */
function paintCross(context, side) {
  const [middle, arm] = [side / 2, side / 10];
  for (const [color, width] of /** @type {[string, number][]} */ ([["#16130f", 3], ["#fffdf8", 1]])) {
    context.strokeStyle = color;
    context.lineWidth = width * devicePixelRatio;
    context.beginPath();
    context.moveTo(middle - arm, middle);
    context.lineTo(middle + arm, middle);
    context.moveTo(middle, middle - arm);
    context.lineTo(middle, middle + arm);
    context.stroke();
  }
}
