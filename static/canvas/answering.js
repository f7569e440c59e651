/**
 * The worker's answers to proposals. One key accepts, one rejects, and the next open one is selected, so that a picture
 * of good proposals takes one key each.
 */

import { selectNext } from "./boxes.js";
import { isTooSmall } from "./geometry.js";
import { acceptBoxes, openBoxes } from "./proposals.js";
import { isShown } from "./shown.js";
import { isFull, selectedBox } from "./store.js";

/**
 * @import { Command, CommandBench } from "./commands.js"
 * @import { Box } from "./store.js"
 */

/**
 * @param {Pick<CommandBench, "store" | "history" | "say">} bench
 * @param {() => void} showSelected brings the selected box onto the stage
 * @returns {Record<string, Command>}
 */
export function answerCommands({ store, history, say }, showSelected) {
  // The next picture begins with the worker's own tool, also where proposals of this one were left open.
  store.subscribe((now, before) => now.picture !== before.picture && giveToolBack());

  function giveToolBack() {
    const { tool, toolBefore } = store.state;
    if (toolBefore) store.set({ tool: tool === "select" ? toolBefore : tool, toolBefore: null });
  }

  const inSight = () => openBoxes(store.state).filter((box) => isShown(store.state, box));

  /** @param {1 | -1} step */
  function walk(step) {
    if (!inSight().length) return say("no_proposals");
    selectNext(store, step, inSight());
    const { tool } = store.state;
    if (tool !== "select") store.set({ tool: "select", toolBefore: tool });
    showSelected();
  }

  /** @param {(box: Box) => void} act on the selected proposal; without one, the next is looked at first */
  function answer(act) {
    const box = selectedBox(store.state);
    if (!box?.open) return walk(1);
    const open = inSight();
    const at = open.indexOf(box);
    act(box);
    if (selectedBox(store.state)?.open) return undefined;
    goOn(open[at + 1] ?? (at > 0 ? open[0] : undefined));
    return undefined;
  }

  /** @param {Box | undefined} next */
  function goOn(next) {
    store.set({ selected: next?.key ?? null });
    history.commit();
    if (next) return showSelected();
    return giveToolBack();
  }

  return {
    "next-proposal": () => walk(1),
    "previous-proposal": () => walk(-1),
    "accept-proposal": () =>
      answer((box) => {
        if (isFull(store.state)) say("limit");
        else if (isTooSmall(box, store.state.minSide)) say("too_small");
        else acceptBoxes(store, [box]);
      }),
    "reject-proposal": () =>
      answer(({ key }) => store.set({ boxes: store.state.boxes.filter((box) => box.key !== key), selected: null })),
    "accept-proposals"() {
      const good = openBoxes(store.state).filter((box) => !isTooSmall(box, store.state.minSide));
      if (!good.length) return say("no_proposals");
      if (isFull(store.state, good.length)) return say("limit");
      acceptBoxes(store, good);
      goOn(undefined);
    },
  };
}
