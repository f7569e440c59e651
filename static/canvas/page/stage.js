/**
 * The stage's size and the picture on it.
 */

import { fitView, panBy } from "../viewport.js";

/**
 * @import { Size } from "../geometry.js"
 * @import { Renderer } from "../render.js"
 * @import { Store } from "../store.js"
 * @import { Desk } from "./desk.js"
 */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} host
 * @param {Store} store
 */
export function followSize(root, host, store) {
  const observer = new ResizeObserver(() => {
    // What stands above the workbench is the page's affair; the workbench fills what is left.
    root.style.setProperty("--workbench-top", `${Math.round(root.getBoundingClientRect().top + window.scrollY)}px`);
    resize(store, { width: host.clientWidth, height: host.clientHeight });
  });
  observer.observe(host);
  observer.observe(document.body);
}

/**
 * @param {Store} store
 * @param {Size} stage
 */
function resize(store, stage) {
  const { picture, view, fitted, stage: before } = store.state;
  if (!stage.width || !stage.height || (stage.width === before.width && stage.height === before.height)) return;
  const dx = (stage.width - before.width) / 2;
  const dy = (stage.height - before.height) / 2;
  store.set({ stage, view: fitted ? fitView(picture, stage) : panBy(view, dx, dy, picture, stage) });
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} host
 * @param {Renderer} renderer
 */
export async function showPicture({ config, alert, texts }, host, renderer) {
  const photo = new Image();
  photo.src = config.image.url;
  try {
    await photo.decode();
    renderer.showPhoto(photo);
  } catch {
    host.dataset.ready = "failed";
    alert.show(texts.text("picture_failed"));
  }
  // The next picture loads only after this one is there.
  if (config.urls.prefetch) new Image().src = config.urls.prefetch;
}
