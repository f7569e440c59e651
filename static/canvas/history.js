/**
 * Undo and redo. A gesture changes the boxes as often as it likes and is then committed as one step; a gesture
 * that is broken off is rolled back. Steps are the box lists themselves: they are never changed in place, so a
 * step costs one array.
 *
 * @typedef {ReturnType<typeof createHistory>} History
 */

/** @import { Box, Store } from "./store.js" */

/**
 * @param {Store} store
 * @param {{limit?: number}} [options]
 */
export function createHistory(store, { limit = 1000 } = {}) {
  /** @type {(readonly Box[])[]} */
  let past = [];
  /** @type {(readonly Box[])[]} */
  let future = [];
  let settled = store.state.boxes;

  /** @param {readonly Box[]} boxes */
  function settle(boxes) {
    settled = boxes;
    const { selected } = store.state;
    const stillThere = boxes.some((box) => box.key === selected);
    store.set({
      boxes,
      selected: stillThere ? selected : null,
      canUndo: past.length > 0,
      canRedo: future.length > 0,
    });
  }

  return {
    /**
     * Makes one step of everything since the last one.
     *
     * @param {{merge?: boolean}} [options] merge: a key held down goes on with the step it began
     */
    commit({ merge = false } = {}) {
      const { boxes } = store.state;
      if (boxes === settled) return;
      if (!merge || !past.length) past = [...past, settled].slice(-limit);
      future = [];
      settle(boxes);
    },
    /** Takes back what was not committed. */
    rollback() {
      if (store.state.boxes !== settled) settle(settled);
    },
    /** Another picture: nothing of the one before can be undone. */
    restart() {
      past = future = [];
      settle(store.state.boxes);
    },
    undo() {
      const boxes = past.at(-1);
      if (!boxes) return;
      past = past.slice(0, -1);
      future = [...future, settled];
      settle(boxes);
    },
    redo() {
      const boxes = future.at(-1);
      if (!boxes) return;
      future = future.slice(0, -1);
      past = [...past, settled];
      settle(boxes);
    },
  };
}
