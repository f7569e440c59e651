/**
 * The key table as data. The keyboard obeys it, the help dialog prints it.
 *
 * A chord is written "Ctrl+Shift+z": letters small, Cmd counts as Ctrl, signs such as "?" without Shift. The
 * worker's class keys win over bare letters and digits; so every action has a key that no class can take, or
 * it is spelled with a letter only where there are no class keys (review, view). Alt with a class key is about the
 * box made last, so no row may be spelled so.
 *
 * @typedef {object} KeyRow
 * @property {string} action
 * @property {string[]} keys
 * @property {string} says key of the string that describes it
 * @property {Mode[]} modes
 * @property {boolean} [repeats] goes on while the key is held
 *
 * @typedef {{action: string, chord: string, repeats: boolean, label?: number}} Binding
 */

/** @import { Label, Mode } from "./store.js" */

const ARROWS = ["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"];
const FAR_ARROWS = ARROWS.map((key) => `Shift+${key}`);
const FARTHEST_ARROWS = ARROWS.map((key) => `Ctrl+${key}`);
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const GROW_ARROWS = ARROWS.map((key) => `Alt+${key}`);
const SHRINK_ARROWS = ARROWS.map((key) => `Alt+Shift+${key}`);

/** @type {Mode[]} */
const DRAW = ["draw"];
/** @type {Mode[]} */
const VIEW = ["view"];
/** @type {Mode[]} */
const READ = ["review", "view"];
/** @type {Mode[]} */
const REVIEW = ["review"];
/** @type {Mode[]} */
const CHANGES = ["draw", "review"];
/** @type {Mode[]} */
const ALL = ["draw", "review", "view"];

/** @type {readonly KeyRow[]} */
export const KEY_TABLE = [
  { action: "switch-tool", keys: ["`"], says: "key_switch_tool", modes: DRAW },
  { action: "draw-tool", keys: ["b", "F2"], says: "key_draw_tool", modes: DRAW },
  { action: "extreme-tool", keys: ["e", "F3"], says: "key_extreme_tool", modes: DRAW },
  { action: "select-tool", keys: ["v", "F4"], says: "key_select_tool", modes: DRAW },
  { action: "next", keys: ["Tab"], says: "key_next", modes: DRAW, repeats: true },
  { action: "previous", keys: ["Shift+Tab"], says: "key_previous", modes: DRAW, repeats: true },
  { action: "next", keys: ["Tab"], says: "key_next", modes: REVIEW, repeats: true },
  { action: "previous", keys: ["Shift+Tab"], says: "key_previous", modes: REVIEW, repeats: true },
  { action: "next", keys: ["Tab", "ArrowRight", "ArrowDown"], says: "key_next", modes: VIEW, repeats: true },
  { action: "previous", keys: ["Shift+Tab", "ArrowLeft", "ArrowUp"], says: "key_previous", modes: VIEW, repeats: true },
  { action: "nudge", keys: ARROWS, says: "key_nudge", modes: DRAW, repeats: true },
  { action: "nudge-far", keys: FAR_ARROWS, says: "key_nudge_far", modes: DRAW, repeats: true },
  { action: "nudge-farthest", keys: FARTHEST_ARROWS, says: "key_nudge_farthest", modes: DRAW, repeats: true },
  { action: "grow", keys: GROW_ARROWS, says: "key_grow", modes: DRAW, repeats: true },
  { action: "shrink", keys: SHRINK_ARROWS, says: "key_shrink", modes: DRAW, repeats: true },
  { action: "new-box", keys: ["n", "Shift+Enter"], says: "key_new_box", modes: DRAW },
  { action: "paste", keys: [".", "Ctrl+v"], says: "key_paste", modes: DRAW, repeats: true },
  { action: "take-over", keys: [","], says: "key_take_over", modes: DRAW },
  { action: "toggle-hide", keys: [";"], says: "key_toggle_hide", modes: DRAW },
  { action: "toggle-lock", keys: ["/"], says: "key_toggle_lock", modes: DRAW },
  { action: "show-all", keys: ["'"], says: "key_show_all", modes: DRAW },
  { action: "earlier", keys: ["["], says: "key_earlier", modes: DRAW, repeats: true },
  { action: "later", keys: ["]"], says: "key_later", modes: DRAW, repeats: true },
  { action: "delete", keys: ["Delete", "Backspace"], says: "key_delete", modes: DRAW },
  { action: "next-proposal", keys: ["p", "PageDown"], says: "key_next_proposal", modes: DRAW, repeats: true },
  { action: "previous-proposal", keys: ["Shift+p", "PageUp"], says: "key_previous_proposal", modes: DRAW, repeats: true },
  { action: "accept-proposal", keys: ["y", "Shift+y"], says: "key_accept_proposal", modes: DRAW },
  { action: "reject-proposal", keys: ["x", "Shift+x"], says: "key_reject_proposal", modes: DRAW },
  { action: "accept-proposals", keys: ["Alt+Shift+y"], says: "key_accept_proposals", modes: DRAW },
  { action: "approve-box", keys: ["a"], says: "key_approve_box", modes: REVIEW },
  { action: "refuse-box", keys: ["x"], says: "key_refuse_box", modes: REVIEW },
  { action: "refuse-as", keys: DIGITS, says: "key_refuse_as", modes: REVIEW },
  { action: "refuse-again", keys: ["r"], says: "key_refuse_again", modes: REVIEW },
  { action: "missing-tool", keys: ["m"], says: "key_missing_tool", modes: REVIEW },
  { action: "new-missing", keys: ["Shift+m"], says: "key_new_missing", modes: REVIEW },
  { action: "correct", keys: ["e"], says: "key_correct", modes: REVIEW },
  { action: "relabel", keys: ["c"], says: "key_relabel", modes: REVIEW },
  { action: "step", keys: ARROWS, says: "key_step", modes: REVIEW, repeats: true },
  { action: "step-far", keys: FAR_ARROWS, says: "key_step_far", modes: REVIEW, repeats: true },
  { action: "grow", keys: GROW_ARROWS, says: "key_grow", modes: REVIEW, repeats: true },
  { action: "shrink", keys: SHRINK_ARROWS, says: "key_shrink", modes: REVIEW, repeats: true },
  { action: "take-back", keys: ["Delete", "Backspace"], says: "key_take_back", modes: REVIEW },
  { action: "flip", keys: ["f"], says: "key_flip", modes: READ },
  { action: "undo", keys: ["Ctrl+z"], says: "key_undo", modes: CHANGES, repeats: true },
  { action: "redo", keys: ["Ctrl+Shift+z", "Ctrl+y"], says: "key_redo", modes: CHANGES, repeats: true },
  { action: "cancel", keys: ["Escape"], says: "key_cancel", modes: ALL },
  { action: "zoom-in", keys: ["+", "="], says: "key_zoom_in", modes: ALL, repeats: true },
  { action: "zoom-out", keys: ["-"], says: "key_zoom_out", modes: ALL, repeats: true },
  { action: "fit", keys: ["0", "Shift+1"], says: "key_fit", modes: ALL },
  { action: "actual-size", keys: ["Shift+0"], says: "key_actual_size", modes: ALL },
  { action: "display", keys: ["\\"], says: "key_display", modes: ALL },
  { action: "hold-to-pan", keys: ["Space"], says: "key_pan", modes: ALL },
  { action: "pan", keys: FAR_ARROWS, says: "key_pan_far", modes: VIEW, repeats: true },
  { action: "submit", keys: ["Enter", "Ctrl+Enter"], says: "key_submit", modes: DRAW },
  { action: "approve", keys: ["Enter", "Ctrl+Enter", "Shift+a"], says: "key_approve", modes: REVIEW },
  { action: "return", keys: ["Shift+r"], says: "key_return", modes: REVIEW },
  { action: "reject", keys: ["Shift+x"], says: "key_reject", modes: REVIEW },
  { action: "help", keys: ["?", "F1"], says: "key_help", modes: ALL },
];

/**
 * What each chord does in a mode.
 *
 * @param {Mode} mode
 * @param {readonly Label[]} labels
 * @returns {Map<string, Binding>}
 */
export function bindings(mode, labels) {
  /** @type {Map<string, Binding>} */
  const bound = new Map();
  for (const { id, hotkey } of mode === "draw" ? labels : []) {
    const chord = hotkey.toLowerCase();
    if (!chord || bound.has(chord)) continue;
    bound.set(chord, { action: "label", chord, repeats: false, label: id });
    bound.set(`Alt+${chord}`, { action: "label-last", chord: `Alt+${chord}`, repeats: false, label: id });
  }
  for (const { action, keys, modes, repeats = false } of KEY_TABLE) {
    for (const chord of modes.includes(mode) ? keys : []) {
      if (!bound.has(chord)) bound.set(chord, { action, chord, repeats });
    }
  }
  return bound;
}

/**
 * The rows of the help dialog, without the keys that this project's classes took.
 *
 * @param {Mode} mode
 * @param {readonly Label[]} labels
 */
export function helpRows(mode, labels) {
  const bound = bindings(mode, labels);
  return KEY_TABLE.filter((row) => row.modes.includes(mode)).map(({ action, keys, says }) => ({
    says,
    keys: keys.filter((chord) => bound.get(chord)?.action === action),
  }));
}

/**
 * @param {Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event
 * @returns {string}
 */
export function chordOf(event) {
  const base = baseOf(event);
  // Signs need Shift on one keyboard and none on the next, so Shift only counts where it means something.
  const named = base.length > 1 || /^[a-z]$/.test(base);
  const shift = event.shiftKey && (named || (/^\d$/.test(base) && event.key !== base));
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${base}`;
}

/**
 * The key without modifiers. Letters and digits fall back to their place on the keyboard: with the Korean
 * layout on, the key "a" says "ㅁ", and a French digit row says "&".
 *
 * @param {Pick<KeyboardEvent, "key" | "code">} event
 */
function baseOf({ key, code }) {
  if (/^[a-z0-9]$/i.test(key)) return key.toLowerCase();
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  if (place?.[2]) return place[2];
  if (place && !/^[!-~]$/.test(key)) return place[1].toLowerCase();
  return key === " " ? "Space" : key;
}
