// The key table of docs/drawing.md, made from the table that the keyboard obeys and the texts that the help dialog
// prints. `node docs/keys.mjs` writes it; tests/canvas/docs.test.mjs fails when it is not what the page says.

import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { KEY_TABLE } from "../static/canvas/keys.js";

const PAGE = new URL("drawing.md", import.meta.url);
const TEMPLATE = new URL("../templates/labeling/_canvas.html", import.meta.url);
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
export function keyTable(template = readFileSync(TEMPLATE, "utf8")) {
  const texts = textsOf(template);
  const rows = KEY_TABLE.filter(({ modes }) => modes.includes("draw")).map(({ says, keys }) => [
    texts.get(says),
    keys.map(named).join(" "),
  ]);
  const classes = [
    [texts.get("key_label"), "the class's own, on the palette"],
    [texts.get("key_label_last"), "`Alt` with the class's own"],
  ];
  return ["| what | keys |", "|---|---|", ...[...classes, ...rows].map((row) => `| ${row.join(" | ")} |`)].join("\n");
}

/** The page with the table in its place. */
export function pageWithKeys(page = readFileSync(PAGE, "utf8")) {
  return page.replace(MARKED, (_, start, end) => start + keyTable() + end);
}

if (realpathSync(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) writeFileSync(PAGE, pageWithKeys());
