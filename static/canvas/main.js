/**
 * Puts the canvas together and joins it to the page. Of the modules beside this one none knows the page; those
 * in page/ each know their own piece of it and are known only here.
 */

import { createActivity } from "./activity.js";
import { createSend } from "./api.js";
import { createCommands, DURING_GESTURE } from "./commands.js";
import { createHistory } from "./history.js";
import { withHotkeys } from "./hotkeys.js";
import { createInput } from "./input.js";
import { listenToKeys } from "./keyboard.js";
import { bindings } from "./keys.js";
import { createRenderer } from "./render.js";
import { takeMissing } from "./missing.js";
import { keepSettings, readSettings, reviewSettings, settingsOf, stateFrom } from "./settings.js";
import { takeBoxes } from "./boxes.js";
import { takeProposals } from "./proposals.js";
import { createStore } from "./store.js";
import { createCorrectTool } from "./tools/correct.js";
import { createDrawTool } from "./tools/draw.js";
import { createExtremeTool } from "./tools/extreme.js";
import { createJudgeTool } from "./tools/judge.js";
import { createMissingTool } from "./tools/missing.js";
import { createPanTool } from "./tools/pan.js";
import { createSelectTool } from "./tools/select.js";
import { openVault } from "./vault.js";
import { announceChanges } from "./page/announcer.js";
import { createLeaving } from "./page/desk.js";
import { showBoxList } from "./page/boxlist.js";
import { createTexts, readConfig, readCsrfToken } from "./page/config.js";
import { need, onAction } from "./page/dom.js";
import { createDisplayPanel } from "./page/display.js";
import { offerCorrections } from "./page/corrections.js";
import { askAboutDoubles } from "./page/doubles.js";
import { showGuides } from "./page/guides.js";
import { fillHelp } from "./page/help.js";
import { showHover } from "./page/hover.js";
import { showMagnifier } from "./page/magnifier.js";
import { showMarks } from "./page/marks.js";
import { showMissing } from "./page/missinglist.js";
import { showPalette } from "./page/palette.js";
import { readPiece } from "./page/piece.js";
import { showPlace } from "./page/place.js";
import { askAboutProposals, showProposals } from "./page/proposals.js";
import { followSize, showPicture } from "./page/stage.js";
import { createAlert, createLoginNotice, createWord, showWorth } from "./page/status.js";
import { workInOneTab } from "./page/tabs.js";
import { offerTakeOver } from "./page/takeover.js";
import { followState } from "./page/toolbar.js";
import { afterALook, showNotes } from "./page/turn.js";

/**
 * @import { Command } from "./commands.js"
 * @import { Input } from "./input.js"
 * @import { Binding } from "./keys.js"
 * @import { Config } from "./page/config.js"
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
    labels: withHotkeys(config.labels),
    maxBoxes: config.max_boxes,
    minSide: config.min_side,
    previous: shown.config.previous ?? [],
    ...settingsFor(config),
  });
  takeBoxes(store, shown.boxes);
  takeProposals(store, config.proposals ?? [], shown.rejected);
  takeMissing(store, config.missing ?? []);
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
    turnedAt: -Infinity,
    texts,
    root,
    host,
    renderer,
    store,
    history,
    say,
    alert,
    send: createSend({
      fetch: window.fetch.bind(window),
      csrfToken: readCsrfToken(),
      person: config.worker,
      onLogin: createLoginNotice(root, () => desk.sendAgain()),
    }),
    activity: watchActivity(),
    commands: createCommands({ store, history, say, pointer: () => input.pointer }),
    sendAgain() {},
    leaveAfter: createLeaving(root, () => desk.config.urls.next, alert, texts),
  };
  window.addEventListener("online", () => desk.sendAgain());
  showPage(desk, host, shown.notes);
  rememberSettings(desk);
  followSize(root, host, store);
  // Loaded for those who use it: a worker's phone has no need of it.
  const review = config.mode === "review" ? await import("./page/review.js") : null;
  let listen = () => {};
  /** @type {Promise<void>} */
  const listening = new Promise((resolve) => (listen = resolve));
  const painted = showPicture(desk, host, renderer, listening);
  if (vault) joinCommands(desk, host, input, await workInOneTab(desk, vault, shown, painted));
  else joinCommands(desk, host, input, (await review?.startReview(desk, input, painted)) ?? offerCorrections(desk));
  listen();
}

/**
 * How this person likes to see pictures; a worker's way of drawing is no reviewer's.
 *
 * @param {Config} config
 */
function settingsFor({ mode, settings, labels }) {
  const liked = stateFrom(readSettings(settings ?? {}, labels));
  return mode === "draw" ? liked : { zoom: liked.zoom, display: liked.display };
}

/** @param {Desk} desk */
function rememberSettings({ config, store, send }) {
  const { urls, mode } = config;
  if (!urls.settings) return;
  const of = mode === "draw" ? settingsOf : reviewSettings;
  const kept = keepSettings({ store, send, url: urls.settings, clock: window, of });
  window.addEventListener("pagehide", kept.flush);
}

/** @param {Bench} bench */
function createTools(bench) {
  return {
    draw: createDrawTool(bench),
    extreme: createExtremeTool(bench),
    select: createSelectTool(bench),
    pan: createPanTool(bench),
    judge: createJudgeTool(bench),
    missing: createMissingTool(bench),
    correct: createCorrectTool(bench),
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
function showPage({ config, root, store, history, texts, say, commands }, host, notes) {
  showMarks(host, store, texts);
  showMissing({ root, store, history, texts });
  const language = config.lang;
  showBoxList({ root, host: need(root, "[data-box-list]"), store, texts, language });
  showWorth(root, store, texts, language);
  followState(root, store);
  showGuides(host, store);
  showHover(host, store);
  fillHelp(root, /** @type {HTMLDialogElement} */ (need(root, '[data-dialog="help"]')), store.state, texts);
  announceChanges(root, store, texts);
  if (config.mode !== "view") showPlace(root, store, history, say);
  if (config.mode !== "draw") return;
  showMagnifier(host, store);
  showProposals({ root, host, store, texts });
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
    ...(work.submit ? { submit: afterALook(desk, askAboutDoubles(desk, askAboutProposals(desk, work.submit))) } : {}),
  });

  /** @param {Binding} binding @param {boolean} held */
  function run(binding, held) {
    const command = desk.commands[binding.action];
    if (!command || (binding.chord.endsWith("Tab") && !store.state.boxes.length)) return false;
    // In the middle of a gesture any other command breaks it off, and that is all it does. A lone corner that a stray
    // click set is no gesture to whoever hands in.
    const isStray = binding.action === "submit" && !store.state.busy && store.state.marks.length < 2;
    if (DURING_GESTURE.has(binding.action) || !input.cancel() || isStray) command(binding, held);
    return true;
  }

  listenToKeys({
    host,
    // Work takes the keys of the whole page; a picture that is only looked at leaves them to the page around it.
    scope: config.mode === "view" ? root : document.body,
    bound: bindings(config.mode, store.state.labels),
    run,
    release({ action }) {
      if (action === "hold-to-pan") input.holdToPan(false);
      else desk.commands[`${action}-released`]?.({ chord: "" });
    },
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
