/**
 * On pages without a canvas: sends what was handed in while there was no network. A piece that is refused keeps its
 * boxes, and is told with the way to its page: nobody else would tell whoever does not go there by chance.
 */

import { createSend } from "./api.js";
import { createOutbox } from "./outbox.js";
import { pageOf, readCsrfToken } from "./page/config.js";
import { fromTemplate, hide, need, part, write } from "./page/dom.js";
import { openVault } from "./vault.js";

/**
 * @import { Answer } from "./api.js"
 * @import { Kept } from "./vault.js"
 */

/** @param {Kept} kept @param {Answer} answer */
function tell({ id, name }, { message }) {
  const told = fromTemplate(document, "undelivered");
  const words = part(told, "message");
  write(words, (words.textContent ?? "").trim().replace("{name}", () => name).replace("{message}", () => message));
  /** @type {HTMLAnchorElement} */ (part(told, "about")).href = pageOf(id);
  const place = need(document, "[data-undelivered]");
  place.append(told);
  hide(place, false);
}

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
    onRefused: tell,
  });
  window.addEventListener("online", () => void outbox.flush());
  await outbox.flush();
}

void start(Number(document.querySelector("meta[name=worker]")?.getAttribute("content")));
