import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { keyTable, PAGES, pageWithKeys } from "../../docs/keys.mjs";
import { KEY_TABLE } from "../../static/canvas/keys.js";

for (const [mode, url] of Object.entries(PAGES)) {
  const page = readFileSync(url, "utf8");

  test(`the keys on the page about ${mode} are those that the keyboard obeys`, () => {
    assert.equal(page, pageWithKeys(mode, page), "run node docs/keys.mjs");
    assert.ok(page.includes(keyTable(mode)));
  });

  test(`every key of ${mode} stands on the page with what it does`, () => {
    const rows = keyTable(mode).split("\n").slice(2);
    const ofClasses = mode === "draw" ? 2 : 0;
    assert.equal(rows.length, KEY_TABLE.filter(({ modes }) => modes.includes(mode)).length + ofClasses);
    for (const row of rows) assert.match(row, /^\| [A-Z][^|]+ \| [^|]+ \|$/);
  });
}
