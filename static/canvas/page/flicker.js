/**
 * Two rounds at one place: a key shows the boxes of the round before instead of those on the desk, and back. It
 * changes when somebody asks, never by itself, so it flashes for nobody (WCAG 2.3.1).
 */

import { classLook, colorOf } from "../look.js";
import { crispRect, paintBox } from "../paint.js";
import { compareRounds } from "../rounds.js";
import { contextOf } from "../surface.js";
import { rectOnStage, toStage } from "../viewport.js";
import { mark, write } from "./dom.js";

/**
 * @import { State } from "../store.js"
 * @import { Config, Texts } from "./config.js"
 * @import { Desk } from "./desk.js"
 */

/** Who holds the key longer wants to see the round before only meanwhile. */
const HELD_MS = 350;
const PIN = 6;

/** @param {Desk} desk */
export function createFlicker(desk) {
  const { root, host, store, texts, say } = desk;
  const canvas = document.createElement("canvas");
  canvas.className = "canvas__earlier";
  host.append(canvas);
  const word = document.createElement("p");
  word.className = "canvas__round";
  word.setAttribute("role", "status");
  host.append(word);
  const button = root.querySelector('[data-action="flip"]');
  let pressedAt = 0;

  /** @param {State} state */
  function paint(state) {
    const { earlier } = desk.config;
    host.classList.toggle("is-flipped", state.flipped);
    mark(button, "aria-pressed", state.flipped);
    write(word, earlier ? roundName(desk.config, state, texts) : "");
    word.hidden = !earlier;
    if (!state.flipped || !earlier) return;
    const context = cleared(canvas, state);
    earlier.boxes.forEach((box, index) => {
      paintBox(context, crispRect(rectOnStage(state.view, box), devicePixelRatio), {
        ...classLook(state, box.label, String(index + 1)),
        mark: box.approved === false ? "pinned" : "none",
      });
    });
    for (const pin of earlier.missing) paintPin(context, toStage(state.view, pin), colorOf(state, pin.label));
  }

  let asked = false;
  store.subscribe((now, before) => {
    const isSame = now.flipped === before.flipped && now.picture === before.picture;
    if (asked || (isSame && !(now.flipped && (now.view !== before.view || now.stage !== before.stage)))) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      paint(store.state);
    });
  });
  paint(store.state);

  const flip = () => store.set({ flipped: !store.state.flipped });
  return {
    flip() {
      if (!desk.config.earlier) return say("first_round");
      pressedAt = performance.now();
      return flip();
    },
    "flip-released"() {
      if (pressedAt && store.state.flipped && performance.now() - pressedAt >= HELD_MS) flip();
      pressedAt = 0;
    },
  };
}

/** @param {Config} config @param {State} state @param {Texts} texts */
function roundName({ earlier, round = 1 }, state, texts) {
  return texts.text("round", { round: state.flipped ? (earlier?.round ?? round - 1) : round });
}

/**
 * What the list says of the round before: boxes that are gone, and what was said to be missing.
 *
 * @param {Config} config
 * @returns {{removed: NonNullable<Config["earlier"]>["boxes"], missing: NonNullable<Config["earlier"]>["missing"]}}
 */
export function leftOfRound({ earlier, boxes }) {
  if (!earlier) return { removed: [], missing: [] };
  const { removed } = compareRounds(earlier.boxes, boxes);
  return { removed: earlier.boxes.filter((box) => removed.includes(box)), missing: earlier.missing };
}

/** @param {HTMLCanvasElement} canvas @param {State} state */
function cleared(canvas, { stage }) {
  canvas.width = Math.round(stage.width * devicePixelRatio);
  canvas.height = Math.round(stage.height * devicePixelRatio);
  Object.assign(canvas.style, { width: `${stage.width}px`, height: `${stage.height}px` });
  const context = contextOf(canvas);
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return context;
}

/** @param {CanvasRenderingContext2D} context @param {{x: number, y: number}} at @param {string} color */
function paintPin(context, { x, y }, color) {
  context.beginPath();
  context.arc(x, y, PIN, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.strokeStyle = "#fffdf8";
  context.lineWidth = 2;
  context.fill();
  context.stroke();
}
