/**
 * What the canvas knows, in one place. The state is never changed in place: `set` makes a new one and tells the
 * listeners. What changes boxes is in boxes.js.
 *
 * @typedef {"draw" | "review" | "view"} Mode
 * @typedef {"draw" | "extreme" | "select" | "pan" | "judge" | "missing" | "correct"} ToolName
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
 * @property {(Rect & {label: number}) | null} ghost where a reviewer corrected it: as it was drawn, or as it was
 *   corrected, whichever of the two the box itself does not show
 * @property {Change | null} change against the round before, where there was one
 * @property {string} before what the reviewer said of it then
 * @property {number | null} proposal the id of the proposal that it is, or was made from
 * @property {boolean} open nobody has acted on the proposal yet: it is not drawn, not handed in and not paid
 *
 * @typedef {Rect & Judged} Box
 *
 * @typedef {Point & {key: string, label: number | null, reason: string}} Missing a place where a box is missing
 *
 * @typedef {Rect & {id: number, label: number, score: number | null, source: string}} Proposal
 *
 * @typedef {object} State
 * @property {Mode} mode
 * @property {Size} picture
 * @property {readonly Label[]} labels
 * @property {number} maxBoxes
 * @property {number} minSide the shortest side of a box, in picture pixels
 * @property {readonly Box[]} boxes in drawing order; a box's number is its place. Open proposals lie behind the others
 * @property {readonly Proposal[]} proposals all that was offered; what is not among the boxes any more was rejected
 * @property {readonly Missing[]} missing a reviewer's pins
 * @property {string | null} selected a box's key, or a pin's
 * @property {number | null} label the class that the next box gets; it sticks
 * @property {ToolName} tool
 * @property {ToolName | null} toolBefore the tool to go back to when the proposals of this picture are answered
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
 * @property {boolean} flipped the boxes of the round before are seen in place of these
 * @property {boolean} fitted the view follows the stage's size until somebody zooms or pans
 * @property {boolean} busy a hand is in the middle of a gesture: what it changes is not finished
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 *
 * @typedef {Rect & {label: number, proposal?: number, rejected?: true}} OutgoingBox a box as it is kept and sent, or a
 *   proposal that the worker rejected
 * @typedef {(state: State, before: State) => void} Listener
 * @typedef {ReturnType<typeof createStore>} Store
 */

import { MIN_SIDE } from "./geometry.js";
import { PLAIN } from "./settings.js";

/**
 * @import { Point, Rect, Size } from "./geometry.js"
 * @import { Change } from "./rounds.js"
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
    minSide: MIN_SIDE,
    boxes: [],
    proposals: [],
    missing: [],
    selected: null,
    label: first.labels[0]?.id ?? null,
    tool: first.mode === "draw" ? "draw" : "judge",
    toolBefore: null,
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
    flipped: false,
    fitted: true,
    busy: false,
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
 * Calls back when boxes changed, for a gesture only once: when the hand lifted.
 *
 * @param {Store} store
 * @param {() => void} run
 */
export function whenBoxesRest(store, run) {
  let known = store.state.boxes;
  return store.subscribe(({ busy, boxes }) => {
    if (busy || boxes === known) return;
    known = boxes;
    run();
  });
}

/**
 * @param {State} state
 * @returns {Box | undefined}
 */
export function selectedBox(state) {
  return state.boxes.find((box) => box.key === state.selected);
}

/** @param {State} state */
export function selectedMissing(state) {
  return state.missing.find((pin) => pin.key === state.selected);
}

/**
 * The boxes that a person has drawn or acted on.
 *
 * @param {Pick<State, "boxes">} state
 */
export function drawnBoxes({ boxes }) {
  return boxes.at(-1)?.open ? boxes.filter(({ open }) => !open) : boxes;
}

/**
 * Whether the picture has no room for so many boxes more.
 *
 * @param {State} state
 * @param {number} [more]
 */
export function isFull(state, more = 1) {
  return drawnBoxes(state).length + more > state.maxBoxes;
}

/**
 * The box made last, or the last in the list where none was made here.
 *
 * @param {State} state
 */
export function lastBox(state) {
  return state.boxes.find((box) => box.key === state.last) ?? drawnBoxes(state).at(-1);
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
 * The class at which a box is paid: the one it was drawn with, whatever a reviewer made of it.
 *
 * @param {State} state
 * @param {Box} box
 */
export function paidLabel(state, box) {
  const showsCorrection = state.mode === "review" || state.flipped;
  return labelOf(state, box.ghost && showsCorrection ? box.ghost.label : box.label);
}

/**
 * What the boxes are worth that were not refused, in millionths of the currency unit: integers all the way. A
 * worker's pinned box counts: it is to be mended, and then it is paid.
 *
 * @param {State} state
 */
export function worthMicro(state) {
  const paid = drawnBoxes(state).filter((box) => !box.beside && (state.mode === "draw" || box.approved !== false));
  return paid.reduce((sum, box) => sum + (paidLabel(state, box)?.unit_price_micro ?? 0), 0);
}

/**
 * The proposals that the worker turned down, or accepted and then removed.
 *
 * @param {State} state
 */
export function rejectedProposals({ proposals, boxes }) {
  if (!proposals.length) return [];
  const there = new Set(boxes.map(({ proposal }) => proposal));
  return proposals.filter(({ id }) => !there.has(id));
}

/** @type {WeakMap<Box | Proposal, OutgoingBox>} */
const outgoing = new WeakMap();

/**
 * The boxes as the server wants them, the rejected proposals behind them; of what did not change it is the same object
 * again.
 *
 * @param {State} state
 * @returns {OutgoingBox[]}
 */
export function outgoingBoxes(state) {
  return [...drawnBoxes(state), ...rejectedProposals(state)].map((box) => {
    const known = outgoing.get(box);
    if (known) return known;
    const made = "key" in box ? outgoingBox(box) : outgoingRejection(box);
    outgoing.set(box, made);
    return made;
  });
}

/** @param {Rect & {label: number, proposal?: number | null}} box @returns {OutgoingBox} */
export function outgoingBox({ label, x, y, width, height, proposal }) {
  const box = { label, x, y, width, height };
  return proposal ? { ...box, proposal } : box;
}

/** @param {Proposal} proposal @returns {OutgoingBox} */
export function outgoingRejection({ id, ...box }) {
  return { ...outgoingBox(box), proposal: id, rejected: true };
}
