/**
 * What a key or a button does to the canvas. A command gets the chord that called it, so one row of the key
 * table can hold four arrows.
 *
 * @typedef {(binding: Pick<Binding, "chord" | "label">, held?: boolean) => void} Command
 */

import { chooseLabel, judgeBox, nudgeSelected, removeSelected, selectedBox, selectNext } from "./store.js";
import { fitView, panBy, reveal, zoomTo } from "./viewport.js";

/**
 * @import { History } from "./history.js"
 * @import { Binding } from "./keys.js"
 * @import { Store, ToolName } from "./store.js"
 */

const ZOOM_STEP = 1.25;
const NEAR = 1;
const FAR = 10;
const PAN_STEP = 80;

/**
 * Commands that leave a gesture going: the class may change while its box is being drawn, and so may the view.
 */
export const DURING_GESTURE = new Set(["label", "zoom-in", "zoom-out", "fit", "actual-size", "hold-to-pan", "pan"]);

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {object} bench
 * @param {Store} bench.store
 * @param {History} bench.history
 * @param {(word: string) => void} bench.say
 * @returns {Record<string, Command>}
 */
export function createCommands({ store, history, say }) {
  return { ...viewCommands(store), ...boxCommands(store, history, say), ...selectionCommands(store) };
}

/**
 * @param {Store} store
 * @returns {Record<string, Command>}
 */
function viewCommands(store) {
  /** @param {(scale: number) => number} next */
  const zoom = (next) => {
    const { view, picture, stage } = store.state;
    const middle = { x: stage.width / 2, y: stage.height / 2 };
    store.set({ view: zoomTo(view, next(view.scale), middle, picture, stage), fitted: false });
  };
  return {
    "zoom-in": () => zoom((scale) => scale * ZOOM_STEP),
    "zoom-out": () => zoom((scale) => scale / ZOOM_STEP),
    "actual-size": () => zoom(() => 1),
    fit: () => store.set({ view: fitView(store.state.picture, store.state.stage), fitted: true }),
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
 * @param {Store} store
 * @param {History} history
 * @param {(word: string) => void} say
 * @returns {Record<string, Command>}
 */
function boxCommands(store, history, say) {
  /** @param {number} far @returns {Command} */
  const nudge = (far) => ({ chord }, held) => {
    // Without a box to nudge the arrows move the picture: nobody should need a mouse to look around.
    if (!selectedBox(store.state)) return pan(store, chord);
    const [dx, dy] = directionOf(chord);
    nudgeSelected(store, dx * far, dy * far);
    history.commit({ merge: held });
  };
  return {
    undo: () => history.undo(),
    redo: () => history.redo(),
    nudge: nudge(NEAR),
    "nudge-far": nudge(FAR),
    delete() {
      removeSelected(store);
      history.commit();
    },
    label({ label }) {
      if (label === undefined) return;
      chooseLabel(store, label);
      history.commit();
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
 * @param {Store} store
 * @returns {Record<string, Command>}
 */
function selectionCommands(store) {
  /** @param {1 | -1} step */
  const select = (step) => {
    selectNext(store, step);
    showSelected(store);
  };
  /** @param {ToolName} tool */
  const use = (tool) => store.set({ tool });
  return {
    next: () => select(1),
    previous: () => select(-1),
    "draw-tool": () => use("draw"),
    "select-tool": () => use("select"),
    "pan-tool": () => use("pan"),
    "switch-tool": () => use(store.state.tool === "draw" ? "select" : "draw"),
    // A box taken from the list is meant to be looked at or changed, so the worker's tool follows.
    "choose-box"() {
      if (store.state.mode === "draw") use("select");
      showSelected(store);
    },
    // The gesture is already broken off by whoever calls; then Escape lets go of the box, then of the tool.
    cancel() {
      if (store.state.selected) store.set({ selected: null });
      else if (store.state.mode === "draw") use("draw");
    },
  };
}

/**
 * Brings the selected box onto the stage.
 *
 * @param {Store} store
 */
function showSelected(store) {
  const { view, picture, stage } = store.state;
  const box = selectedBox(store.state);
  if (!box) return;
  const shown = reveal(view, box, picture, stage);
  if (shown !== view) store.set({ view: shown, fitted: false });
}

/** @param {string} chord */
function directionOf(chord) {
  return DIRECTIONS[chord.replace("Shift+", "")];
}
