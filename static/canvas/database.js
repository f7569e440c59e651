/**
 * A database of this browser with one store in it. Where a browser refuses (some private windows do), it keeps nothing
 * and says so.
 */

/** A busy phone takes its time, and what it keeps is worth waiting for; a browser that never answers keeps nothing. */
const OPEN_WITHIN_MS = 3_000;

/**
 * @param {IDBFactory | undefined} factory
 * @param {{name: string, store: string, keyPath: string | string[]}} made how it is made where there is none yet
 */
export async function openDatabase(factory, made) {
  const db = factory ? await Promise.race([open(factory, made), nothingAfter(OPEN_WITHIN_MS)]) : null;

  /**
   * One request in a transaction of its own, committed at once: a tab that dies a moment later changes nothing.
   *
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
   * @returns {Promise<T | undefined>} undefined: the browser refused
   */
  function request(mode, ask) {
    return new Promise((resolve) => {
      if (!db) return resolve(undefined);
      try {
        const transaction = db.transaction(made.store, mode, { durability: "relaxed" });
        const asked = ask(transaction.objectStore(made.store));
        transaction.commit();
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
  }

  return { works: db !== null, request };
}

/**
 * @param {IDBFactory} factory
 * @param {{name: string, store: string, keyPath: string | string[]}} made
 * @returns {Promise<IDBDatabase | null>}
 */
function open(factory, { name, store, keyPath }) {
  return new Promise((resolve) => {
    try {
      const asked = factory.open(name, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(store, { keyPath });
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
