/**
 * How fast the work on a picture earns. Pure.
 */

/** Before that the pace of a picture says more about its first box than about an hour. */
export const ENOUGH_MS = 30_000;
const HOUR_MS = 3_600_000;

/**
 * What an hour like this one would earn, in millionths of the currency unit.
 *
 * @param {number} micro earned so far
 * @param {number} activeMs
 * @returns {number | null} null: too early to say
 */
export function hourlyMicro(micro, activeMs) {
  return activeMs < ENOUGH_MS || micro <= 0 ? null : Math.round((micro / activeMs) * HOUR_MS);
}

/**
 * As a stopwatch shows it: 0:07, 12:30, 1:02:03.
 *
 * @param {number} ms
 */
export function clockText(ms) {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const tail = String(seconds % 60).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${tail}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${tail}`;
}
