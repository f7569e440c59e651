/**
 * The picture itself. It is painted band by band; a huge one is held in a reduced size, and what is in sight of it is
 * fetched in its own pixels when somebody looks closer.
 *
 * @typedef {object} Photo
 * @property {CanvasImageSource} image the whole picture, perhaps reduced
 * @property {number} [reduced] size of `image` to that of the picture, where it is not the same
 * @property {(part: Rect, scale: number) => Promise<ImageBitmap>} [detail] a part of the picture; rejects where it
 *   cannot be had
 *
 * @typedef {{part: Rect, scale: number, image: ImageBitmap}} Patch
 * @typedef {ReturnType<typeof createSharpener>} Sharpener
 */

import { MARGIN } from "./surface.js";
import { deviceMatrix, toPicture } from "./viewport.js";

/**
 * @import { Rect } from "./geometry.js"
 * @import { State } from "./store.js"
 * @import { Shot } from "./surface.js"
 */

/** From here on picture pixels are shown as squares, not blurred: the worker sets edges between them. */
const PIXELATED_FROM = 3;
/** Of a band, in device pixels. */
const BAND = 128;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Shot} shot
 * @param {Photo | null} photo
 * @param {Patch | null} patch
 */
export function* paintPhoto(context, { state: { view, picture }, ratio }, photo, patch) {
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  if (!photo) return;
  context.imageSmoothingEnabled = view.scale * ratio < PIXELATED_FROM;
  context.imageSmoothingQuality = "high";
  for (let top = 0; top < height; top += BAND) {
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(0, top, width, BAND);
    context.clip();
    context.setTransform(...deviceMatrix(view, ratio, MARGIN));
    context.drawImage(photo.image, 0, 0, picture.width, picture.height);
    if (patch) context.drawImage(patch.image, patch.part.x, patch.part.y, patch.part.width, patch.part.height);
    context.restore();
    yield;
  }
}

/**
 * Fetches the part in sight of a reduced picture, one at a time; the last one stays until another one is there.
 *
 * @param {Photo} photo
 * @param {() => void} onPatch
 */
export function createSharpener(photo, onPatch) {
  /** @type {Patch | null} */
  let patch = null;
  let busy = false;
  let closed = false;

  /** @param {State} state @param {number} ratio */
  function isSharp({ view, stage, picture }, ratio) {
    const scale = view.scale * ratio;
    if (!photo.detail || !photo.reduced || scale <= photo.reduced) return true;
    const part = partInSight({ view, stage, picture }, 0);
    return !!patch && patch.scale >= Math.min(1, scale) && holds(patch.part, part);
  }

  return {
    get patch() {
      return patch;
    },
    isSharp,
    /** @param {State} state @param {number} ratio */
    async sharpen(state, ratio) {
      if (busy || !photo.detail || isSharp(state, ratio)) return;
      busy = true;
      const part = partInSight(state, MARGIN);
      const scale = Math.min(1, state.view.scale * ratio);
      const image = await photo.detail(part, scale).catch(() => null);
      busy = false;
      // A picture whose parts cannot be had stays as sharp as it is.
      if (!image) photo.detail = undefined;
      else if (closed) image.close();
      else {
        patch?.image.close();
        patch = { part, scale, image };
        onPatch();
      }
    },
    close() {
      closed = true;
      patch?.image.close();
      patch = null;
    },
  };
}

/**
 * Whole pixels of the picture.
 *
 * @param {Pick<State, "view" | "stage" | "picture">} state
 * @param {number} beyond the stage, in stage pixels
 * @returns {Rect}
 */
export function partInSight({ view, stage, picture }, beyond) {
  const start = toPicture(view, { x: -beyond, y: -beyond });
  const end = toPicture(view, { x: stage.width + beyond, y: stage.height + beyond });
  const [x, y] = [Math.max(0, Math.floor(start.x)), Math.max(0, Math.floor(start.y))];
  const [right, bottom] = [Math.min(picture.width, Math.ceil(end.x)), Math.min(picture.height, Math.ceil(end.y))];
  return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
}

/** @param {Rect} outer @param {Rect} inner */
function holds(outer, inner) {
  const across = inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width;
  return across && inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height;
}
