/**
 * How a worker likes to draw: tool, class, zoom and what is shown over the picture. It is kept with the user, so it
 * is there on the next picture and on the next device. Names and limits are those of people/canvas_settings.py.
 *
 * @typedef {"fit" | "actual"} Zoom
 *
 * @typedef {object} Display changes what is seen, never what is stored
 * @property {boolean} crosshair
 * @property {boolean} grid
 * @property {number} brightness in per cent
 * @property {number} contrast in per cent
 *
 * @typedef {Display & {tool: ToolName, label?: number, zoom: Zoom}} Settings
 */

/**
 * @import { Send } from "./api.js"
 * @import { State, Store, ToolName } from "./store.js"
 */

/** Short, so that what was just chosen is known when the next picture is asked for. */
const SAVE_AFTER_MS = 100;
export const LEAST_PERCENT = 50;
export const MOST_PERCENT = 200;

/** @type {readonly ToolName[]} */
const TOOLS = ["draw", "extreme", "select", "pan"];
/** @type {readonly Zoom[]} */
const ZOOMS = ["fit", "actual"];

/** @type {Display} */
export const PLAIN = { crosshair: false, grid: false, brightness: 100, contrast: 100 };

/**
 * What of the given settings a canvas with these classes can use; defaults for the rest.
 *
 * @param {Record<string, unknown>} given
 * @param {readonly {id: number}[]} labels
 * @returns {Settings}
 */
export function readSettings(given, labels) {
  const label = labels.find(({ id }) => id === given.label)?.id ?? labels[0]?.id;
  return {
    tool: TOOLS.find((name) => name === given.tool) ?? "draw",
    zoom: ZOOMS.find((name) => name === given.zoom) ?? "fit",
    crosshair: given.crosshair === true,
    grid: given.grid === true,
    brightness: percent(given.brightness),
    contrast: percent(given.contrast),
    ...(label === undefined ? {} : { label }),
  };
}

/** @param {unknown} value */
function percent(value) {
  const number = typeof value === "number" ? Math.round(value) : NaN;
  return number >= LEAST_PERCENT && number <= MOST_PERCENT ? number : 100;
}

/**
 * The part of a new state that settings decide.
 *
 * @param {Settings} settings
 * @returns {Pick<State, "tool" | "label" | "zoom" | "display">}
 */
export function stateFrom({ tool, label, zoom, ...display }) {
  return { tool, label: label ?? null, zoom, display };
}

/**
 * @param {State} state
 * @returns {Settings}
 */
export function settingsOf({ tool, toolBefore, label, zoom, display }) {
  // To look at proposals takes the select tool, which nobody chose for the next picture.
  return { tool: toolBefore ?? tool, zoom, ...display, ...(label === null ? {} : { label }) };
}

/**
 * What a reviewer chooses is kept with the user too; how they draw, where they also do that, stays as it is.
 *
 * @param {State} state
 * @returns {Partial<Settings>}
 */
export function reviewSettings({ zoom, display }) {
  return { zoom, ...display };
}

/**
 * Saves them a moment after the last change, and only what changed: another page may have saved the rest meanwhile.
 * A save that fails is not told: it is tried again with the next change, and no work hangs on it.
 *
 * @param {object} options
 * @param {Store} options.store
 * @param {Send} options.send
 * @param {string} options.url
 * @param {{setTimeout: (run: () => void, ms: number) => any, clearTimeout: (timer: any) => void}} options.clock
 * @param {(state: State) => Partial<Settings>} [options.of] what of the state is kept
 */
export function keepSettings({ store, send, url, clock, of = settingsOf }) {
  /** @type {Record<string, unknown>} */
  let kept = of(store.state);
  /** @type {any} */
  let timer;

  async function save() {
    clock.clearTimeout(timer);
    const changed = Object.entries(of(store.state)).filter(([name, value]) => value !== kept[name]);
    if (!changed.length) return;
    kept = { ...kept, ...Object.fromEntries(changed) };
    const answer = await send("PUT", url, Object.fromEntries(changed), { keepalive: true });
    if (answer.ok) return;
    for (const [name, value] of changed) if (kept[name] === value) kept = { ...kept, [name]: undefined };
  }

  store.subscribe((now, before) => {
    const same = now.tool === before.tool && now.label === before.label && now.zoom === before.zoom;
    if (same && now.display === before.display) return;
    clock.clearTimeout(timer);
    timer = clock.setTimeout(save, SAVE_AFTER_MS);
  });
  return {
    /** Saves at once, for a page that is being left. */
    flush: save,
  };
}
