/**
 * The submission after the one on a reviewer's desk: taken, fetched and decoded while that one is judged. It is one at
 * most, and whoever leaves puts it back, so that no other reviewer waits for it.
 */

import { free, loadAhead } from "../loading.js";
import { judgedCanvasOf } from "./config.js";

/**
 * @import { Photo } from "../photo.js"
 * @import { Config } from "./config.js"
 * @import { Desk } from "./desk.js"
 *
 * @typedef {{config: Config, photo: Photo, at: number}} Ahead at: when it was fetched
 * @typedef {ReturnType<typeof createAhead>} AheadOfDesk
 */

/** The server keeps it for twenty minutes: review/actions/reading.py. */
const STALE_AFTER_MS = 15 * 60_000;

/**
 * @param {Desk} desk
 * @param {() => readonly number[]} besides ids of what this reviewer has before them already
 */
export function createAhead(desk, besides) {
  const { root, send } = desk;
  /** @type {Promise<Ahead | null>} */
  let coming = Promise.resolve(null);
  /** @type {Ahead | null} */
  let ready = null;

  /** @returns {Promise<Ahead | null>} */
  async function fetchNext() {
    const given = await send("GET", `${desk.config.urls.ahead}?besides=${besides().join(",")}`);
    const id = given.ok ? given.data.submission?.id : undefined;
    if (id === undefined) return null;
    const canvas = await send("GET", judgedCanvasOf(id));
    if (!canvas.ok) return null;
    const photo = await loadAhead(canvas.data.image.url).catch(() => null);
    return photo && { config: canvas.data, photo, at: performance.now() };
  }

  function begin() {
    const fetching = fetchNext();
    coming = fetching;
    void fetching.then((found) => {
      if (coming !== fetching) return free(found?.photo ?? null);
      ready = found;
      root.dataset.ahead = found ? "1" : "0";
    });
  }

  window.addEventListener("pagehide", () => {
    if (ready?.config.urls.put_back) void send("POST", ready.config.urls.put_back, undefined, { keepalive: true });
  });

  return {
    begin,
    get isReady() {
      return ready !== null;
    },
    /** What comes next, as soon as it is here; it is the desk's own then. Null: nothing, or not to be had. */
    async take() {
      const found = await coming;
      ready = null;
      coming = Promise.resolve(null);
      delete root.dataset.ahead;
      if (!found || performance.now() - found.at < STALE_AFTER_MS) return found;
      free(found.photo);
      return fetchNext();
    },
  };
}
