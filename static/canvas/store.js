/**
 * What the canvas knows, in one place. The state is never changed in place: `set` makes a new one and tells the
 * listeners. Everything that changes boxes is a function of this file, so a rule about boxes has one home.
 *
 * @typedef {"draw" | "review" | "view"} Mode
 * @typedef {"draw" | "extreme" | "select" | "pan" | "judge"} ToolName
 *
 * @typedef {object} Label a class of object with its price
 * @property {number} id
 * @property {string} name
 * @property {string} color `#rrggbb`
 * @property {string} hotkey one letter or digit, or empty
 * @property {number} unit_price_micro millionths of the currency unit
 * @property {string} currency
 *
 * @typedef {object} Judged
 * @property {number | null} id the server's id, null for a box that it does not know yet
 * @property {string} key this page's own name for the box; stable while the page lives
 * @property {number} label
 * @property {boolean | null} approved in draw mode false means: the reviewer pinned a reason to it
 * @property {string} reason
 * @property {boolean} mended the worker changed it after the reviewer's pin
 * @property {boolean} beside the page is about other boxes of this picture: those of one line of a statement
 *
 * @typedef {Rect & Judged} Box
 *
 * @typedef {object} State
 * @property {Mode} mode
 * @property {Size} picture
 * @property {readonly Label[]} labels
 * @property {number} maxBoxes
 * @property {readonly Box[]} boxes in drawing order; a box's number is its place
 * @property {string | null} selected a box's key
 * @property {number | null} label the class that the next box gets; it sticks
 * @property {ToolName} tool
 * @property {Rect | null} sketch the box being drawn
 * @property {readonly Point[]} marks the points of it that are set, where it is drawn by its extreme points
 * @property {string | null} last key of the box made last
 * @property {readonly (Rect & {label: number})[]} previous boxes of the worker's picture before this one
 * @property {ReadonlySet<string>} doubles keys of boxes that were pointed out as drawn twice
 * @property {ReadonlySet<string>} hidden keys of boxes that are out of sight
 * @property {ReadonlySet<string>} locked keys of boxes that no hand changes
 * @property {ReadonlySet<number>} hiddenLabels classes that are out of sight
 * @property {View} view
 * @property {Size} stage
 * @property {Zoom} zoom how a picture opens
 * @property {Display} display
 * @property {boolean} fitted the view follows the stage's size until somebody zooms or pans
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 *
 * @typedef {Rect & {label: number}} OutgoingBox a box as the server takes it
 * @typedef {(state: State, before: State) => void} Listener
 * @typedef {ReturnType<typeof createStore>} Store
 */

import { MIN_SIDE, moveRect, rectBetween, resizeRect } from "./geometry.js";
import { PLAIN } from "./settings.js";

/**
 * @import { Handle, Point, Rect, Size } from "./geometry.js"
 * @import { Display, Zoom } from "./settings.js"
 * @import { View } from "./viewport.js"
 */

/**
 * @param {Partial<State> & {mode: Mode, picture: Size, labels: readonly Label[]}} first
 */
export function createStore(first) {
  /** @type {State} */
  let state = {
    maxBoxes: Infinity,
    boxes: [],
    selected: null,
    label: first.labels[0]?.id ?? null,
    tool: first.mode === "draw" ? "draw" : "judge",
    sketch: null,
    marks: [],
    last: null,
    previous: [],
    doubles: new Set(),
    hidden: new Set(),
    locked: new Set(),
    hiddenLabels: new Set(),
    view: { scale: 1, x: 0, y: 0 },
    stage: { width: 0, height: 0 },
    zoom: "fit",
    display: PLAIN,
    fitted: true,
    canUndo: false,
    canRedo: false,
    ...first,
  };
  /** @type {Set<Listener>} */
  const listeners = new Set();
  let made = 0;
  return {
    get state() {
      return state;
    },
    /** @param {Partial<State>} changes */
    set(changes) {
      const before = state;
      state = { ...state, ...changes };
      for (const listener of listeners) listener(state, before);
    },
    /** @param {Listener} listener */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    newKey() {
      made += 1;
      return `b${made}`;
    },
  };
}

/**
 * Takes the server's boxes in.
 *
 * @param {Store} store
 * @param {readonly (Rect & {id: number | null, label: number, approved?: boolean | null, reason?: string,
 *   in_line?: boolean})[]} sent
 */
export function takeBoxes(store, sent) {
  const { mode, picture } = store.state;
  // A reviewer's line pays the picture as a whole: then no box stands out.
  const someInLine = sent.some((box) => box.in_line);
  const boxes = sent.map((box) => ({
    ...rectBetween(box, { x: box.x + box.width, y: box.y + box.height }, picture),
    id: box.id,
    key: store.newKey(),
    label: box.label,
    // A reviewer starts from "all good" and marks what is not.
    approved: mode === "review" ? (box.approved ?? true) : (box.approved ?? null),
    reason: box.reason ?? "",
    mended: false,
    beside: someInLine && !box.in_line,
  }));
  store.set({ boxes });
}

/**
 * @param {Store} store
 * @param {Rect} rect
 * @param {number} label
 * @returns {Box}
 */
export function addBox(store, rect, label) {
  return addBoxes(store, [{ ...rect, label }])[0];
}

/**
 * @param {Store} store
 * @param {readonly (Rect & {label: number})[]} rects
 */
export function addBoxes(store, rects) {
  const judged = { approved: null, reason: "", mended: false, beside: false };
  /** @type {Box[]} */
  const made = rects.map(({ x, y, width, height, label }) => {
    return { x, y, width, height, id: null, key: store.newKey(), label, ...judged };
  });
  store.set({ boxes: [...store.state.boxes, ...made], last: made.at(-1)?.key ?? store.state.last });
  return made;
}

/**
 * @param {Store} store
 * @param {string} key
 * @param {Partial<Box>} changes
 */
export function changeBox(store, key, changes) {
  store.set({ boxes: store.state.boxes.map((box) => (box.key === key ? { ...box, ...changes } : box)) });
}

/**
 * The worker's own change: a pinned box counts as mended from here on.
 *
 * @param {Store} store
 * @param {Box} box
 * @param {Partial<Box>} changes
 */
export function mendBox(store, box, changes) {
  changeBox(store, box.key, { ...changes, mended: isPinned(box) || box.mended });
}

/**
 * @param {Store} store
 * @param {number} dx in picture pixels
 * @param {number} dy
 */
export function nudgeSelected(store, dx, dy) {
  const box = selectedBox(store.state);
  if (box) mendBox(store, box, moveRect(box, dx, dy, store.state.picture));
}

/**
 * One edge or corner of the selected box moves; an edge does not pass the one across from it.
 *
 * @param {Store} store
 * @param {Handle} handle
 * @param {number} dx in picture pixels
 * @param {number} dy
 */
export function pullSelected(store, handle, dx, dy) {
  const box = selectedBox(store.state);
  if (!box) return;
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const x = handle.includes("w") ? Math.min(box.x + dx, right - MIN_SIDE) : Math.max(right + dx, box.x + MIN_SIDE);
  const y = handle.includes("n") ? Math.min(box.y + dy, bottom - MIN_SIDE) : Math.max(bottom + dy, box.y + MIN_SIDE);
  mendBox(store, box, resizeRect(box, handle, { x, y }, store.state.picture));
}

/**
 * The selected box changes places with the one before or after it: that is its number, and what lies on top.
 *
 * @param {Store} store
 * @param {1 | -1} step
 */
export function reorderSelected(store, step) {
  const boxes = [...store.state.boxes];
  const at = boxes.findIndex((box) => box.key === store.state.selected);
  if (at < 0 || !boxes[at + step]) return;
  [boxes[at], boxes[at + step]] = [boxes[at + step], boxes[at]];
  store.set({ boxes });
}

/** @param {Store} store */
export function removeSelected(store) {
  const { boxes, selected } = store.state;
  store.set({ boxes: boxes.filter((box) => box.key !== selected), selected: null });
}

/**
 * Chooses the class of the next box. The selected box changes its class too, unless a box is being drawn: then
 * the choice is about that one.
 *
 * @param {Store} store
 * @param {number} label
 */
export function chooseLabel(store, label) {
  const box = selectedBox(store.state);
  store.set({ label });
  const isFree = box && !store.state.sketch && !store.state.locked.has(box.key);
  if (isFree && box.label !== label) mendBox(store, box, { label });
}

/**
 * The class of the box made last, which is seldom the selected one; the next box keeps the class it would have had.
 *
 * @param {Store} store
 * @param {number} label
 */
export function relabelLast(store, label) {
  const box = lastBox(store.state);
  if (box && box.label !== label) mendBox(store, box, { label });
}

/**
 * @param {Store} store
 * @param {1 | -1} step
 * @param {readonly Box[]} [among] the boxes to go through, in their order
 */
export function selectNext(store, step, among = store.state.boxes) {
  if (!among.length) return;
  const at = among.findIndex((box) => box.key === store.state.selected);
  const next = at < 0 ? (step > 0 ? 0 : among.length - 1) : (at + step + among.length) % among.length;
  store.set({ selected: among[next].key });
}

/**
 * @param {Store} store
 * @param {string} key
 * @param {string} reason why it is refused; an empty one approves the box
 */
export function judgeBox(store, key, reason) {
  changeBox(store, key, { approved: reason === "", reason });
}

/**
 * @param {State} state
 * @returns {Box | undefined}
 */
export function selectedBox(state) {
  return state.boxes.find((box) => box.key === state.selected);
}

/**
 * The box made last, or the last in the list where none was made here.
 *
 * @param {State} state
 */
export function lastBox(state) {
  return state.boxes.find((box) => box.key === state.last) ?? state.boxes.at(-1);
}

/** @param {Box} box */
export function isPinned(box) {
  return box.approved === false && !box.mended;
}

/**
 * @param {State} state
 * @param {number | null} id
 */
export function labelOf(state, id) {
  return state.labels.find((label) => label.id === id);
}

/**
 * What the boxes are worth that were not refused, in millionths of the currency unit: integers all the way. A
 * worker's pinned box counts: it is to be mended, and then it is paid.
 *
 * @param {State} state
 */
export function worthMicro(state) {
  const paid = state.boxes.filter((box) => !box.beside && (state.mode === "draw" || box.approved !== false));
  return paid.reduce((sum, box) => sum + (labelOf(state, box.label)?.unit_price_micro ?? 0), 0);
}

/**
 * The boxes as the server wants them.
 *
 * @param {State} state
 * @returns {OutgoingBox[]}
 */
export function outgoingBoxes(state) {
  return state.boxes.map(({ label, x, y, width, height }) => ({ label, x, y, width, height }));
}
