/**
 * On pages without a canvas: sends what was handed in while there was no network. Its answers need no word here; a
 * piece that is refused keeps its boxes, and its own page tells why.
 */

import { createSend } from "./api.js";
import { createOutbox } from "./outbox.js";
import { readCsrfToken } from "./page/config.js";
import { openVault } from "./vault.js";

/** @param {number} worker */
async function start(worker) {
  const vault = await openVault(window.indexedDB);
  const outbox = createOutbox({
    vault,
    send: createSend({ fetch: window.fetch.bind(window), csrfToken: readCsrfToken(), person: worker }),
    worker,
    clock: window,
    onCount: (waiting) => (document.documentElement.dataset.outbox = String(waiting)),
    onDelivered() {},
    onRefused() {},
  });
  window.addEventListener("online", () => void outbox.flush());
  await outbox.flush();
}

void start(Number(document.querySelector("meta[name=worker]")?.getAttribute("content")));
