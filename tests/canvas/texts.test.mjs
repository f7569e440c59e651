import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { KEY_TABLE } from "../../static/canvas/keys.js";

const HOUSE = new URL("../../", import.meta.url);
const template = ["_canvas_texts", "_canvas_keys"]
  .map((name) => readFileSync(new URL(`templates/labeling/${name}.html`, HOUSE), "utf8"))
  .join("");
const offered = [...template.matchAll(/<dt>(\w+)<\/dt>/g)].map(([, key]) => key);

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const url = new URL(entry.isDirectory() ? `${entry.name}/` : entry.name, folder);
    return entry.isDirectory() ? sources(url) : [readFileSync(url, "utf8")];
  });
}
const code = sources(new URL("static/canvas/", HOUSE)).join("\n");

/** What the modules ask for, with `${…}` standing for anything. */
function asked() {
  const calls = [...code.matchAll(/(?:text|say)\([^)"`]*["`]([a-z][\w${}]*)["`]/g)].map(([, key]) => key);
  const plurals = [...code.matchAll(/\.count\("(\w+)"/g)].flatMap(([, key]) => [`${key}_one`, `${key}_other`]);
  return [...calls, ...plurals, ...KEY_TABLE.map((row) => row.says), "server_trouble", "offline"];
}

test("every text that the modules ask for is in the template", () => {
  for (const key of asked()) {
    const pattern = new RegExp(`^${key.replace(/\$\{[^}]*\}/g, "\\w+")}$`);
    assert.ok(offered.some((name) => pattern.test(name)), `${key} is missing`);
  }
});

test("every text in the template is asked for by the modules", () => {
  const patterns = asked().map((key) => new RegExp(`^${key.replace(/\$\{[^}]*\}/g, "\\w+")}$`));
  for (const name of offered) assert.ok(patterns.some((pattern) => pattern.test(name)), `${name} is not used`);
});

test("no text has two keys of one name", () => {
  assert.deepEqual(offered, [...new Set(offered)]);
});
