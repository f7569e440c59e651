// The key tables of docs/drawing.md and docs/reviewers.md, made from the table that the keyboard obeys and the texts
// that the help dialog prints. `node docs/keys.mjs` writes them; tests/canvas/docs.test.mjs fails when they are not
// what the pages say.

import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { KEY_TABLE } from "../static/canvas/keys.js";

/** Whose keys stand on which page. */
export const PAGES = {
  draw: new URL("drawing.md", import.meta.url),
  review: new URL("reviewers.md", import.meta.url),
};
const TEMPLATE = new URL("../templates/labeling/_canvas_keys.html", import.meta.url);
const MARKED = /(<!-- keys: made by docs\/keys\.mjs -->\n)[^]*?(\n<!-- keys end -->)/;

const SIGNS = { ArrowLeft: "←", ArrowUp: "↑", ArrowRight: "→", ArrowDown: "↓", Escape: "Esc", "-": "−" };

/** The English texts of the template by their keys. */
function textsOf(template) {
  const pairs = template.matchAll(/<dt>(\w+)<\/dt>\s*<dd>\s*\{% translate "([^"]*)" %\}/g);
  return new Map([...pairs].map(([, key, text]) => [key, text]));
}

function named(chord) {
  const keys = chord.split(/\+(?=.)/).map((key) => SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  const code = keys.join("+");
  return code.includes("`") ? `\`\` ${code} \`\`` : `\`${code}\``;
}

/** Rows of Markdown: what a key does, and its keys. */
export function keyTable(mode, template = readFileSync(TEMPLATE, "utf8")) {
  const texts = textsOf(template);
  const rows = KEY_TABLE.filter(({ modes }) => modes.includes(mode)).map(({ says, keys }) => [
    texts.get(says),
    keys.map(named).join(" "),
  ]);
  const classes = [
    [texts.get("key_label"), "the class's own, on the palette"],
    [texts.get("key_label_last"), "`Alt` with the class's own"],
  ];
  const all = mode === "draw" ? [...classes, ...rows] : rows;
  return ["| what | keys |", "|---|---|", ...all.map((row) => `| ${row.join(" | ")} |`)].join("\n");
}

/** The page of a mode with the table in its place. */
export function pageWithKeys(mode, page = readFileSync(PAGES[mode], "utf8")) {
  return page.replace(MARKED, (_, start, end) => start + keyTable(mode) + end);
}

if (realpathSync(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  for (const [mode, page] of Object.entries(PAGES)) writeFileSync(page, pageWithKeys(mode));
}
