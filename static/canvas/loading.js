/**
 * Loads a picture for the stage. One that would not fit into memory with everything else is decoded off the page's
 * thread and kept reduced; its parts are decoded when they are looked at, and the file itself is all that stays.
 */

/**
 * @import { Size } from "./geometry.js"
 * @import { Photo } from "./photo.js"
 */

/** Beyond so many pixels a picture is huge: browsers decode such a one anew whenever it is painted. */
const HUGE_FROM = 24_000_000;
/** Of a huge picture so many are kept. */
const REDUCED_TO = 6_000_000;

/**
 * @param {string} url
 * @param {Size} size the picture's
 * @returns {Promise<Photo>}
 */
export async function loadPhoto(url, size) {
  if (!isHuge(size)) return { image: await loadImage(url) };
  // A store of files elsewhere may show its pictures but not let their bytes be read.
  const blob = await loadBlob(url).catch(() => null);
  if (!blob) return { image: await loadImage(url) };
  const reduced = Math.sqrt(REDUCED_TO / (size.width * size.height));
  const image = await createImageBitmap(blob, resized(size, reduced));
  return {
    image,
    reduced,
    detail: ({ x, y, width, height }, scale) =>
      createImageBitmap(blob, x, y, width, height, scale < 1 ? resized({ width, height }, scale) : {}),
  };
}

/** Whether a picture, decoded, would take too much memory. @param {Size} size */
export function isHuge({ width, height }) {
  return width * height > HUGE_FROM;
}

/** @param {string} url */
async function loadImage(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
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
