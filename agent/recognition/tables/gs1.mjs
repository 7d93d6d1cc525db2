// Makes gs1_application_identifiers.inc of GS1's Barcode Syntax Dictionary (Apache-2.0, GS1 AISBL).
//
//   node gs1.mjs gs1-syntax-dictionary.txt > gs1_application_identifiers.inc

import fs from "node:fs";

const text = fs.readFileSync(process.argv[2], "utf8");
const release = /^# Release: (\S+)/m.exec(text)[1];
const LINE = /^(\d{2,4})(?:-(\d{2,4}))?\s+(?:([!-/:-@[-`]+)\s+)?((?:\[?[NXYZ](?:\.\.)?\d+\]?(?:,\w+)*\s*)+)(.*?)(?:#\s*(.*))?$/;

console.log(`// Of the GS1 Barcode Syntax Dictionary, release ${release} (GS1 AISBL, Apache-2.0), by gs1.mjs.`);
for (const line of text.split("\n")) {
  if (line.startsWith("#") || line.trim() === "") continue;
  const match = LINE.exec(line);
  if (!match) throw new Error(`not understood: ${line}`);
  const [, first, last = first, flags = "", format, attributes] = match;
  const key = /\bdlpkey\b/.test(attributes);
  console.log(`{"${first}", "${last}", "${format.trim()}", ${flags.includes("*")}, ${key}},`);
}
