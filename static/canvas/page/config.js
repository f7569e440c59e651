/**
 * What the server wrote into the page: the work in JSON, the texts in a list that the template translated.
 *
 * @typedef {object} Config
 * @property {Mode} mode
 * @property {string} lang
 * @property {number} [id] the assignment's, in draw mode
 * @property {number} [worker]
 * @property {number} [round] how often it was handed in
 * @property {{url: string, width: number, height: number, name: string}} image
 * @property {Label[]} labels
 * @property {(Rect & {id: number | null, label: number, approved: boolean | null, reason: string,
 *   in_line?: boolean})[]} boxes in_line: the page is about one line of a statement, and this box is in it
 * @property {Pin[]} [pins] refused boxes of the last round, where `boxes` is a draft that came after it
 * @property {(Rect & {label: number})[]} [previous] boxes of the worker's picture before this one
 * @property {Record<string, unknown>} [settings] how this worker likes to draw, as the server keeps it
 * @property {number} version of the draft
 * @property {number} max_boxes
 * @property {string | null} expires_at
 * @property {string[]} [reasons] a reviewer's usual ones
 * @property {Decision[]} [decisions] what this reviewer may decide
 * @property {boolean} [over] the lease ran out, and nobody else has the task yet
 * @property {number} [today_micro] what the worker handed in today, in this project's currency
 * @property {string} [reason] the reviewer's, for the whole picture
 * @property {Upcoming[]} [upcoming] the next pieces in hand
 * @property {{page: string, canvas: string, draft: string, submit: string, release: string, reclaim: string, decide: string,
 *   next: string, settings?: string}} urls
 *
 * @typedef {ReturnType<typeof createTexts>} Texts
 */

/**
 * @import { Decision } from "../decide.js"
 * @import { Rect } from "../geometry.js"
 * @import { Pin } from "../pins.js"
 * @import { Label, Mode } from "../store.js"
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
    if (found === undefined) throw new Error(`_canvas.html has no text named ${key}`);
    return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }
  return {
    text,
    /** @param {string} key has a form `key_one` and a form `key_other` @param {number} count */
    count: (key, count) => text(`${key}_${plurals.select(count) === "one" ? "one" : "other"}`, { count }),
  };
}
