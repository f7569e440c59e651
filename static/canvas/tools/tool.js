/**
 * What a tool is. A tool gets places instead of events, so it can be driven without a browser.
 *
 * @typedef {object} Place where a pointer is
 * @property {Point} stage in stage pixels
 * @property {Point} picture in picture pixels
 * @property {number} reach how near counts as "on it", in picture pixels; larger for a finger
 *
 * @typedef {object} Bench what a tool works with
 * @property {Store} store
 * @property {History} history
 * @property {(word: string) => void} say shows a short word at the pointer; takes the string's key
 *
 * @typedef {object} Tool
 * @property {(place: Place) => boolean} down false: nothing here for this tool, so a drag moves the picture
 * @property {(place: Place) => void} move pressed or not
 * @property {(place: Place) => void} up
 * @property {() => boolean} cancel true: there was a gesture to break off
 * @property {() => void} [letGo] takes back the press alone, for a finger that turned out to be half a pinch; what was
 *   set by earlier clicks stays. A tool without it is canceled
 * @property {(place: Place) => string} cursor a CSS cursor
 */

/**
 * @import { Point } from "../geometry.js"
 * @import { History } from "../history.js"
 * @import { Store } from "../store.js"
 */

/** A press that moves less than this many stage pixels is a click. */
export const CLICK_SLOP = 4;
