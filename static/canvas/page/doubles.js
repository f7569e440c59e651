/**
 * Asks once about boxes drawn twice before they are handed in.
 */

import { showSelected } from "../commands.js";
import { findDoubles } from "../doubles.js";
import { showBox } from "../shown.js";
import { drawnBoxes } from "../store.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Desk } from "./desk.js"
 */

/**
 * @param {Desk} desk
 * @param {Command} submit
 * @returns {Command} the same, but first it marks the doubles and says so; asked again it hands in
 */
export function askAboutDoubles({ store, texts, alert, say }, submit) {
  const none = store.state.doubles;
  store.subscribe((now, before) => {
    if (now.boxes !== before.boxes && now.doubles !== none) store.set({ doubles: none });
  });
  return (binding, held) => {
    const asked = store.state.doubles.size > 0;
    const pairs = asked ? [] : findDoubles(drawnBoxes(store.state));
    if (!pairs.length) return submit(binding, held);
    const [first, second] = pairs[0].map((box) => store.state.boxes.indexOf(box) + 1);
    store.set({ doubles: new Set(pairs.map(([, later]) => later.key)), selected: pairs[0][1].key });
    showBox(store, pairs[0][1]);
    showSelected(store);
    say("doubles_word");
    alert.show(texts.text("doubles", { first, second }));
  };
}
