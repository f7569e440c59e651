/**
 * What a reviewer has marked and not decided yet, kept in this browser as long as it is not decided: a closed tab costs
 * no mark. A browser may be shared, so each reviewer has pages of their own in it.
 *
 * @typedef {object} Page the marks on one submission, which is one round of a piece
 * @property {number} reviewer
 * @property {number} id the submission's
 * @property {MarkedBox[]} boxes
 * @property {Omit<Missing, "key">[]} missing
 * @property {string} reason for the whole picture
 * @property {number} active_ms
 * @property {number} at milliseconds since 1970
 *
 * @typedef {Pick<Box, "id" | "approved" | "reason" | "label" | "x" | "y" | "width" | "height" | "ghost">} MarkedBox
 * @typedef {Awaited<ReturnType<typeof openNotebook>>} Notebook
 */

import { openDatabase } from "./database.js";
import { outgoingMissing, takeMissing } from "./missing.js";

/**
 * @import { Clock } from "./save.js"
 * @import { Box, Missing, Store } from "./store.js"
 */

const KEPT_FOR_MS = 60 * 24 * 3600 * 1000;
const KEEP_AFTER_MS = 250;

/**
 * @param {IDBFactory | undefined} factory
 * @param {number} reviewer
 */
export async function openNotebook(factory, reviewer) {
  const made = { name: "honestbox-review", store: "pages", keyPath: ["reviewer", "id"] };
  const { works, request } = await openDatabase(factory, made);
  return {
    works,
    /** @param {number} id @returns {Promise<Page | undefined>} */
    read: (id) => request("readonly", (pages) => pages.get([reviewer, id])),
    /** @param {Omit<Page, "reviewer">} page */
    write: (page) => request("readwrite", (pages) => pages.put({ ...page, reviewer })),
    /** @param {number} id */
    drop: (id) => request("readwrite", (pages) => pages.delete([reviewer, id])),
    /** Forgets what was never decided here. @param {number} now */
    async tidy(now) {
      const all = /** @type {Page[]} */ ((await request("readonly", (pages) => pages.getAll())) ?? []);
      const old = all.filter(({ at }) => at < now - KEPT_FOR_MS);
      await Promise.all(old.map((page) => request("readwrite", (pages) => pages.delete([page.reviewer, page.id]))));
    },
  };
}

/**
 * Writes the marks on the submission on the desk down, soon after each of them.
 *
 * @param {object} options
 * @param {Store} options.store
 * @param {Pick<Notebook, "write" | "drop">} options.notebook
 * @param {Clock} options.clock
 * @param {() => string} options.reason for the whole picture
 * @param {() => number} options.activeMs
 */
export function createMarkKeeper({ store, notebook, clock, reason, activeMs }) {
  /** @type {number | null} null: nothing is to be kept, it is decided */
  let id = null;
  /** What came from the server: never changed in place, so what is marked is another box. @type {Set<Box>} */
  let clean = new Set();
  let known = store.state;
  /** @type {any} */
  let timer = null;

  function flush() {
    clock.clearTimeout(timer);
    timer = null;
    if (id === null) return;
    const { boxes, missing } = store.state;
    const marked = boxes.filter((box) => !clean.has(box)).map(markedBox);
    const page = { id, boxes: marked, missing: outgoingMissing(missing), reason: reason().trim() };
    const isEmpty = !marked.length && !missing.length && !page.reason;
    void (isEmpty ? notebook.drop(id) : notebook.write({ ...page, active_ms: activeMs(), at: Date.now() }));
  }

  /** There is a mark more, or less. */
  function touch() {
    if (id !== null) timer ??= clock.setTimeout(flush, KEEP_AFTER_MS);
  }

  store.subscribe((now) => {
    if (now.busy || (now.boxes === known.boxes && now.missing === known.missing)) return;
    known = now;
    touch();
  });

  return {
    /** This submission lies on the desk, as it came. @param {number} next its id */
    begin(next) {
      clock.clearTimeout(timer);
      timer = null;
      id = next;
      clean = new Set(store.state.boxes);
      known = store.state;
    },
    touch,
    flush,
    /** It is decided. @param {number} decided its id */
    forget(decided) {
      if (decided === id) id = null;
      return notebook.drop(decided);
    },
  };
}

/** @param {Box} box @returns {MarkedBox} */
function markedBox({ id, approved, reason, label, x, y, width, height, ghost }) {
  return { id, approved, reason, label, x, y, width, height, ghost };
}

/**
 * Makes the marks again that an earlier page wrote down.
 *
 * @param {Store} store
 * @param {Pick<Page, "boxes" | "missing">} page
 */
export function takeMarks(store, { boxes, missing }) {
  const marked = new Map(boxes.map((box) => [box.id, box]));
  store.set({ boxes: store.state.boxes.map((box) => (marked.has(box.id) ? { ...box, ...marked.get(box.id) } : box)) });
  takeMissing(store, missing);
}
