/**
 * Lays by what the piece on the canvas needs to open without a network: its page, its picture, and the files of the
 * page. One worker's at a time; the service worker offline.js answers with it, and logging out clears it (menu.js).
 * Boxes are not part of it: they are in the vault.
 */

/** @import { Config } from "./config.js" */

const WORKER = "/work/offline.js";
const PREFIX = "honestbox-work-";
/** The page has better things to do while its picture is being shown. */
const AFTER_MS = 1_500;
const PAGE = /^\/work\/\d+\//;

/**
 * @param {Config} config
 * @returns {() => Promise<void>} forgets the piece again: it is not on this page any more
 */
export function keepPiece(config) {
  let over = false;
  const kept = wait(AFTER_MS).then(() => {
    // Only pages that came by a safe connection have these two.
    return over || !("serviceWorker" in navigator) || !window.caches ? undefined : keep(config, () => over);
  });
  kept.catch(() => {}); // A browser that keeps nothing works with a network only.
  return async () => {
    over = true;
    await kept.catch(() => {});
    const cache = window.caches && (await caches.open(nameOf(config)));
    await Promise.all([config.urls.page, config.image.url].map((url) => cache?.delete(url, { ignoreVary: true })));
  };
}

/** @param {Config} config @param {() => boolean} isOver */
async function keep(config, isOver) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== nameOf(config));
  await Promise.all(names.map((name) => caches.delete(name)));
  const cache = await caches.open(nameOf(config));
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  const statics = files.filter((url) => url.startsWith(`${location.origin}/static/`));
  for (const url of [config.urls.page, config.image.url, ...statics]) if (!isOver()) await add(cache, url);
  await tidy(cache, new Set(statics));
  await navigator.serviceWorker.register(WORKER);
}

/**
 * From what the browser has just loaded, where it still has it.
 *
 * @param {Cache} cache
 * @param {string} url
 */
async function add(cache, url) {
  if (!PAGE.test(url) && (await cache.match(url, { ignoreVary: true }))) return;
  const answer = await fetch(url, { cache: "force-cache" });
  if (answer.ok && !answer.redirected) await cache.put(url, answer);
}

/** Forgets the files of an earlier version of the page. @param {Cache} cache @param {Set<string>} statics */
async function tidy(cache, statics) {
  const old = (await cache.keys()).filter(({ url }) => url.startsWith(`${location.origin}/static/`) && !statics.has(url));
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** @param {Config} config */
function nameOf({ worker }) {
  return `${PREFIX}${worker}`;
}

/** @param {number} ms */
function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
