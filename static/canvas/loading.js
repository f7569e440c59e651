/**
 * Loads a picture for the stage. One that would not fit into memory with everything else is decoded off the page's
 * thread and kept reduced; its parts are decoded when they are looked at, and the file itself is all that stays.
 *
 * While a browser decodes a picture it holds all its pixels, twice if it makes them fewer, and a part costs as much as
 * the whole. So they are decoded one after the other: what is looked at before what is fetched ahead.
 */

/**
 * @import { Size } from "./geometry.js"
 * @import { Photo } from "./photo.js"
 */

/** Beyond so many pixels a picture is huge: browsers decode such a one anew whenever it is painted. */
const HUGE_FROM = 24_000_000;
/** Of a huge picture so many are kept. */
const REDUCED_TO = 6_000_000;

/** @type {(() => Promise<void>)[]} what waits to be decoded */
const waiting = [];
let decoding = false;

/**
 * @param {string} url
 * @param {Size} size the picture's
 * @param {{urgent?: boolean}} [options] urgent: somebody waits for it
 * @returns {Promise<Photo>}
 */
export async function loadPhoto(url, size, { urgent = true } = {}) {
  if (!isHuge(size)) return { image: await loadImage(url) };
  // A store of files elsewhere may show its pictures but not let their bytes be read.
  const blob = await loadBlob(url).catch(() => null);
  if (!blob) return { image: await loadImage(url) };
  const reduced = Math.sqrt(REDUCED_TO / (size.width * size.height));
  const image = await inTurn(() => createImageBitmap(blob, resized(size, reduced)), { urgent });
  return {
    image,
    reduced,
    detail({ x, y, width, height }, scale) {
      const options = scale < 1 ? resized({ width, height }, scale) : {};
      return inTurn(() => createImageBitmap(blob, x, y, width, height, options), { urgent: true });
    },
  };
}

/**
 * A picture that can be painted later without being decoded once more.
 *
 * @param {string} url
 * @returns {Promise<Photo>}
 */
export async function loadAhead(url) {
  const image = new Image();
  const loaded = new Promise((done, failed) => Object.assign(image, { onload: done, onerror: failed }));
  image.src = url;
  await loaded;
  const size = { width: image.naturalWidth, height: image.naturalHeight };
  if (isHuge(size)) return loadPhoto(url, size, { urgent: false });
  const decode = () => image.decode().then(() => createImageBitmap(image));
  return { image: await inTurn(decode, { urgent: false }) };
}

/** @param {Photo | null} photo */
export function free(photo) {
  if (photo && "close" in photo.image) photo.image.close();
}

/** @param {string} url */
async function loadImage(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/** Whether a picture, decoded, would take too much memory. @param {Size} size */
function isHuge({ width, height }) {
  return width * height > HUGE_FROM;
}

/**
 * @template T
 * @param {() => Promise<T>} decode
 * @param {{urgent: boolean}} options urgent: before all that waits
 * @returns {Promise<T>}
 */
function inTurn(decode, { urgent }) {
  return new Promise((done, failed) => {
    const job = () => Promise.resolve().then(decode).then(done, failed);
    if (urgent) waiting.unshift(job);
    else waiting.push(job);
    void decodeWaiting();
  });
}

async function decodeWaiting() {
  if (decoding) return;
  decoding = true;
  for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  decoding = false;
}

/** @param {string} url */
async function loadBlob(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`picture: ${response.status}`);
  return response.blob();
}

/**
 * @param {Size} size
 * @param {number} scale
 * @returns {ImageBitmapOptions}
 */
function resized({ width, height }, scale) {
  return {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
    resizeQuality: "medium",
  };
}
