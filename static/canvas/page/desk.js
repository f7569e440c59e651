/**
 * What the worker's and the reviewer's side of the page share.
 *
 * @typedef {object} Desk
 * @property {Config} config of the piece on the canvas
 * @property {number} turnedAt when that piece took the place of another, in ms of `performance.now()`; -Infinity: it did not
 * @property {Texts} texts
 * @property {HTMLElement} root
 * @property {HTMLElement} host the stage
 * @property {Renderer} renderer
 * @property {Store} store
 * @property {History} history
 * @property {Send} send
 * @property {(word: string) => void} say
 * @property {Alert} alert
 * @property {Activity} activity
 * @property {Record<string, Command>} commands
 * @property {() => void} sendAgain what waits for the server, now: it may be reached again
 * @property {ReturnType<typeof createLeaving>} leaveAfter
 */

/**
 * @import { Activity } from "../activity.js"
 * @import { Answer, Send } from "../api.js"
 * @import { Command } from "../commands.js"
 * @import { History } from "../history.js"
 * @import { Renderer } from "../render.js"
 * @import { Store } from "../store.js"
 * @import { Config, Texts } from "./config.js"
 * @import { Alert } from "./status.js"
 */

/**
 * Sends something that ends the work on this picture and goes to the next page. Nothing is sent twice while the
 * answer is out; a refusal or a lost network is said, and everything stays as it is.
 *
 * @param {HTMLElement} root
 * @param {() => string} next
 * @param {Alert} alert
 * @param {Texts} texts
 */
export function createLeaving(root, next, alert, texts) {
  let busy = false;
  // The browser's way back may show this page as it was left, with work on it that is already handed in.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  /**
   * @param {string} action the button's
   * @param {() => Promise<Answer>} request
   * @param {() => void} onDone
   */
  return async (action, request, onDone) => {
    if (busy) return;
    busy = true;
    markBusy(root, action, true);
    const answer = await request();
    if (answer.ok) {
      onDone();
      location.assign(next());
      return;
    }
    busy = false;
    markBusy(root, action, false);
    alert.show(answer.message || texts.text(answer.status === 0 ? "offline" : "server_trouble"));
  };
}

/**
 * @param {HTMLElement} root
 * @param {string} action the button's
 * @param {boolean} busy
 */
export function markBusy(root, action, busy) {
  const button = root.querySelector(`[data-action="${action}"]`);
  if (busy) button?.setAttribute("aria-busy", "true");
  else button?.removeAttribute("aria-busy");
}
