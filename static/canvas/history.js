/**
 * Undo and redo. A gesture changes the boxes as often as it likes and is then committed as one step; a gesture
 * that is broken off is rolled back. Steps are the lists of boxes and pins themselves: they are never changed in
 * place, so a step costs one array.
 *
 * @typedef {ReturnType<typeof createHistory>} History
 * @typedef {Pick<State, "boxes" | "missing">} Step
 */

/** @import { State, Store } from "./store.js" */

/**
 * @param {Store} store
 * @param {{limit?: number}} [options]
 */
export function createHistory(store, { limit = 1000 } = {}) {
  /** @type {Step[]} */
  let past = [];
  /** @type {Step[]} */
  let future = [];
  let settled = stepOf(store.state);

  /** @param {Step} step */
  function settle(step) {
    settled = stepOf(step);
    const { selected } = store.state;
    const stillThere = [...step.boxes, ...step.missing].some(({ key }) => key === selected);
    store.set({
      ...settled,
      selected: stillThere ? selected : null,
      canUndo: past.length > 0,
      canRedo: future.length > 0,
    });
  }

  const isSettled = () => store.state.boxes === settled.boxes && store.state.missing === settled.missing;

  return {
    /**
     * Makes one step of everything since the last one.
     *
     * @param {{merge?: boolean}} [options] merge: a key held down goes on with the step it began
     */
    commit({ merge = false } = {}) {
      if (isSettled()) return;
      if (!merge || !past.length) past = [...past, settled].slice(-limit);
      future = [];
      settle(store.state);
    },
    /** Takes back what was not committed. */
    rollback() {
      if (!isSettled()) settle(settled);
    },
    /** Another picture: nothing of the one before can be undone. */
    restart() {
      past = future = [];
      settle(store.state);
    },
    undo() {
      const step = past.at(-1);
      if (!step) return;
      past = past.slice(0, -1);
      future = [...future, settled];
      settle(step);
    },
    redo() {
      const step = future.at(-1);
      if (!step) return;
      future = future.slice(0, -1);
      past = [...past, settled];
      settle(step);
    },
  };
}

/** @param {Step} state @returns {Step} */
function stepOf({ boxes, missing }) {
  return { boxes, missing };
}
