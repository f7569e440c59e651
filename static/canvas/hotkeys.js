/**
 * A key for each class: its own, or one that is still free.
 */

import { KEY_TABLE } from "./keys.js";

/** @import { Label } from "./store.js" */

/** In the order in which a hand finds them. */
const KEYS = [..."1234567890abcdefghijklmnopqrstuvwxyz"];

/** Letters that mean something else to a worker. Digits are for classes: what has one has another key too. */
const COMMANDS = KEY_TABLE.filter(({ modes }) => modes.includes("draw")).flatMap(({ keys }) => keys);
const FREE = KEYS.filter((key) => /\d/.test(key) || !COMMANDS.includes(key));

/**
 * Classes without a key get one; where there are more classes than keys, the last ones go without.
 *
 * @param {readonly Label[]} labels
 * @returns {Label[]}
 */
export function withHotkeys(labels) {
  const taken = new Set(labels.map(({ hotkey }) => hotkey.toLowerCase()));
  const left = FREE.filter((key) => !taken.has(key));
  return labels.map((label) => (label.hotkey ? label : { ...label, hotkey: left.shift() ?? "" }));
}
