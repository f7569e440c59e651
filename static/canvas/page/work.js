/**
 * The worker's side of the page: the draft is saved, the work is handed in or given back.
 */

import { createSaver } from "../save.js";
import { createSubmit } from "../submit.js";
import { need } from "./dom.js";
import { createSaveState, showLease } from "./status.js";

/**
 * @import { Answer } from "../api.js"
 * @import { Command } from "../commands.js"
 * @import { Saver } from "../save.js"
 * @import { Desk } from "./desk.js"
 */

/**
 * @param {Desk} desk
 * @returns {Record<string, Command>} commands by action
 */
export function startWork(desk) {
  const { config, root, store, texts, alert, send, activity } = desk;
  const showState = createSaveState(root, texts);
  const saver = createSaver({
    store,
    send,
    url: config.urls.draft,
    version: config.version,
    clock: window,
    onState(state, message) {
      showState(state);
      if (state === "conflict") alert.show(texts.text("conflict"), { conflict: true });
      else if (state === "waiting" && message) alert.show(message);
      else alert.hide();
    },
  });
  const submit = createSubmit({
    store,
    send,
    url: config.urls.submit,
    activeMs: activity.elapsed,
    newKey: () => crypto.randomUUID(),
  });
  saveOnLeaving(saver);
  showLease(root, config.expires_at, texts);
  return workCommands(desk, saver, submit);
}

/** @param {Saver} saver */
function saveOnLeaving(saver) {
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saver.flush());
  window.addEventListener("pagehide", saver.flush);
  window.addEventListener("online", saver.flush);
  window.addEventListener("beforeunload", (event) => {
    saver.flush();
    // Only work that the server does not want or cannot get is worth stopping somebody.
    if (saver.isStuck()) event.preventDefault();
  });
}

/**
 * @param {Desk} desk
 * @param {Saver} saver
 * @param {() => Promise<Answer>} submit
 * @returns {Record<string, Command>}
 */
function workCommands(desk, saver, submit) {
  const { config, root, store, texts, alert, send } = desk;
  const giveBack = /** @type {HTMLDialogElement} */ (need(root, '[data-dialog="release"]'));
  let emptyAgreed = false;

  async function handIn() {
    const asked = emptyAgreed;
    emptyAgreed = !store.state.boxes.length;
    // A picture may hold nothing to draw, but Enter is pressed by mistake more often.
    if (emptyAgreed && !asked) return alert.show(texts.text("submit_empty"));
    await desk.leaveAfter("submit", submit, () => saver.stop());
  }

  async function release() {
    await desk.leaveAfter("release", () => send("POST", config.urls.release), () => saver.stop());
  }

  return {
    submit: () => void handIn(),
    release: () => void (store.state.boxes.length ? giveBack.showModal() : release()),
    "release-now"() {
      giveBack.close();
      void release();
    },
    "release-cancel": () => giveBack.close(),
    "keep-mine": () => void saver.keepMine(),
    "load-theirs"() {
      saver.stop();
      location.reload();
    },
  };
}
