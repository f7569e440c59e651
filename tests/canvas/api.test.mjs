import assert from "node:assert/strict";
import { test } from "node:test";

import { createSend, isLoggedOut } from "../../static/canvas/api.js";
import { isSilence } from "../../static/canvas/save.js";

const CSRF = [403, { error: { code: "csrf", message: "Of an earlier login.", fields: {} } }];
const LOGGED_OUT = [401, { error: { code: "not_authenticated", message: "Log in.", fields: {} } }];
const token = (person) => [200, { token: "new", person }];

/** A page of person 5; each answer is a status and a body, or nothing where the server is not reached. */
function asking(...answers) {
  const asked = [];
  const needed = [];
  const send = createSend({
    csrfToken: "old",
    person: 5,
    onLogin: (isNeeded) => needed.push(isNeeded),
    async fetch(url, { method, headers, body }) {
      asked.push([method, url, headers["X-CSRFToken"], headers["Idempotency-Key"], body]);
      const [status, data] = answers.shift() ?? [];
      if (!status) throw new TypeError("no network");
      return new Response(JSON.stringify(data), { status });
    },
  });
  const post = () => send("POST", "/submit", { boxes: [] }, { headers: { "Idempotency-Key": "k" } });
  return { asked, needed, post };
}

test("a page of an earlier login gets a new token, and the request is repeated as it was, once", async () => {
  const { asked, needed, post } = asking(CSRF, token(5), [201, {}], [201, {}]);
  assert.equal((await post()).ok, true);
  await post();
  assert.deepEqual(asked.map(([method, url, sent, key, body]) => [method, url, sent, key, body].join(" ")), [
    'POST /submit old k {"boxes":[]}',
    "GET /api/v1/me/csrf/ old  ",
    'POST /submit new k {"boxes":[]}',
    'POST /submit new k {"boxes":[]}',
  ]);
  assert.deepEqual(needed, [false, false]);
});

test("what is refused with the new token too is not repeated for ever", async () => {
  const { asked, needed, post } = asking(CSRF, token(5), CSRF);
  assert.equal((await post()).code, "csrf");
  assert.equal(asked.length, 3);
  assert.deepEqual(needed, [true]);
});

test("one person's work does not go out under the login of another", async () => {
  const { asked, needed, post } = asking(CSRF, token(6));
  assert.equal((await post()).code, "csrf");
  assert.equal(asked.length, 2);
  assert.deepEqual(needed, [true]);
});

test("who is logged out is asked to log in until an answer shows that they did; silence shows neither", async () => {
  const { asked, needed, post } = asking(LOGGED_OUT, undefined, [201, {}]);
  await post();
  await post();
  await post();
  assert.deepEqual(needed, [true, false]);
  assert.equal(asked.length, 3);
});

test("to be logged out is to wait, and any other refusal is one", () => {
  const answer = (status, code) => ({ ok: false, status, code, data: null, message: "", fields: {} });
  assert.deepEqual([answer(401, "not_authenticated"), answer(403, "csrf")].map(isLoggedOut), [true, true]);
  assert.deepEqual([answer(401, "not_authenticated"), answer(403, "csrf")].map(isSilence), [true, true]);
  assert.deepEqual([answer(403, "permission_denied"), answer(404, "not_found")].map(isSilence), [false, false]);
});
