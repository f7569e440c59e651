import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { keyTable, pageWithKeys } from "../../docs/keys.mjs";
import { KEY_TABLE } from "../../static/canvas/keys.js";

const page = readFileSync(new URL("../../docs/drawing.md", import.meta.url), "utf8");

test("the keys on the page about drawing are those that the keyboard obeys", () => {
  assert.equal(page, pageWithKeys(page), "run node docs/keys.mjs");
  assert.ok(page.includes(keyTable()));
});

test("every key of a worker stands on the page with what it does", () => {
  const rows = keyTable().split("\n").slice(2);
  assert.equal(rows.length, KEY_TABLE.filter(({ modes }) => modes.includes("draw")).length + 2);
  for (const row of rows) assert.match(row, /^\| [A-Z][^|]+ \| [^|]+ \|$/);
});
