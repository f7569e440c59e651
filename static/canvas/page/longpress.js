/**
 * A finger that rests on the picture sets a pin there, whatever tool is chosen.
 */

/** @import { Point } from "../geometry.js" */

const RESTS_MS = 550;
/** A finger trembles more than a mouse. */
const SLOP = 10;

/**
 * @param {HTMLElement} host
 * @param {(at: Point) => void} run in stage pixels
 * @param {(at: Point) => boolean} mayRest whether a finger that rests there is meant so; in stage pixels
 */
export function listenToLongPress(host, run, mayRest) {
  let timer = 0;
  /** @type {PointerEvent | null} */
  let pressed = null;

  /** @param {PointerEvent} event @returns {Point} */
  function stagePoint(event) {
    const { left, top } = host.getBoundingClientRect();
    return { x: event.clientX - left - host.clientLeft, y: event.clientY - top - host.clientTop };
  }

  function stop() {
    window.clearTimeout(timer);
    pressed = null;
  }

  host.addEventListener("pointerdown", (event) => {
    const isSecond = pressed !== null;
    stop();
    if (event.pointerType !== "touch" || isSecond || !event.isPrimary || !mayRest(stagePoint(event))) return;
    pressed = event;
    timer = window.setTimeout(() => {
      stop();
      run(stagePoint(event));
    }, RESTS_MS);
  });
  host.addEventListener("pointermove", (event) => {
    if (!pressed || event.pointerId !== pressed.pointerId) return;
    if (Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > SLOP) stop();
  });
  for (const name of ["pointerup", "pointercancel"]) host.addEventListener(name, stop);
}
