/**
 * Decisions that have no answer yet. Each is written into this browser before it is sent and stays there until the
 * server has said yes or no, so none is lost with a network, a tab or a page; sent twice it counts once.
 *
 * @typedef {object} Sent
 * @property {number} id the submission's
 * @property {string} name the picture's
 * @property {string} page where it is judged
 * @property {string} url
 * @property {object} body
 *
 * @typedef {ReturnType<typeof createDecisions>} Decisions
 */

import { isSilence } from "./save.js";

/**
 * @import { Answer, Send } from "./api.js"
 * @import { Clock } from "./save.js"
 */

const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 30_000;

/**
 * @param {object} options
 * @param {Pick<Storage, "getItem" | "setItem"> | null} options.storage null: this browser keeps nothing
 * @param {Send} options.send
 * @param {number} options.reviewer
 * @param {Clock} options.clock
 * @param {(waiting: number) => void} options.onCount
 * @param {(sent: Sent) => void} options.onDelivered
 * @param {(sent: Sent, answer: Answer) => void} options.onRefused
 */
export function createDecisions({ storage, send, reviewer, clock, onCount, onDelivered, onRefused }) {
  const drawer = createDrawer(storage, `honestbox.decisions.${reviewer}`);
  /** @type {Map<number, Promise<Answer>>} */
  const underWay = new Map();
  let failures = 0;
  /** @type {any} */
  let timer;

  /** @param {Sent} sent */
  async function sendOne(sent) {
    const answering = send("POST", sent.url, sent.body);
    underWay.set(sent.id, answering);
    const answer = await answering;
    underWay.delete(sent.id);
    if (!isSilence(answer)) {
      drawer.drop(sent.id);
      failures = 0;
      if (answer.ok) onDelivered(sent);
      else onRefused(sent, answer);
    }
    count();
    return answer;
  }

  function count() {
    const waiting = drawer.all().length;
    onCount(waiting - underWay.size);
    clock.clearTimeout(timer);
    if (waiting) timer = clock.setTimeout(flush, Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS));
  }

  async function flush() {
    for (const sent of drawer.all()) {
      if (underWay.has(sent.id)) continue;
      if (!isSilence(await sendOne(sent))) continue;
      failures += 1;
      break;
    }
    count();
  }

  return {
    flush,
    /** @param {Sent} sent */
    post(sent) {
      drawer.put(sent);
      return sendOne(sent);
    },
    /** Ids of what has no answer yet. */
    get waiting() {
      return drawer.all().map(({ id }) => id);
    },
  };
}

/**
 * A list that outlives the page; where nothing does, it is kept as long as the page lives.
 *
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 * @param {string} key
 */
function createDrawer(storage, key) {
  /** @type {string} */
  let kept = "[]";

  /** @returns {Sent[]} */
  function all() {
    try {
      return JSON.parse(storage?.getItem(key) ?? kept);
    } catch {
      return JSON.parse(kept);
    }
  }

  /** @param {Sent[]} list */
  function write(list) {
    kept = JSON.stringify(list);
    try {
      storage?.setItem(key, kept);
    } catch {
      storage = null;
    }
  }

  return {
    all,
    /** @param {Sent} sent */
    put: (sent) => write([...all().filter(({ id }) => id !== sent.id), sent]),
    /** @param {number} id */
    drop: (id) => write(all().filter((sent) => sent.id !== id)),
  };
}
