/**
 * Boxes as text, the way they travel and are kept: what `JSON.stringify` makes of them. They are never changed in
 * place, so each is spelled once; of some thousand boxes a gesture changes one.
 */

/** @import { OutgoingBox } from "./store.js" */

/**
 * What a request about boxes carries: the boxes, and apart from them the ids of the rejected proposals.
 *
 * @param {readonly OutgoingBox[]} all
 */
export function bodyOf(all) {
  const boxes = all.filter((box) => !box.rejected);
  if (boxes.length === all.length) return { boxes };
  return { boxes, rejected: all.flatMap(({ rejected, proposal }) => (rejected ? [proposal] : [])) };
}

/** @type {WeakMap<OutgoingBox, string>} */
const spelled = new WeakMap();

/** @param {readonly OutgoingBox[]} boxes */
export function textOf(boxes) {
  return `[${boxes.map(spell).join()}]`;
}

/** @param {OutgoingBox} box */
function spell(box) {
  const text = spelled.get(box) ?? JSON.stringify(box);
  spelled.set(box, text);
  return text;
}
