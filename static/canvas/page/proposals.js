/**
 * Proposals on the page: how many are open, a bar with yes and no at the selected one, and a word before a picture is
 * handed in with some unanswered.
 */

import { clamp } from "../geometry.js";
import { openBoxes } from "../proposals.js";
import { isShown } from "../shown.js";
import { selectedBox } from "../store.js";
import { rectOnStage } from "../viewport.js";
import { hide, need, part, write } from "./dom.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Rect, Size } from "../geometry.js"
 * @import { Store } from "../store.js"
 * @import { Texts } from "./config.js"
 * @import { Desk } from "./desk.js"
 */

/** Between the bar and the box, so that no handle lies under it; above the box, the tag has to stay in sight too. */
const GAP = 26;
const MARGIN = 8;

/**
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {HTMLElement} options.host the stage
 * @param {Store} options.store
 * @param {Texts} options.texts
 */
export function showProposals({ root, host, store, texts }) {
  const head = need(root, "[data-proposals]");
  const bar = need(host, "[data-answers]");
  // The bar lies on the stage: a press on it is no press on the picture.
  for (const name of ["pointerdown", "pointerup"]) bar.addEventListener(name, (event) => event.stopPropagation());

  function count() {
    const { length } = openBoxes(store.state);
    hide(head, !length);
    if (!length) return;
    write(part(head, "count"), texts.count("open", length));
    write(part(head, "all"), texts.count("accept_all", length));
  }

  function place() {
    const { state } = store;
    const box = selectedBox(state);
    const wanted = box?.open && isShown(state, box) && !state.busy ? box : null;
    hide(bar, !wanted);
    if (!wanted) return;
    const size = { width: bar.offsetWidth, height: bar.offsetHeight };
    const { x, y } = barAt(rectOnStage(state.view, wanted), size, state.stage);
    bar.style.transform = `translate(${x}px, ${y}px)`;
  }

  store.subscribe((now, before) => {
    if (now.boxes !== before.boxes) count();
    const same = now.boxes === before.boxes && now.selected === before.selected && now.busy === before.busy;
    if (!same || now.view !== before.view || now.stage !== before.stage) place();
    else if (now.hidden !== before.hidden || now.hiddenLabels !== before.hiddenLabels) place();
  });
  count();
  place();
}

/**
 * Under the box, or above it, or else within it: wherever the bar is all in sight.
 *
 * @param {Rect} box in stage pixels
 * @param {Size} bar
 * @param {Size} stage
 */
export function barAt(box, bar, stage) {
  const [right, bottom] = [stage.width - bar.width - MARGIN, stage.height - bar.height - MARGIN];
  const x = clamp(box.x + (box.width - bar.width) / 2, MARGIN, Math.max(right, MARGIN));
  const [below, above] = [box.y + box.height + GAP, box.y - GAP - bar.height];
  if (below <= bottom) return { x, y: Math.max(below, MARGIN) };
  return { x, y: above >= MARGIN ? Math.min(above, bottom) : bottom };
}

/**
 * Says once for each picture how many proposals nobody answered.
 *
 * @param {Desk} desk
 * @param {Command} submit
 * @returns {Command}
 */
export function askAboutProposals(desk, submit) {
  /** @type {number | undefined} the piece that it was said of */
  let told;
  return (binding, held) => {
    const { length } = openBoxes(desk.store.state);
    if (!length || told === desk.config.id) return submit(binding, held);
    told = desk.config.id;
    desk.say("unanswered_word");
    desk.alert.show(desk.texts.count("unanswered", length), { calm: true });
    return undefined;
  };
}
