/**
 * What a key or a button does to the canvas. A command gets the chord that called it, so one row of the key
 * table can hold four arrows.
 *
 * @typedef {(binding: Pick<Binding, "chord" | "label">, held?: boolean) => void} Command
 */

import { answerCommands } from "./answering.js";
import { pasteBox, placeBox, takeOver } from "./copying.js";
import { showAll, showBox, stackAt, toggleHidden, toggleLocked } from "./shown.js";
import {
  chooseLabel, judgeBox, nudgeSelected, pullSelected, relabelLast, removeSelected, reorderSelected, selectNext,
} from "./boxes.js";
import { selectedBox } from "./store.js";
import { fitView, panBy, reveal, toPicture, zoomTo } from "./viewport.js";

/**
 * @import { Handle, Point } from "./geometry.js"
 * @import { History } from "./history.js"
 * @import { Binding } from "./keys.js"
 * @import { Store, ToolName } from "./store.js"
 */

const ZOOM_STEP = 1.25;
const NEAR = 1;
const FAR = 10;
const FARTHEST = 100;
const PAN_STEP = 80;

/**
 * Commands that leave a gesture going: the class may change while its box is being drawn, and so may the view.
 */
export const DURING_GESTURE = new Set(["label", "zoom-in", "zoom-out", "fit", "actual-size", "hold-to-pan", "pan"]);

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @type {Record<string, Handle>} */
const EDGES = { ArrowLeft: "w", ArrowRight: "e", ArrowUp: "n", ArrowDown: "s" };

/**
 * @typedef {object} CommandBench
 * @property {Store} store
 * @property {History} history
 * @property {(word: string) => void} say
 * @property {() => Point | null} pointer where the pointer is, in stage pixels; null away from the stage
 */

/**
 * @param {CommandBench} bench
 * @returns {Record<string, Command>}
 */
export function createCommands(bench) {
  const answers = answerCommands(bench, () => showSelected(bench.store));
  const { delete: remove, ...boxes } = boxCommands(bench);
  return {
    ...viewCommands(bench),
    ...boxes,
    ...newBoxCommands(bench),
    ...orderCommands(bench),
    ...selectionCommands(bench),
    ...answers,
    // Who removes a proposal turns it down, and goes on to the next.
    delete: (binding) => (selectedBox(bench.store.state)?.open ? answers["reject-proposal"](binding) : remove(binding)),
  };
}

/**
 * @param {CommandBench} bench
 * @returns {Record<string, Command>}
 */
function viewCommands({ store, pointer }) {
  /** @param {(scale: number) => number} next */
  const zoom = (next) => {
    const { view, picture, stage } = store.state;
    const about = pointer() ?? { x: stage.width / 2, y: stage.height / 2 };
    store.set({ view: zoomTo(view, next(view.scale), about, picture, stage), fitted: false });
  };
  return {
    "zoom-in": () => zoom((scale) => scale * ZOOM_STEP),
    "zoom-out": () => zoom((scale) => scale / ZOOM_STEP),
    "actual-size"() {
      zoom(() => 1);
      store.set({ zoom: "actual" });
    },
    fit: () => store.set({ view: fitView(store.state.picture, store.state.stage), fitted: true, zoom: "fit" }),
    pan: ({ chord }) => pan(store, chord),
  };
}

/**
 * @param {Store} store
 * @param {string} chord
 */
function pan(store, chord) {
  const { view, picture, stage } = store.state;
  const [dx, dy] = directionOf(chord);
  store.set({ view: panBy(view, -dx * PAN_STEP, -dy * PAN_STEP, picture, stage), fitted: false });
}

/**
 * @param {CommandBench} bench
 * @returns {Record<string, Command>}
 */
function boxCommands({ store, history, say }) {
  /** @param {number} far @returns {Command} */
  const nudge = (far) => ({ chord }, held) => {
    // Without a box to nudge the arrows move the picture: nobody should need a mouse to look around.
    if (!selectedBox(store.state)) return pan(store, chord);
    const [dx, dy] = directionOf(chord);
    if (isLocked()) return say("locked");
    settle(nudgeSelected(store, dx * far, dy * far), held);
  };
  /** @param {1 | -1} sign outwards or inwards @returns {Command} */
  const pull = (sign) => ({ chord }, held) => {
    if (!selectedBox(store.state)) return say("choose_box");
    if (isLocked()) return say("locked");
    const far = sign * (held ? FAR : NEAR);
    const [dx, dy] = directionOf(chord);
    settle(pullSelected(store, EDGES[keyOf(chord)], dx * far, dy * far), held);
  };
  /** @param {string} word why nothing changed @param {boolean} [held] */
  const settle = (word, held = false) => (word ? say(word) : history.commit({ merge: held }));
  const isLocked = () => store.state.locked.has(store.state.selected ?? "");
  return {
    undo: () => history.undo(),
    redo: () => history.redo(),
    nudge: nudge(NEAR),
    "nudge-far": nudge(FAR),
    "nudge-farthest": nudge(FARTHEST),
    grow: pull(1),
    shrink: pull(-1),
    delete() {
      if (isLocked()) return say("locked");
      removeSelected(store);
      history.commit();
    },
    label({ label }) {
      if (label === undefined) return;
      settle(chooseLabel(store, label));
    },
    "label-last"({ label }) {
      if (label === undefined) return;
      settle(relabelLast(store, label));
    },
    "approve-box"() {
      const box = selectedBox(store.state);
      if (!box) return say("choose_box");
      judgeBox(store, box.key, "");
      history.commit();
    },
  };
}

/**
 * @param {CommandBench} bench
 * @returns {Record<string, Command>}
 */
function newBoxCommands({ store, history, say, pointer }) {
  return {
    paste() {
      const { view, stage } = store.state;
      pasteBox({ store, say }, toPicture(view, pointer() ?? { x: stage.width / 2, y: stage.height / 2 }));
      history.commit();
    },
    "take-over"() {
      takeOver({ store, say });
      history.commit();
    },
    "new-box"() {
      placeBox({ store, say });
      history.commit();
    },
  };
}

/**
 * What a worker puts out of the way, and in which order the boxes stand.
 *
 * @param {CommandBench} bench
 * @returns {Record<string, Command>}
 */
function orderCommands({ store, history, say }) {
  /** @param {(key: string) => void} change @returns {Command} */
  const toSelected = (change) => () => {
    const { selected } = store.state;
    if (!selected) return say("choose_box");
    change(selected);
    history.commit();
  };
  return {
    "toggle-lock": toSelected((key) => toggleLocked(store, key)),
    "toggle-hide": toSelected((key) => toggleHidden(store, key)),
    "show-all": () => showAll(store),
    earlier: toSelected(() => reorderSelected(store, -1)),
    later: toSelected(() => reorderSelected(store, 1)),
  };
}

/**
 * @param {CommandBench} bench
 * @returns {Record<string, Command>}
 */
function selectionCommands({ store, pointer }) {
  /** @param {1 | -1} step */
  const select = (step) => {
    const at = pointer();
    selectNext(store, step, stackAt(store.state, at && toPicture(store.state.view, at)));
    showSelected(store);
  };
  /** @param {ToolName} tool */
  const use = (tool) => {
    if (tool === "draw" || tool === "extreme") drawing = tool;
    store.set({ tool, toolBefore: null });
  };
  /** @type {ToolName} the way of drawing to go back to */
  let drawing = store.state.tool === "extreme" ? "extreme" : "draw";
  return {
    next: () => select(1),
    previous: () => select(-1),
    "draw-tool": () => use("draw"),
    "extreme-tool": () => use("extreme"),
    "select-tool": () => use("select"),
    "pan-tool": () => use("pan"),
    "switch-tool": () => use(store.state.tool === drawing ? "select" : drawing),
    // A box taken from the list is meant to be looked at or changed, so the worker's tool follows.
    "choose-box"() {
      const box = selectedBox(store.state);
      if (box) showBox(store, box);
      if (store.state.mode === "draw") use("select");
      showSelected(store);
    },
    // The gesture is already broken off by whoever calls; then Escape lets go of the box, then of the tool.
    cancel() {
      if (store.state.selected) store.set({ selected: null });
      else if (store.state.mode === "draw") use(drawing);
    },
  };
}

/**
 * Brings the selected box onto the stage.
 *
 * @param {Store} store
 */
export function showSelected(store) {
  const { view, picture, stage } = store.state;
  const box = selectedBox(store.state);
  if (!box) return;
  const shown = reveal(view, box, picture, stage);
  if (shown !== view) store.set({ view: shown, fitted: false });
}

/** @param {string} chord */
function directionOf(chord) {
  return DIRECTIONS[keyOf(chord)];
}

/** The key of a chord without its modifiers. @param {string} chord */
function keyOf(chord) {
  return chord.slice(chord.lastIndexOf("+") + 1);
}
