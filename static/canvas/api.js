/**
 * One request to the server, and one shape of answer: whatever goes wrong, there is a message to show.
 *
 * @typedef {object} Answer
 * @property {boolean} ok
 * @property {number} status 0: the server was not reached
 * @property {any} data
 * @property {string} code
 * @property {string} message
 * @property {Record<string, any>} fields
 *
 * @typedef {object} Extras
 * @property {Record<string, string>} [headers]
 * @property {boolean} [keepalive] let the request outlive the page
 *
 * @typedef {(method: string, url: string, body?: unknown, extras?: Extras) => Promise<Answer>} Send
 */

/** Browsers refuse more than 64 KiB in requests that outlive the page. */
const KEEPALIVE_LIMIT = 60_000;

/**
 * @param {{fetch: typeof fetch, csrfToken: string}} options
 * @returns {Send}
 */
export function createSend({ fetch, csrfToken }) {
  return async (method, url, body, { headers = {}, keepalive = false } = {}) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    try {
      const response = await fetch(url, {
        method,
        body: text,
        credentials: "same-origin",
        keepalive: keepalive && (text?.length ?? 0) < KEEPALIVE_LIMIT,
        headers: {
          Accept: "application/json",
          "X-CSRFToken": csrfToken,
          ...(text === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
      });
      return answer(response, await readJson(response));
    } catch {
      return { ok: false, status: 0, data: null, code: "offline", message: "", fields: {} };
    }
  };
}

/**
 * @param {Response} response
 * @param {any} data
 * @returns {Answer}
 */
function answer(response, data) {
  const { code = "", message = "", fields = {} } = data?.error ?? {};
  return { ok: response.ok, status: response.status, data, code, message, fields };
}

/** @param {Response} response */
async function readJson(response) {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
