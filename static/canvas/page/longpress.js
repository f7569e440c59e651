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
 */
export function listenToLongPress(host, run) {
  let timer = 0;
  /** @type {PointerEvent | null} */
  let pressed = null;

  function stop() {
    window.clearTimeout(timer);
    pressed = null;
  }

  host.addEventListener("pointerdown", (event) => {
    const isSecond = pressed !== null;
    stop();
    if (event.pointerType !== "touch" || isSecond || !event.isPrimary) return;
    pressed = event;
    timer = window.setTimeout(() => {
      stop();
      const { left, top } = host.getBoundingClientRect();
      run({ x: event.clientX - left - host.clientLeft, y: event.clientY - top - host.clientTop });
    }, RESTS_MS);
  });
  host.addEventListener("pointermove", (event) => {
    if (!pressed || event.pointerId !== pressed.pointerId) return;
    if (Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > SLOP) stop();
  });
  for (const name of ["pointerup", "pointercancel"]) host.addEventListener(name, stop);
}
