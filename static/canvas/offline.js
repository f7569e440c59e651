/**
 * The service worker of the pages under /work/: where there is no network it answers with what page/kept.js laid by.
 * It keeps nothing itself, and what the network says always goes first; only files whose names carry a hash of what
 * is in them need not be asked for.
 */

const HASHED = /^\/static\/.+\.[0-9a-f]{12}\.\w+$/;

/** @typedef {Event & {request: Request, respondWith(answer: Promise<Response>): void}} FetchEvent */

self.addEventListener("fetch", (given) => {
  const event = /** @type {FetchEvent} */ (given);
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || pathname.startsWith("/api/")) return;
  event.respondWith(HASHED.test(pathname) ? keptFirst(request) : networkFirst(request));
});

/** @param {Request} request */
async function keptFirst(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** @param {Request} request */
async function networkFirst(request) {
  try {
    return await fetch(request);
  } catch (lost) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw lost;
  }
}
