/**
 * What the worker's and the reviewer's side of the page share.
 *
 * @typedef {import("../activity.js").createActivity} CreateActivity
 * @typedef {import("../commands.js").Command} Command
 * @typedef {import("../api.js").Answer} Answer
 *
 * @typedef {object} Bench
 * @property {import("./config.js").Config} config
 * @property {import("./config.js").Texts} texts
 * @property {HTMLElement} root
 * @property {import("../store.js").Store} store
 * @property {import("../history.js").History} history
 * @property {import("../api.js").Send} send
 * @property {(word: string) => void} say
 * @property {import("./status.js").Alert} alert
 * @property {ReturnType<CreateActivity>} activity
 * @property {Record<string, Command>} commands
 * @property {ReturnType<typeof createLeaving>} leaveAfter
 */

/**
 * Sends something that ends the work on this picture and goes to the next page. Nothing is sent twice while the
 * answer is out; a refusal or a lost network is said, and everything stays as it is.
 *
 * @param {HTMLElement} root
 * @param {string} next
 * @param {import("./status.js").Alert} alert
 * @param {import("./config.js").Texts} texts
 */
export function createLeaving(root, next, alert, texts) {
  let busy = false;
  /**
   * @param {string} action the button's
   * @param {() => Promise<Answer>} request
   * @param {() => void} onDone
   */
  return async (action, request, onDone) => {
    if (busy) return;
    const button = root.querySelector(`[data-action="${action}"]`);
    busy = true;
    button?.setAttribute("aria-busy", "true");
    const answer = await request();
    if (answer.ok) {
      onDone();
      location.assign(next);
      return;
    }
    busy = false;
    button?.removeAttribute("aria-busy");
    alert.show(answer.message || texts.text(answer.status === 0 ? "offline" : "server_trouble"));
  };
}
