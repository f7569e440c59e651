/**
 * Turns to the next piece in place: no page is loaded between two pictures, so nothing flashes and nothing waits.
 */

import { takeBoxes } from "../boxes.js";
import { withHotkeys } from "../hotkeys.js";
import { free } from "../loading.js";
import { takeMissing } from "../missing.js";
import { takeProposals } from "../proposals.js";
import { actualView, fitView } from "../viewport.js";
import { fromTemplate, need, part, write } from "./dom.js";

/**
 * @import { Command } from "../commands.js"
 * @import { Photo } from "../photo.js"
 * @import { State } from "../store.js"
 * @import { Config } from "./config.js"
 * @import { Desk } from "./desk.js"
 * @import { Shown } from "./piece.js"
 */

/** So long a second press of the same key is still about the picture before. */
const UNSEEN_MS = 400;

/**
 * Nobody decides about a picture that just came: a key that was pressed twice handed in or approved the next one, too.
 *
 * @param {Desk} desk
 * @param {Command} command
 * @returns {Command} the same, but right after a turn it only says so
 */
export function afterALook(desk, command) {
  return (binding, held) => {
    if (performance.now() - desk.turnedAt < UNSEEN_MS) return desk.say("just_turned");
    return command(binding, held);
  };
}

/**
 * Whether a piece can take the place of another: palette, keys and help are made for one set of classes.
 *
 * @param {Config} now
 * @param {Config} next
 */
export function fitsInPlaceOf(now, next) {
  return JSON.stringify(now.labels) === JSON.stringify(next.labels) && now.lang === next.lang;
}

/** @param {Desk} desk */
export function createTurn(desk) {
  const { root, host, store, history, renderer, texts } = desk;
  const heading = document.querySelector("main h1");
  const announce = need(root, "[data-announce]");
  /** @type {Photo | null} the one that was turned to last */
  let painted = null;
  /** @type {Photo | null} the one before: a painting of it may still be under way */
  let earlier = null;
  // The browser's ways back and forth lead to pictures that this page does not hold any more.
  window.addEventListener("popstate", () => location.reload());
  root.dataset.piece = String(desk.config.id);

  /** @param {Shown} shown @param {Photo} photo */
  return (shown, photo) => {
    const { config, notes } = shown;
    const [before, name] = [desk.config.image.name, config.image.name];
    desk.config = config;
    store.set(freshState(store.state, config));
    takeBoxes(store, shown.boxes);
    takeProposals(store, config.proposals ?? [], shown.rejected);
    takeMissing(store, config.missing ?? []);
    history.restart();
    renderer.showPhoto(photo);
    free(earlier);
    earlier = painted;
    painted = photo;

    window.history.pushState(null, "", config.urls.page);
    document.title = document.title.replace(before, name);
    if (heading) heading.textContent = heading.textContent?.replace(before, name) ?? "";
    host.setAttribute("aria-label", (host.getAttribute("aria-label") ?? "").replace(before, name));
    showReason(root, config.reason ?? "");
    showNotes(root, notes);
    write(announce, texts.text("next_picture", { name }));
    root.dataset.piece = String(config.id);
    desk.turnedAt = performance.now();
  };
}

/**
 * What of the state belongs to one picture. Tool, class, display and zoom go on.
 *
 * @param {State} state
 * @param {Config} config
 * @returns {Partial<State>}
 */
function freshState({ zoom, stage, mode, tool }, config) {
  const picture = { width: config.image.width, height: config.image.height };
  return {
    picture,
    maxBoxes: config.max_boxes,
    minSide: config.min_side,
    // A reviewer goes on to another project in place: no class is chosen there.
    labels: withHotkeys(config.labels),
    tool: mode === "review" ? "judge" : tool,
    flipped: false,
    boxes: [],
    previous: config.previous ?? [],
    selected: null,
    sketch: null,
    marks: [],
    last: null,
    hidden: new Set(),
    locked: new Set(),
    view: zoom === "actual" ? actualView(picture, stage) : fitView(picture, stage),
    fitted: zoom !== "actual",
  };
}

/**
 * @param {HTMLElement} root
 * @param {string} reason the reviewer's, for the whole picture
 */
function showReason(root, reason) {
  const message = need(root, "[data-reason]");
  message.hidden = !reason;
  write(part(message, "said"), reason);
}

/**
 * @param {HTMLElement} root
 * @param {readonly {reason: string}[]} notes pins whose boxes are gone
 */
export function showNotes(root, notes) {
  const entries = notes.map(({ reason }) => {
    const note = fromTemplate(root, "note");
    write(note, reason);
    return note;
  });
  need(root, "[data-notes]").replaceChildren(...entries);
}
