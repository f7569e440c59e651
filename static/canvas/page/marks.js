/**
 * What a reviewer's hand leaves over the picture: pins where a box is missing, the other place of a corrected box,
 * and which boxes are new or changed since the round before.
 */

import { isCorrected } from "../correction.js";
import { labelOf } from "../store.js";
import { rectOnStage, toStage } from "../viewport.js";
import { need } from "./dom.js";

/**
 * @import { Box, Missing, State, Store } from "../store.js"
 * @import { Texts } from "./config.js"
 */

/** So many marks tell something; more would only cover the picture, and the list has them all. */
const MOST = 200;

const DECIDING = /** @type {const} */ (["view", "stage", "missing", "boxes", "selected", "flipped", "labels"]);

/**
 * @param {HTMLElement} host the stage
 * @param {Store} store
 * @param {Texts} texts
 */
export function showMarks(host, store, texts) {
  const layer = document.createElement("div");
  layer.dataset.marks = "";
  need(host, "[data-guides]").append(layer);
  let asked = false;

  function update() {
    asked = false;
    const { state } = store;
    const isReview = state.mode === "review";
    const pins = isReview && state.flipped ? [] : state.missing.map((pin) => pinSign(state, pin));
    const ghosts = isReview && state.flipped ? [] : state.boxes.filter(isCorrected).map((box) => ghostSign(state, box));
    const changes = isReview && !state.flipped ? state.boxes.filter(isNews).map((box) => changeSign(state, box)) : [];
    layer.replaceChildren(...[...ghosts, ...changes].slice(0, MOST), ...pins);
  }

  /** @param {Box} box */
  const isNews = (box) => box.change === "new" || box.change === "changed";

  /** @param {State} state @param {Box} box */
  function changeSign(state, box) {
    const { x, y, height } = rectOnStage(state.view, box);
    const { change } = box;
    const element = sign(`change guide-change--${change}`, { x, y: y + height });
    element.textContent = texts.text(`change_${change}`);
    return element;
  }

  store.subscribe((now, before) => {
    // A worker who draws has no marks, or pins alone: nothing is asked of each move of a box.
    if (now.mode === "draw" && !now.missing.length && !before.missing.length) return;
    if (asked || DECIDING.every((field) => now[field] === before[field])) return;
    asked = true;
    requestAnimationFrame(update);
  });
  update();
}

/** @param {State} state @param {Missing} pin */
function pinSign(state, pin) {
  const element = sign("missing", toStage(state.view, pin));
  element.dataset.missing = pin.key;
  element.style.setProperty("--pin", labelOf(state, pin.label)?.color ?? "");
  element.classList.toggle("is-selected", pin.key === state.selected);
  element.textContent = String(state.missing.indexOf(pin) + 1);
  return element;
}

/** @param {State} state @param {Box} box */
function ghostSign(state, box) {
  const place = box.ghost ?? box;
  const { x, y, width, height } = rectOnStage(state.view, place);
  const element = sign("ghost", { x, y });
  Object.assign(element.style, { width: `${width}px`, height: `${height}px` });
  element.style.setProperty("--ghost", labelOf(state, place.label)?.color ?? "");
  return element;
}

/** @param {string} kind @param {{x: number, y: number}} at in stage pixels */
function sign(kind, { x, y }) {
  const element = document.createElement("i");
  element.className = `guide-${kind}`;
  Object.assign(element.style, { left: `${x}px`, top: `${y}px` });
  return element;
}
