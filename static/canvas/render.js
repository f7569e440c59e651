/**
 * Three layers over each other: the picture, the boxes at rest, and what a hand is busy with. While the view moves,
 * the first two only follow by a CSS transform; a moment after it came to rest, or at once if a part of the picture
 * would come into sight that was not painted, they are painted anew, out of sight and in slices. So no frame waits
 * for all boxes, however many there are.
 *
 * @typedef {ReturnType<typeof createRenderer>} Renderer
 */

import { createHand, handLayer } from "./hand.js";
import { createSharpener, paintPhoto } from "./photo.js";
import { mendResting, paintResting } from "./rest.js";
import { createSlices } from "./slices.js";
import { createSurface, MARGIN } from "./surface.js";
import { covers } from "./viewport.js";

/**
 * @import { Size } from "./geometry.js"
 * @import { Photo, Sharpener } from "./photo.js"
 * @import { State, Store } from "./store.js"
 * @import { Shot, Surface } from "./surface.js"
 * @import { View } from "./viewport.js"
 */

const SETTLE_MS = 120;

/**
 * @param {object} options
 * @param {Store} options.store
 * @param {HTMLElement} options.host
 * @param {HTMLCanvasElement} options.pictureLayer
 * @param {HTMLCanvasElement} options.boxLayer
 */
export function createRenderer({ store, host, pictureLayer, boxLayer }) {
  /** @type {Photo | null} */
  let photo = null;
  /** @type {Sharpener | null} */
  let sharpener = null;
  const picture = createSurface(
    pictureLayer,
    (context, shot) => paintPhoto(context, shot, photo, sharpener?.patch ?? null),
    createSlices({ first: 16 }),
  );
  const boxes = createSurface(boxLayer, paintResting, createSlices({ first: 12 }));
  const surfaces = [picture, boxes];
  const hand = createHand(handLayer(/** @type {HTMLElement} */ (boxLayer.nextElementSibling)));
  /** @type {{stage: Size, view: View} | null} what the page was told */
  let told = null;
  let border = { x: 0, y: 0 };
  let frameAsked = false;
  let settleTimer = 0;
  let moving = false;

  function askFrame() {
    if (frameAsked) return;
    frameAsked = true;
    requestAnimationFrame(frame);
  }

  function repaintPicture() {
    picture.spoil();
    askFrame();
  }

  function frame() {
    frameAsked = false;
    const { state } = store;
    if (!state.stage.width || !state.stage.height) return;
    boxes.mend((context, shown) => mendResting(context, shown, state));
    for (const surface of surfaces) plan(surface, { state, ratio: devicePixelRatio });
    // One after the other, so that a frame holds one slice; the picture is the quicker one.
    surfaces.find(({ coming }) => coming)?.step();
    for (const surface of surfaces) surface.follow(state.view);
    hand.paint(state);
    tell(state);
    if (!moving && picture.shown) void sharpener?.sharpen(state, devicePixelRatio);
    if (surfaces.some(({ coming }) => coming) || !isCurrent(boxes, state)) askFrame();
  }

  /** @param {Surface} surface @param {Shot} shot */
  function plan(surface, shot) {
    const { shown, coming } = surface;
    if (coming && isFor(coming, shot)) return;
    if (coming && shown && moving && coming.state.stage === shot.state.stage) return;
    if (!shown || shown.stale || !isFor(shown, shot)) surface.begin(shot);
  }

  /** Whether a painting will do for now. @param {Shot} painted @param {Shot} wanted */
  function isFor({ state: { view, stage }, ratio }, wanted) {
    if (stage !== wanted.state.stage || ratio !== wanted.ratio) return false;
    if (view === wanted.state.view) return true;
    return moving && covers(view, wanted.state.view, { picture: wanted.state.picture, stage, margin: MARGIN });
  }

  /** Where the picture lies, and whether all is painted as it should be. @param {State} state */
  function tell(state) {
    const { view, stage } = state;
    // Asking the page for its borders at every frame would make it lay itself out at every frame.
    if (told?.stage !== stage) border = { x: host.clientLeft, y: host.clientTop };
    if (told?.stage !== stage || told.view !== view) {
      host.dataset.scale = String(view.scale);
      host.dataset.offsetX = String(view.x + border.x);
      host.dataset.offsetY = String(view.y + border.y);
    }
    told = { stage, view };
    const painted = surfaces.every(({ shown, coming }) => shown?.state.view === view && !shown.stale && !coming);
    const settled = String(painted && sharpener?.isSharp(state, devicePixelRatio) !== false);
    if (host.dataset.settled !== settled) host.dataset.settled = settled;
    if (photo && picture.shown && !picture.shown.stale && !host.dataset.ready) host.dataset.ready = "true";
  }

  store.subscribe((now, before) => {
    if (now.view !== before.view && now.stage === before.stage) {
      moving = true;
      clearTimeout(settleTimer);
      settleTimer = window.setTimeout(() => {
        moving = false;
        askFrame();
      }, SETTLE_MS);
    }
    askFrame();
  });

  return {
    /** @param {Photo | CanvasImageSource} taken decoded */
    showPhoto(taken) {
      sharpener?.close();
      photo = "image" in taken ? taken : { image: taken };
      sharpener = createSharpener(photo, repaintPicture);
      repaintPicture();
    },
    repaint: askFrame,
  };
}

/** @param {Surface} surface @param {State} state */
function isCurrent({ shown }, { boxes, selected }) {
  return shown?.state.boxes === boxes && shown.state.selected === selected;
}
