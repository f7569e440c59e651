/**
 * What a reviewer adds to the picture: pins where a box is missing, and corrections of boxes that are nearly right.
 */

import { changeBox, mendBox, nudgeSelected } from "../boxes.js";
import { asDrawn } from "../correction.js";
import { addMissing, changeMissing, nudgeMissing, removeMissing } from "../missing.js";
import { selectedBox, selectedMissing } from "../store.js";
import { toPicture } from "../viewport.js";
import { need } from "./dom.js";
import { createLabelChoice } from "./labelchoice.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Point } from "../geometry.js"
 * @import { ToolName } from "../store.js"
 * @import { Desk } from "./desk.js"
 */

const NEAR = 1;
const FAR = 10;

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {Desk} desk
 * @param {() => Point | null} pointer in stage pixels; null away from the stage
 * @returns {Record<string, Command>}
 */
export function createFindings(desk, pointer) {
  return { ...missingCommands(desk, pointer), ...correctionCommands(desk), ...stepCommands(desk) };
}

/**
 * @param {Desk} desk
 * @param {() => Point | null} pointer
 * @returns {Record<string, Command>}
 */
function missingCommands({ store, history }, pointer) {
  return {
    "missing-tool": () => use(store, "missing"),
    "new-missing"() {
      const { view, stage } = store.state;
      addMissing(store, toPicture(view, pointer() ?? { x: stage.width / 2, y: stage.height / 2 }));
      history.commit();
    },
  };
}

/**
 * @param {Desk} desk
 * @returns {Record<string, Command>}
 */
function correctionCommands({ root, store, history, say, commands }) {
  const choose = createLabelChoice(root, /** @type {HTMLDialogElement} */ (need(root, '[data-dialog="label"]')));
  const { grow, shrink } = commands;

  /** The box to be corrected; else why there is none is said. */
  function correctable() {
    const box = selectedBox(store.state);
    if (!box) say("choose_box");
    else if (box.approved === false) say("refused_not_corrected");
    return box && box.approved !== false ? box : null;
  }

  async function relabel() {
    const pin = selectedMissing(store.state);
    if (!pin && !correctable()) return;
    const label = await choose(store.state);
    const box = selectedBox(store.state);
    if (label === null) return;
    if (pin) changeMissing(store, pin.key, { label });
    else if (box) mendBox(store, box, { label });
    history.commit();
  }

  /** @param {Command} pull @returns {Command} */
  const whileCorrecting = (pull) => (binding, held) => {
    if (store.state.tool !== "correct") return say("correct_first");
    return correctable() ? pull(binding, held) : undefined;
  };

  return {
    correct: () => void ((store.state.tool === "correct" || correctable()) && use(store, "correct")),
    relabel: () => void relabel(),
    grow: whileCorrecting(grow),
    shrink: whileCorrecting(shrink),
    "take-back"() {
      const [box, pin] = [selectedBox(store.state), selectedMissing(store.state)];
      if (pin) removeMissing(store, pin.key);
      else if (box?.ghost) changeBox(store, box.key, { ...asDrawn(box), ghost: null });
      else return say(box ? "not_corrected" : "choose_box");
      return history.commit();
    },
  };
}

/**
 * Arrows move what is in hand, a pin or the box that is corrected; else they go from box to box, and the picture.
 *
 * @param {Desk} desk
 * @returns {Record<string, Command>}
 */
function stepCommands({ store, history, say, commands }) {
  const { next, previous, pan } = commands;

  /** @param {string} chord @param {number} far @param {boolean} [held] @returns {boolean} something was moved */
  function moved(chord, far, held) {
    const [dx, dy] = DIRECTIONS[chord.slice(chord.lastIndexOf("+") + 1)];
    const box = selectedBox(store.state);
    if (selectedMissing(store.state)) nudgeMissing(store, dx * far, dy * far);
    else if (store.state.tool === "correct" && box?.approved === false) say("refused_not_corrected");
    else if (store.state.tool === "correct" && box) nudgeSelected(store, dx * far, dy * far);
    else return false;
    history.commit({ merge: held });
    return true;
  }

  return {
    step(binding, held) {
      const isForward = binding.chord === "ArrowRight" || binding.chord === "ArrowDown";
      if (!moved(binding.chord, NEAR, held)) (isForward ? next : previous)(binding, held);
    },
    "step-far"(binding, held) {
      if (!moved(binding.chord, FAR, held)) pan(binding, held);
    },
    cancel() {
      if (store.state.tool !== "judge") store.set({ tool: "judge" });
      else store.set({ selected: null });
    },
  };
}

/** The tool, or back to judging where it is in hand already. @param {Desk["store"]} store @param {ToolName} tool */
function use(store, tool) {
  store.set({ tool: store.state.tool === tool ? "judge" : tool });
}
