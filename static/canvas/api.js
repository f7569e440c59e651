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

const OLD_TOKEN = "csrf";
const TOKEN_URL = "/api/v1/me/csrf/";
/** Browsers refuse more than 64 KiB in requests that outlive the page. */
const KEEPALIVE_LIMIT = 60_000;

/**
 * @param {object} options
 * @param {typeof globalThis.fetch} options.fetch
 * @param {string} options.csrfToken the page's; each login has another
 * @param {number} [options.person] whose page this is; what they did does not go out under somebody else's login
 * @param {(needed: boolean) => void} [options.onLogin] whether they have to log in again, called with each answer
 * @returns {Send}
 */
export function createSend({ fetch, csrfToken, person, onLogin }) {
  /** @type {Send} */
  async function ask(method, url, body, { headers = {}, keepalive = false } = {}) {
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
  }

  /** False: nobody has logged in meanwhile, or somebody else. */
  async function renewToken() {
    const { ok, data } = await ask("GET", TOKEN_URL);
    if (!ok || (person !== undefined && data.person !== person)) return false;
    csrfToken = data.token;
    return true;
  }

  return async (...request) => {
    let answer = await ask(...request);
    if (answer.code === OLD_TOKEN && (await renewToken())) answer = await ask(...request);
    if (answer.status) onLogin?.(isLoggedOut(answer));
    return answer;
  };
}

/**
 * Whoever logs in again can repeat the request: it was not looked at.
 *
 * @param {Answer} answer
 */
export function isLoggedOut({ status, code }) {
  return status === 401 || code === OLD_TOKEN;
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
