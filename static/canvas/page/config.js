/**
 * What the server wrote into the page: the work in JSON, the texts in a list that the template translated.
 *
 * @typedef {object} Config
 * @property {Mode} mode
 * @property {string} lang
 * @property {number} [id] the assignment's, in draw mode; the submission's, in review
 * @property {number} [worker] whose canvas this is
 * @property {number} [round] how often it was handed in
 * @property {{url: string, width: number, height: number, name: string}} image
 * @property {Label[]} labels
 * @property {SentBox[]} boxes in_line: the page is about one line of a statement, and this box is in it
 * @property {Earlier | null} [earlier] the round before the one that is judged
 * @property {Omit<Missing, "key">[]} [missing] where the reviewer says that a box is missing
 * @property {Proposal[]} [proposals] what is proposed for the picture, answered or not
 * @property {number[]} [rejected] ids of those that the worker turned down
 * @property {Pin[]} [pins] refused boxes of the last round, where `boxes` is a draft that came after it
 * @property {(Rect & {label: number})[]} [previous] boxes of the worker's picture before this one
 * @property {Record<string, unknown>} [settings] how this worker likes to draw, as the server keeps it
 * @property {number} version of the draft
 * @property {number} [active_ms] the time of work that the draft took
 * @property {number} max_boxes
 * @property {number} min_side the shortest side of a box, in picture pixels
 * @property {string | null} expires_at
 * @property {string[]} [reasons] a reviewer's usual ones
 * @property {Decision[]} [decisions] what this reviewer may decide
 * @property {boolean} [over] the lease ran out, and nobody else has the task yet
 * @property {number} [today_micro] what the worker handed in today, in this project's currency
 * @property {string} [reason] the reviewer's, for the whole picture
 * @property {Upcoming[]} [upcoming] the next pieces in hand
 * @property {{page: string, canvas: string, draft: string, submit: string, release: string, reclaim: string, decide: string,
 *   next: string, settings?: string, ahead: string, put_back: string}} urls
 *
 * @typedef {object} Earlier
 * @property {number} round
 * @property {string} reason
 * @property {SentBox[]} boxes with what was decided on each
 * @property {Omit<Missing, "key">[]} missing
 *
 * @typedef {ReturnType<typeof createTexts>} Texts
 */

/**
 * @import { Decision } from "../decide.js"
 * @import { Rect } from "../geometry.js"
 * @import { Pin } from "../pins.js"
 * @import { SentBox } from "../boxes.js"
 * @import { Label, Missing, Mode, Proposal } from "../store.js"
 * @import { Upcoming } from "./next.js"
 */

/** @returns {Config} */
export function readConfig() {
  return JSON.parse(document.getElementById("canvas-config")?.textContent ?? "{}");
}

/**
 * The page on which a piece is drawn.
 *
 * @param {number} id the assignment's
 */
export function pageOf(id) {
  return `/work/${id}/label/`;
}

/**
 * All that the page is made of on which a submission is judged.
 *
 * @param {number} id the submission's
 */
export function judgedCanvasOf(id) {
  return `/api/v1/submissions/${id}/canvas/`;
}

/** The token that the server wants back with every change. */
export function readCsrfToken() {
  return document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
}

/**
 * @param {HTMLElement} root
 * @param {string} language
 */
export function createTexts(root, language) {
  /** @param {Element | null} element */
  const words = (element) => element?.textContent?.trim() ?? "";
  const terms = [...root.querySelectorAll("[data-strings] dt")];
  const texts = new Map(terms.map((term) => [words(term), words(term.nextElementSibling)]));
  const plurals = new Intl.PluralRules(language);

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values] for the names in braces
   */
  function text(key, values = {}) {
    const found = texts.get(key);
    if (found === undefined) throw new Error(`_canvas_texts.html has no text named ${key}`);
    return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }
  return {
    text,
    /** @param {string} key has a form `key_one` and a form `key_other` @param {number} count */
    count: (key, count) => text(`${key}_${plurals.select(count) === "one" ? "one" : "other"}`, { count }),
  };
}
