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

import { textOf } from "./outgoing.js";

/** @import { OutgoingBox } from "./store.js" */

const NAME = "honestbox";
const PIECES = "pieces";
const OPEN_WITHIN_MS = 1_000;
const KEPT_FOR_MS = 60 * 24 * 3600 * 1000;

/** @param {IDBFactory | undefined} factory */
export async function openVault(factory) {
  const db = factory ? await Promise.race([open(factory), nothingAfter(OPEN_WITHIN_MS)]) : null;

  /**
   * One request in a transaction of its own, committed at once: a tab that dies a moment later changes nothing.
   *
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(pieces: IDBObjectStore) => IDBRequest<T>} ask
   * @returns {Promise<T | undefined>} undefined: the browser refused
   */
  function request(mode, ask) {
    return new Promise((resolve) => {
      if (!db) return resolve(undefined);
      try {
        const transaction = db.transaction(PIECES, mode, { durability: "relaxed" });
        const asked = ask(transaction.objectStore(PIECES));
        transaction.commit();
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
  }

  return {
    works: db !== null,
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

/**
 * @param {IDBFactory} factory
 * @returns {Promise<IDBDatabase | null>}
 */
function open(factory) {
  return new Promise((resolve) => {
    try {
      const asked = factory.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(PIECES, { keyPath: "id" });
      asked.onerror = () => resolve(null);
      asked.onsuccess = () => {
        // A newer page of ours in another tab must not wait for this one.
        asked.result.onversionchange = () => asked.result.close();
        resolve(asked.result);
      };
    } catch {
      resolve(null);
    }
  });
}

/**
 * @param {number} ms
 * @returns {Promise<null>}
 */
function nothingAfter(ms) {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), ms);
  });
}
