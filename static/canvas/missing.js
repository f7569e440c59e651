/**
 * Pins that say "a box is missing here". Everything that changes them is a function of this file.
 */

import { clamp, snap } from "./geometry.js";
import { selectedMissing } from "./store.js";

/**
 * @import { Point, Size } from "./geometry.js"
 * @import { Missing, Store } from "./store.js"
 */

/**
 * Takes the server's pins in.
 *
 * @param {Store} store
 * @param {readonly Omit<Missing, "key">[]} sent
 */
export function takeMissing(store, sent) {
  store.set({ missing: sent.map(({ x, y, label, reason }) => ({ x, y, label, reason, key: store.newKey() })) });
}

/**
 * A new pin, which is selected.
 *
 * @param {Store} store
 * @param {Point} at in picture pixels
 */
export function addMissing(store, at) {
  const { missing, picture } = store.state;
  const pin = { ...within(at, picture), key: store.newKey(), label: null, reason: "" };
  store.set({ missing: [...missing, pin], selected: pin.key });
  return pin;
}

/**
 * @param {Store} store
 * @param {string} key
 * @param {Partial<Missing>} changes
 */
export function changeMissing(store, key, changes) {
  const { missing, picture } = store.state;
  const changed = missing.map((pin) => {
    if (pin.key !== key) return pin;
    const next = { ...pin, ...changes };
    return { ...next, ...within(next, picture) };
  });
  store.set({ missing: changed });
}

/**
 * @param {Store} store
 * @param {number} dx in picture pixels
 * @param {number} dy
 */
export function nudgeMissing(store, dx, dy) {
  const pin = selectedMissing(store.state);
  if (pin) changeMissing(store, pin.key, { x: pin.x + dx, y: pin.y + dy });
}

/** @param {Store} store @param {string} key */
export function removeMissing(store, key) {
  const { missing, selected } = store.state;
  store.set({ missing: missing.filter((pin) => pin.key !== key), selected: selected === key ? null : selected });
}

/**
 * The pin that a click means, the nearest one.
 *
 * @param {readonly Missing[]} missing
 * @param {Point} point
 * @param {number} reach
 */
export function missingAt(missing, point, reach) {
  const near = missing
    .map((pin) => ({ pin, far: Math.hypot(pin.x - point.x, pin.y - point.y) }))
    .filter(({ far }) => far <= reach);
  return near.sort((a, b) => a.far - b.far)[0]?.pin ?? null;
}

/**
 * The pins as the server wants them.
 *
 * @param {readonly Missing[]} missing
 */
export function outgoingMissing(missing) {
  return missing.map(({ x, y, label, reason }) => ({ x, y, label, reason }));
}

/** @param {Point} at @param {Size} picture */
function within({ x, y }, { width, height }) {
  return { x: snap(clamp(x, 0, width)), y: snap(clamp(y, 0, height)) };
}
