/**
 * The stage's size and the picture on it.
 */

import { loadPhoto } from "../loading.js";
import { actualView, fitView, panBy } from "../viewport.js";

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
  const { picture, view, fitted, zoom, stage: before } = store.state;
  if (!stage.width || !stage.height || (stage.width === before.width && stage.height === before.height)) return;
  if (!before.width && zoom === "actual") return store.set({ stage, view: actualView(picture, stage), fitted: false });
  const dx = (stage.width - before.width) / 2;
  const dy = (stage.height - before.height) / 2;
  store.set({ stage, view: fitted ? fitView(picture, stage) : panBy(view, dx, dy, picture, stage) });
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} host
 * @param {Renderer} renderer
 * @param {Promise<void>} listening keys are heard: who sees the picture may press one
 */
export async function showPicture({ config, alert, texts }, host, renderer, listening) {
  try {
    const photo = await loadPhoto(config.image.url, config.image);
    await listening;
    renderer.showPhoto(photo);
  } catch {
    host.dataset.ready = "failed";
    alert.show(texts.text("picture_failed"));
  }
}
