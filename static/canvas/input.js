/**
 * Pointers and the wheel, told to the tools as places. One finger, a pen or the mouse works with the tool; two
 * fingers move and zoom; the middle button or the held space bar moves. While a pen is down the hand that holds it lies
 * on the glass as well: then no touch counts.
 *
 * @typedef {ReturnType<typeof createInput>} Input
 */

import { pinch, toPicture, zoomTo } from "./viewport.js";

/**
 * @import { Point } from "./geometry.js"
 * @import { Store, ToolName } from "./store.js"
 * @import { Place, Tool } from "./tools/tool.js"
 */

/** Half the target of a handle, in stage pixels: 24 for a mouse, 44 for a finger. */
const MOUSE_REACH = 12;
export const TOUCH_REACH = 22;
const WHEEL_SPEED = 0.0016;
const LINE_HEIGHT = 16;
const MIDDLE_BUTTON = 1;
const RIGHT_BUTTON = 2;

/**
 * @param {object} options
 * @param {HTMLElement} options.host
 * @param {Store} options.store
 * @param {Record<ToolName, Tool>} options.tools
 */
export function createInput({ host, store, tools }) {
  /** @type {Map<number, Point>} fingers on the stage */
  const fingers = new Map();
  /** @type {{tool: Tool, pointer: number} | null} */
  let gesture = null;
  let pinching = false;
  /** @type {number | null} the pen that is down */
  let pen = null;
  let panHeld = false;
  /** @type {Point} */
  let last = { x: 0, y: 0 };
  let isOver = false;

  const currentTool = () => tools[panHeld ? "pan" : store.state.tool];

  /** @param {MouseEvent} event @returns {Point} */
  function stagePoint(event) {
    const { left, top } = host.getBoundingClientRect();
    return { x: event.clientX - left - host.clientLeft, y: event.clientY - top - host.clientTop };
  }

  /** @param {PointerEvent} event @returns {Place} */
  function placeOf(event) {
    const stage = (last = stagePoint(event));
    isOver = true;
    const { view } = store.state;
    const reach = (event.pointerType === "touch" ? TOUCH_REACH : MOUSE_REACH) / view.scale;
    return { stage, picture: toPicture(view, stage), reach };
  }

  /** Breaks off whatever is going on, also a box between its two clicks. */
  function cancel() {
    const tool = gesture?.tool ?? tools[store.state.tool];
    gesture = null;
    const done = tool.cancel();
    rest();
    return done;
  }

  function letGo() {
    const tool = gesture?.tool;
    gesture = null;
    if (tool?.letGo) tool.letGo();
    else tool?.cancel();
    rest();
  }

  function rest() {
    if (store.state.busy) store.set({ busy: false });
  }

  /** @param {PointerEvent} event a finger on the glass beside the pen, or one that lay there before it */
  function isPalm({ type, pointerType, pointerId }) {
    return pointerType === "touch" && (pen !== null || (type !== "pointerdown" && !fingers.has(pointerId)));
  }

  /** @param {PointerEvent} event */
  function takePen(event) {
    pen = event.pointerId;
    // Wherever it is lifted, that is heard.
    host.setPointerCapture(pen);
    // What lay there was the palm of the hand that now draws.
    if (fingers.size && !pinching) letGo();
    fingers.clear();
    pinching = false;
  }

  /** @param {PointerEvent} event */
  function down(event) {
    host.focus({ preventScroll: true });
    if (isPalm(event)) return;
    if (event.pointerType === "pen") takePen(event);
    if (event.pointerType === "touch") fingers.set(event.pointerId, stagePoint(event));
    if (fingers.size > 1) {
      // The first finger had begun to draw: it never meant to. Points that were set before stay, to zoom between them.
      if (!pinching) letGo();
      pinching = true;
    }
    if (pinching || gesture || event.button === RIGHT_BUTTON) return;
    host.setPointerCapture(event.pointerId);
    const place = placeOf(event);
    let tool = event.button === MIDDLE_BUTTON ? tools.pan : currentTool();
    if (!tool.down(place)) {
      tool = tools.pan;
      tool.down(place);
    }
    gesture = { tool, pointer: event.pointerId };
    store.set({ busy: true });
    host.style.cursor = tool.cursor(place);
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (isPalm(event)) return;
    if (pinching) return movePinch(event);
    if (gesture && gesture.pointer !== event.pointerId) return;
    const place = placeOf(event);
    const tool = gesture?.tool ?? currentTool();
    tool.move(place);
    host.style.cursor = tool.cursor(place);
  }

  /** @param {PointerEvent} event */
  function movePinch(event) {
    const [one, two] = [...fingers.keys()];
    if (!fingers.has(event.pointerId)) return;
    const before = pair(one, two);
    fingers.set(event.pointerId, stagePoint(event));
    const after = pair(one, two);
    const { view, picture, stage } = store.state;
    if (before && after) store.set({ view: pinch(view, before, after, picture, stage), fitted: false });
  }

  /** @param {number} one @param {number} two @returns {[Point, Point] | null} */
  function pair(one, two) {
    const [a, b] = [fingers.get(one), fingers.get(two)];
    return a && b ? [a, b] : null;
  }

  /** @param {PointerEvent} event */
  function up(event) {
    lift(event);
    if (gesture?.pointer !== event.pointerId) return;
    const { tool } = gesture;
    gesture = null;
    const place = placeOf(event);
    tool.up(place);
    rest();
    host.style.cursor = currentTool().cursor(place);
  }

  /** @param {PointerEvent} event */
  function lost(event) {
    lift(event);
    if (gesture?.pointer === event.pointerId) cancel();
  }

  /** @param {PointerEvent} event */
  function lift(event) {
    fingers.delete(event.pointerId);
    if (event.pointerId === pen) pen = null;
    // The finger that stays down after a pinch does not draw.
    if (!fingers.size) pinching = false;
  }

  /** @param {WheelEvent} event */
  function wheel(event) {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1);
    const { view, picture, stage } = store.state;
    const scale = view.scale * Math.exp(-pixels * WHEEL_SPEED * (event.ctrlKey ? 5 : 1));
    store.set({ view: zoomTo(view, scale, stagePoint(event), picture, stage), fitted: false });
  }

  host.addEventListener("pointerdown", down);
  host.addEventListener("pointermove", move);
  host.addEventListener("pointerup", up);
  host.addEventListener("pointercancel", lost);
  host.addEventListener("lostpointercapture", lost);
  host.addEventListener("pointerleave", () => (isOver = false));
  host.addEventListener("wheel", wheel, { passive: false });
  // A quick stroke is a fling to the browser, and it takes the tap after it, wherever that is, for the end of the fling.
  host.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });
  host.addEventListener("contextmenu", (event) => event.preventDefault());
  // Else the middle button starts the browser's own scrolling.
  host.addEventListener("mousedown", (event) => event.button === MIDDLE_BUTTON && event.preventDefault());

  return {
    cancel,
    /** @param {boolean} held */
    holdToPan(held) {
      panHeld = held;
      if (gesture) return;
      const picture = toPicture(store.state.view, last);
      host.style.cursor = currentTool().cursor({ stage: last, picture, reach: 0 });
    },
    /** A touch is the hand that holds the pen. */
    get isPenDown() {
      return pen !== null;
    },
    /** Where the pointer was last, in stage pixels. */
    get last() {
      return last;
    },
    /** The same while a pointer is over the stage, else null. */
    get pointer() {
      return isOver ? last : null;
    },
  };
}
