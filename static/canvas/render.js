/**
 * Two layers of Canvas 2D over each other: the picture and the boxes. While the view moves, both are only
 * shifted by a CSS transform; they are painted again a moment after it came to rest, or at once if a part of
 * the picture would come into sight that was not painted. The boxes at rest are kept in a third canvas out of
 * sight, so that drawing or dragging one box repaints one box.
 *
 * @typedef {ReturnType<typeof createRenderer>} Renderer
 */

import { paintBox, paintCorner } from "./paint.js";
import { isPinned, labelOf, selectedBox } from "./store.js";
import { covers, deviceMatrix, rectOnStage, shiftBetween } from "./viewport.js";

/**
 * @import { Rect, Size } from "./geometry.js"
 * @import { Box, State, Store } from "./store.js"
 * @import { View } from "./viewport.js"
 */

/** The layers reach this far beyond the stage, in stage pixels: room to pan without painting. */
const MARGIN = 160;
const SETTLE_MS = 120;
/** From here on picture pixels are shown as squares, not blurred: the worker sets edges between them. */
const PIXELATED_FROM = 3;
const NO_LABEL_COLOR = "#8a8378";

/**
 * @param {object} options
 * @param {Store} options.store
 * @param {HTMLElement} options.host
 * @param {HTMLCanvasElement} options.pictureLayer
 * @param {HTMLCanvasElement} options.boxLayer
 */
export function createRenderer({ store, host, pictureLayer, boxLayer }) {
  const rest = document.createElement("canvas");
  const layers = [pictureLayer, boxLayer];
  /** @type {CanvasImageSource | null} */
  let photo = null;
  /** @type {{view: View, stage: Size, ratio: number} | null} what the layers were painted for */
  let painted = null;
  /** @type {{boxes: readonly Box[], active: string | null} | null} what the resting boxes were painted from */
  let resting = null;
  let frameAsked = false;
  let settleTimer = 0;

  function askFrame() {
    if (frameAsked) return;
    frameAsked = true;
    requestAnimationFrame(frame);
  }

  function frame() {
    frameAsked = false;
    const { state } = store;
    if (!state.stage.width || !state.stage.height) return;
    if (mustPaintAll(state)) return paintAll(state);
    if (painted && painted.view !== state.view) shiftLayers(painted.view, state.view);
    paintBoxes(state);
  }

  /** @param {State} state */
  function mustPaintAll({ view, stage, picture }) {
    if (!painted || painted.stage !== stage || painted.ratio !== devicePixelRatio) return true;
    return !covers(painted.view, view, { picture, stage, margin: MARGIN });
  }

  /** @param {View} from @param {View} to */
  function shiftLayers(from, to) {
    const { x, y, scale } = shiftBetween(from, to);
    for (const layer of layers) layer.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    clearTimeout(settleTimer);
    settleTimer = window.setTimeout(() => paintAll(store.state), SETTLE_MS);
  }

  /** @param {State} state */
  function paintAll(state) {
    clearTimeout(settleTimer);
    painted = { view: state.view, stage: state.stage, ratio: devicePixelRatio };
    resting = null;
    for (const layer of [...layers, rest]) resizeLayer(layer, state.stage, painted.ratio);
    for (const layer of layers) layer.style.transform = "";
    paintPhoto(state);
    paintBoxes(state);
    host.dataset.scale = String(state.view.scale);
    host.dataset.offsetX = String(state.view.x + host.clientLeft);
    host.dataset.offsetY = String(state.view.y + host.clientTop);
    if (photo) host.dataset.ready = "true";
  }

  /** @param {State} state */
  function paintPhoto({ view, picture }) {
    const context = contextOf(pictureLayer);
    const ratio = painted?.ratio ?? 1;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, pictureLayer.width, pictureLayer.height);
    if (!photo) return;
    context.setTransform(...deviceMatrix(view, ratio, MARGIN));
    context.imageSmoothingEnabled = view.scale * ratio < PIXELATED_FROM;
    context.imageSmoothingQuality = "high";
    context.drawImage(photo, 0, 0, picture.width, picture.height);
  }

  /** @param {State} state */
  function paintBoxes(state) {
    if (!painted) return;
    const { view, ratio } = painted;
    if (!isRestCurrent(state)) paintRest(state, view, ratio);
    const context = contextOf(boxLayer);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "copy";
    context.drawImage(rest, 0, 0);
    context.globalCompositeOperation = "source-over";
    context.setTransform(...deviceMatrix({ scale: 1, x: 0, y: 0 }, ratio, MARGIN));
    const active = selectedBox(state);
    if (active) paintOne(context, state, view, active, state.boxes.indexOf(active));
    if (state.sketch) paintSketch(context, state, view, state.sketch);
  }

  /** @param {State} state @param {View} view @param {number} ratio */
  function paintRest(state, view, ratio) {
    resting = { boxes: state.boxes, active: state.selected };
    const context = contextOf(rest);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, rest.width, rest.height);
    context.setTransform(...deviceMatrix({ scale: 1, x: 0, y: 0 }, ratio, MARGIN));
    state.boxes.forEach((box, index) => {
      if (box.key !== state.selected) paintOne(context, state, view, box, index);
    });
  }

  /** @param {State} state */
  function isRestCurrent({ boxes, selected }) {
    if (!resting || resting.active !== selected || resting.boxes.length !== boxes.length) return false;
    if (resting.boxes === boxes) return true;
    const before = resting.boxes;
    return boxes.every((box, at) => box === before[at] || (box.key === selected && before[at].key === selected));
  }

  store.subscribe(askFrame);
  return {
    /** @param {CanvasImageSource} image decoded */
    showPhoto(image) {
      photo = image;
      painted = null;
      askFrame();
    },
    repaint: askFrame,
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {State} state
 * @param {View} view
 * @param {Box} box
 * @param {number} index
 */
function paintOne(context, state, view, box, index) {
  const rect = rectOnStage(view, box);
  if (!isNear(rect, state.stage)) return;
  const selected = box.key === state.selected;
  paintBox(context, rect, {
    color: labelOf(state, box.label)?.color ?? NO_LABEL_COLOR,
    number: String(index + 1),
    mark: markOf(state, box),
    selected,
    handles: selected && state.tool === "select",
    faint: box.beside && !selected,
  });
}

/** @param {Rect} rect in stage pixels @param {Size} stage */
function isNear({ x, y, width, height }, stage) {
  const across = x <= stage.width + MARGIN && x + width >= -MARGIN;
  return across && y <= stage.height + MARGIN && y + height >= -MARGIN;
}

/** @param {State} state @param {Box} box */
function markOf(state, box) {
  if (state.mode === "draw") return isPinned(box) ? "pinned" : box.mended ? "mended" : "none";
  if (box.approved === null) return "none";
  return box.approved ? "approved" : "refused";
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {State} state
 * @param {View} view
 * @param {Rect} sketch
 */
function paintSketch(context, state, view, sketch) {
  const color = labelOf(state, state.label)?.color ?? NO_LABEL_COLOR;
  const rect = rectOnStage(view, sketch);
  if (rect.width + rect.height < 2) paintCorner(context, rect, color);
  else paintBox(context, rect, { color, selected: true });
}

/**
 * @param {HTMLCanvasElement} layer
 * @param {Size} stage
 * @param {number} ratio
 */
function resizeLayer(layer, stage, ratio) {
  const [width, height] = [stage.width + 2 * MARGIN, stage.height + 2 * MARGIN];
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (layer.width === across && layer.height === down) return;
  layer.width = across;
  layer.height = down;
  Object.assign(layer.style, {
    width: `${width}px`,
    height: `${height}px`,
    left: `${-MARGIN}px`,
    top: `${-MARGIN}px`,
    transformOrigin: `${MARGIN}px ${MARGIN}px`,
  });
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser has no Canvas 2D.");
  return context;
}
