/**
 * Puts the canvas together and joins it to the page. Of the modules beside this one none knows the page; those
 * in page/ each know their own piece of it and are known only here.
 */

import { createActivity } from "./activity.js";
import { createSend } from "./api.js";
import { createCommands, DURING_GESTURE } from "./commands.js";
import { createHistory } from "./history.js";
import { createInput } from "./input.js";
import { listenToKeys } from "./keyboard.js";
import { bindings } from "./keys.js";
import { createRenderer } from "./render.js";
import { keepSettings, readSettings, stateFrom } from "./settings.js";
import { createStore, takeBoxes } from "./store.js";
import { createDrawTool } from "./tools/draw.js";
import { createExtremeTool } from "./tools/extreme.js";
import { createJudgeTool } from "./tools/judge.js";
import { createPanTool } from "./tools/pan.js";
import { createSelectTool } from "./tools/select.js";
import { openVault } from "./vault.js";
import { announceChanges } from "./page/announcer.js";
import { createLeaving } from "./page/desk.js";
import { showBoxList } from "./page/boxlist.js";
import { createTexts, readConfig, readCsrfToken } from "./page/config.js";
import { need, onAction } from "./page/dom.js";
import { createDisplayPanel } from "./page/display.js";
import { askAboutDoubles } from "./page/doubles.js";
import { showGuides } from "./page/guides.js";
import { fillHelp } from "./page/help.js";
import { showMagnifier } from "./page/magnifier.js";
import { showPalette } from "./page/palette.js";
import { readPiece } from "./page/piece.js";
import { showPlace } from "./page/place.js";
import { startReview } from "./page/review.js";
import { followSize, showPicture } from "./page/stage.js";
import { createAlert, createWord, showWorth } from "./page/status.js";
import { workInOneTab } from "./page/tabs.js";
import { offerTakeOver } from "./page/takeover.js";
import { followState } from "./page/toolbar.js";
import { showNotes } from "./page/turn.js";

/**
 * @import { Command } from "./commands.js"
 * @import { Input } from "./input.js"
 * @import { Binding } from "./keys.js"
 * @import { Desk } from "./page/desk.js"
 * @import { Pin } from "./pins.js"
 * @import { Bench } from "./tools/tool.js"
 */

/** @type {readonly (keyof WindowEventMap)[]} */
const INPUT_EVENTS = ["pointerdown", "pointermove", "keydown", "wheel"];

/** @param {HTMLElement} root */
async function start(root) {
  const config = readConfig();
  const vault = config.mode === "draw" ? await openVault(window.indexedDB) : null;
  const shown = await readPiece(config, vault);
  const host = need(root, "[data-canvas]");
  const texts = createTexts(root, config.lang);
  const store = createStore({
    mode: config.mode,
    picture: { width: config.image.width, height: config.image.height },
    labels: config.labels,
    maxBoxes: config.max_boxes,
    previous: config.previous ?? [],
    ...(config.mode === "draw" ? stateFrom(readSettings(config.settings ?? {}, config.labels)) : {}),
  });
  takeBoxes(store, shown.boxes);
  const history = createHistory(store);
  const alert = createAlert(need(root, "[data-alert]"));
  const say = createWord(need(root, "[data-word]"), texts, () => input.last);
  const tools = createTools({ store, history, say });
  const input = createInput({ host, store, tools });
  const renderer = createRenderer({
    store,
    host,
    pictureLayer: /** @type {HTMLCanvasElement} */ (need(host, '[data-layer="picture"]')),
    boxLayer: /** @type {HTMLCanvasElement} */ (need(host, '[data-layer="boxes"]')),
  });
  /** @type {Desk} */
  const desk = {
    config,
    texts,
    root,
    host,
    renderer,
    store,
    history,
    say,
    alert,
    send: createSend({ fetch: window.fetch.bind(window), csrfToken: readCsrfToken() }),
    activity: watchActivity(),
    commands: createCommands({ store, history, say, pointer: () => input.pointer }),
    leaveAfter: createLeaving(root, () => desk.config.urls.next, alert, texts),
  };
  showPage(desk, host, shown.notes);
  rememberSettings(desk);
  followSize(root, host, store);
  const painted = showPicture(desk, host, renderer);
  joinCommands(desk, host, input, vault ? await workInOneTab(desk, vault, shown, painted) : {});
}

/** @param {Desk} desk */
function rememberSettings({ config, store, send }) {
  const url = config.urls.settings;
  if (url) window.addEventListener("pagehide", keepSettings({ store, send, url, clock: window }).flush);
}

/** @param {Bench} bench */
function createTools(bench) {
  return {
    draw: createDrawTool(bench),
    extreme: createExtremeTool(bench),
    select: createSelectTool(bench),
    pan: createPanTool(bench),
    judge: createJudgeTool(bench),
  };
}

/** Active time: DESIGN.md §8. */
function watchActivity() {
  const activity = createActivity({ now: () => performance.now(), visible: document.visibilityState === "visible" });
  for (const name of INPUT_EVENTS) window.addEventListener(name, activity.touch, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") activity.pause();
  });
  return activity;
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} host
 * @param {readonly Pin[]} notes pins whose boxes are gone
 */
function showPage({ config, root, store, history, texts, commands }, host, notes) {
  const language = config.lang;
  showBoxList({ root, host: need(root, "[data-box-list]"), store, texts, language });
  showWorth(root, store, texts, language);
  followState(root, store);
  showGuides(host, store);
  fillHelp(root, /** @type {HTMLDialogElement} */ (need(root, '[data-dialog="help"]')), store.state, texts);
  if (config.mode !== "draw") return;
  announceChanges(root, store, texts);
  showMagnifier(host, store);
  showPlace(root, store, history);
  offerTakeOver(root, store, texts);
  showPalette({
    root,
    host: need(root, "[data-palette]"),
    store,
    language,
    choose(label) {
      commands.label({ chord: "", label });
      host.focus({ preventScroll: true });
    },
  });
  showNotes(root, notes);
}

/**
 * One way for every command, from a key or from a button.
 *
 * @param {Desk} desk
 * @param {HTMLElement} host
 * @param {Input} input
 * @param {Record<string, Command>} work the worker's commands
 */
function joinCommands(desk, host, input, work) {
  const { config, root, store } = desk;
  const help = /** @type {HTMLDialogElement} */ (need(root, '[data-dialog="help"]'));
  Object.assign(desk.commands, {
    help: () => help.showModal(),
    display: createDisplayPanel(root, host, store),
    "hold-to-pan": () => input.holdToPan(true),
    ...work,
    ...(work.submit ? { submit: askAboutDoubles(desk, work.submit) } : {}),
    ...(config.mode === "review" ? startReview(desk) : {}),
  });

  /** @param {Binding} binding @param {boolean} held */
  function run(binding, held) {
    const command = desk.commands[binding.action];
    if (!command || (binding.chord.endsWith("Tab") && !store.state.boxes.length)) return false;
    // In the middle of a gesture any other command breaks it off, and that is all it does.
    if (DURING_GESTURE.has(binding.action) || !input.cancel()) command(binding, held);
    return true;
  }

  listenToKeys({
    host,
    // Work takes the keys of the whole page; a picture that is only looked at leaves them to the page around it.
    scope: config.mode === "view" ? root : document.body,
    bound: bindings(config.mode, config.labels),
    run,
    release: ({ action }) => action === "hold-to-pan" && input.holdToPan(false),
  });
  window.addEventListener("blur", () => input.holdToPan(false));
  onAction(root, host, (action, button) => {
    const entry = button.closest("[data-box-id]");
    if (entry instanceof HTMLElement) store.set({ selected: entry.dataset.boxId });
    run({ action, chord: "", repeats: false }, false);
  });
  // With keys at hand the work can begin at once; on a phone the ring would only mark what nobody asked for.
  if (config.mode !== "view" && matchMedia("(any-pointer: fine)").matches) host.focus({ preventScroll: true });
}

void start(need(document, "[data-workbench]"));
