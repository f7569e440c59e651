/**
 * What this browser keeps of a worker's pieces, in IndexedDB: a closed tab, a lost network or a server that is away
 * costs no box. Where a browser refuses (some private windows do), the vault keeps nothing and says so.
 *
 * @typedef {object} Kept one piece
 * @property {number} id the assignment's
 * @property {number} worker whose it is: a browser may be shared
 * @property {number} round
 * @property {string} name of the picture
 * @property {OutgoingBox[]} boxes
 * @property {number} version of the server's draft that they were drawn on
 * @property {OutgoingBox[] | null} sent what was sent and not answered yet: the server may have it or not
 * @property {boolean} dirty the server has not confirmed these boxes
 * @property {number} active_ms
 * @property {Pending | null} pending handed in, and the server has not said yes or no
 * @property {number} at milliseconds since 1970
 *
 * @typedef {{key: string, url: string, draft: string, active_ms: number}} Pending `key` is the Idempotency-Key
 * @typedef {Awaited<ReturnType<typeof openVault>>} Vault
 */

import { openDatabase } from "./database.js";
import { textOf } from "./outgoing.js";

/** @import { OutgoingBox } from "./store.js" */

const KEPT_FOR_MS = 60 * 24 * 3600 * 1000;

/** @param {IDBFactory | undefined} factory */
export async function openVault(factory) {
  const { works, request } = await openDatabase(factory, { name: "honestbox", store: "pieces", keyPath: "id" });

  return {
    works,
    /** @param {number} id @returns {Promise<Kept | undefined>} */
    async get(id) {
      const found = await request("readonly", (pieces) => pieces.get(id));
      return found && unpack(found);
    },
    /** @param {number} worker @returns {Promise<Kept[]>} oldest first */
    async all(worker) {
      const found = (await request("readonly", (pieces) => pieces.getAll())) ?? [];
      const own = found.filter((kept) => kept.worker === worker).sort((a, b) => a.at - b.at);
      return own.map(unpack);
    },
    /** @param {Kept} kept @returns {Promise<boolean>} whether it is kept */
    put: async (kept) => (await request("readwrite", (pieces) => pieces.put(pack(kept)))) !== undefined,
    /** @param {number} id */
    drop: (id) => request("readwrite", (pieces) => pieces.delete(id)),
    /** Forgets what nobody has touched for long, and nobody waits for. @param {number} now */
    async tidy(now) {
      const found = /** @type {Kept[]} */ ((await request("readonly", (pieces) => pieces.getAll())) ?? []);
      const old = found.filter(({ at, pending }) => !pending && at < now - KEPT_FOR_MS);
      await Promise.all(old.map(({ id }) => request("readwrite", (pieces) => pieces.delete(id))));
    },
  };
}

/**
 * Boxes are kept as text: the browser copies it in no time, but goes through thousands of objects for half a frame.
 *
 * @param {Kept} kept
 */
function pack({ boxes, sent, ...rest }) {
  return { ...rest, boxes: textOf(boxes), sent: sent && textOf(sent) };
}

/**
 * @param {ReturnType<typeof pack>} packed
 * @returns {Kept}
 */
function unpack({ boxes, sent, ...rest }) {
  return { ...rest, boxes: JSON.parse(boxes), sent: sent && JSON.parse(sent) };
}
