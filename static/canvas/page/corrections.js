/**
 * On a judged piece: each box that a reviewer corrected is seen as it was drawn and, at a key or a click, as it was
 * corrected. The other place stays visible as a dashed frame.
 */

import { swapped } from "../correction.js";
import { hide, mark } from "./dom.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Desk } from "./desk.js"
 */

/**
 * @param {Desk} desk
 * @returns {Record<string, Command>}
 */
export function offerCorrections({ root, store }) {
  const panel = root.querySelector("[data-corrections]");
  const button = root.querySelector('[data-action="flip"]');
  const any = store.state.boxes.some(({ ghost }) => ghost);
  if (panel instanceof HTMLElement) hide(panel, !any);
  if (!any) return {};
  return {
    flip() {
      const { boxes, flipped } = store.state;
      store.set({ boxes: swapped(boxes), flipped: !flipped });
      mark(button, "aria-pressed", !flipped);
    },
  };
}
