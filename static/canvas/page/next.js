/**
 * The next pieces in hand, fetched ahead: what their page is made of, and their pictures, decoded. Fetching opens
 * nothing; a piece that is never shown stays as it was.
 *
 * @typedef {{id: number, canvas_url: string, image_url: string}} Upcoming
 * @typedef {ReturnType<typeof createNext>} Next
 */

import { free } from "../loading.js";

/**
 * @import { Send } from "../api.js"
 * @import { Photo } from "../photo.js"
 * @import { Config } from "./config.js"
 */

const AHEAD = 3;

/**
 * @param {object} options
 * @param {Send} options.send
 * @param {(url: string) => Promise<Photo>} options.load gives the picture decoded, or rejects
 */
export function createNext({ send, load }) {
  /** @type {Map<number, {config: Config, photo: Photo}>} */
  const ready = new Map();
  /** @type {Set<number>} */
  const underWay = new Set();
  /** @type {Set<number>} pieces that this page has shown: they are not next again */
  const shown = new Set();
  /** @type {Upcoming[]} */
  let order = [];

  /** @param {Upcoming} piece */
  async function fetchAhead({ id, canvas_url, image_url }) {
    underWay.add(id);
    const picture = load(image_url).catch(() => null);
    const answer = await send("GET", canvas_url);
    const photo = await picture;
    underWay.delete(id);
    const wanted = order.some((piece) => piece.id === id);
    if (answer.ok && photo && wanted) ready.set(id, { config: answer.data, photo });
    else free(photo);
  }

  /** @param {{config: Config} | undefined} piece @param {(config: Config) => boolean} fits */
  const fitsHere = (piece, fits) => piece !== undefined && fits(piece.config);

  return {
    /** Fetches the first few of these; what was fetched and is not among them is let go. @param {Upcoming[]} upcoming */
    fill(upcoming) {
      order = upcoming.filter(({ id }) => !shown.has(id)).slice(0, AHEAD);
      for (const [id, { photo }] of ready) {
        if (order.some((piece) => piece.id === id)) continue;
        ready.delete(id);
        free(photo);
      }
      return Promise.all(order.filter(({ id }) => !ready.has(id) && !underWay.has(id)).map(fetchAhead));
    },
    /**
     * The first that is ready and fits, which is then this page's own.
     *
     * @param {(config: Config) => boolean} fits
     */
    take(fits) {
      const found = order.map(({ id }) => ready.get(id)).find((piece) => fitsHere(piece, fits));
      if (!found?.config.id) return null;
      ready.delete(found.config.id);
      shown.add(found.config.id);
      return found;
    },
    /** @param {(config: Config) => boolean} fits */
    isReady: (fits) => order.some(({ id }) => fitsHere(ready.get(id), fits)),
    /** This piece is on the page. @param {number} id */
    skip(id) {
      shown.add(id);
    },
    /** Ids of what is ready. */
    get ready() {
      return [...ready.keys()];
    },
  };
}
