/**
 * The button that takes over the boxes of the picture before: there only while it would do something.
 */

import { missingFromPrevious } from "../copying.js";
import { need, write } from "./dom.js";

/**
 * @import { Store } from "../store.js"
 * @import { Texts } from "./config.js"
 */

/**
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {Texts} texts
 */
export function offerTakeOver(root, store, texts) {
  const button = need(root, "[data-take-over]");
  function update() {
    const { length } = missingFromPrevious(store.state);
    button.hidden = !length;
    if (length) write(button, texts.count("take_over", length));
  }
  store.subscribe((now, before) => {
    const same = now.boxes.length === before.boxes.length && now.previous === before.previous;
    if (!same) update();
  });
  update();
}
