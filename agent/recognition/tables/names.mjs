// Makes short_names.inc, given_names.inc and family_names.inc: which names are short for others, and how common names are.
//
//   node names.mjs DIR
//
// DIR holds names.csv (the nicknames of carltonnorthern/nicknames, Apache-2.0), common-{forenames,surnames}-
// by-country.csv (sigpwned/popular-names-by-country-dataset, CC0) and istat_nomi_*.tsv (given names of children
// born in Italy, ISTAT, CC BY 3.0 IT). short_names.txt beside this script is ours.

import fs from "node:fs";
import path from "node:path";

const source = (name) => fs.readFileSync(path.join(process.argv[2], name), "utf8").replace(/^\uFEFF/, "");
const here = path.dirname(process.argv[1]);
const rows = (text, separator) => text.split(/\r?\n/).filter(Boolean).map((line) => line.split(separator));
const folded = (text) => text.normalize("NFKD").toLowerCase().replace(/[^a-z]/g, "");

const LEAST = 0.0004;  // of a name of which only that it exists is known
// Where a country's list has ranks only, the share falls with the rank as it does where it has both.
const share = { given: (rank) => 0.02 / rank ** 0.7, family: (rank) => 0.008 / rank ** 0.7 };
const shares = { given: new Map(), family: new Map() };
const note = (kind, name, value) => {
  const key = folded(name);
  if (key.length > 1) shares[kind].set(key, Math.max(shares[kind].get(key) ?? 0, value));
};

const pairs = new Set();
for (const [long, relation, short] of rows(source("names.csv"), ","))
  if (relation === "has_nickname") pairs.add(`${folded(long)} ${folded(short)}`);
for (const line of fs.readFileSync(path.join(here, "short_names.txt"), "utf8").split("\n")) {
  if (line.startsWith("#") || !line.includes(":")) continue;
  const [long, shorts] = line.split(":");
  if (long === "also") shorts.trim().split(" ").forEach((name) => note("given", name, LEAST));
  else note("given", long, LEAST);
  if (long === "also") continue;
  for (const short of shorts.trim().split(" ")) pairs.add(`${folded(long)} ${folded(short)}`);
}
const nicknames = [...pairs].filter((pair) => new Set(pair.split(" ")).size === 2 && !/^ | $/.test(pair)).sort();

for (const cells of rows(source("common-forenames-by-country.csv"), ",").slice(1))
  note("given", cells[11], share.given(Number(cells[7]) || 50));
for (const cells of rows(source("common-surnames-by-country.csv"), ",").slice(1))
  note("family", cells[5], share.family(Number(cells[1]) || 50));
for (const file of ["istat_nomi_femminili_1999_2021.tsv", "istat_nomi_maschili_1999_2021.tsv"])
  for (const [name, ...years] of rows(source(file), "\t").slice(1))
    note("given", name, Math.max(...years.map(Number)) / 100 / 2);  // of one sex; of all it is half

const table = (file, what, lines) => fs.writeFileSync(path.join(here, file), `// ${what}, by names.mjs.\n${lines.join("\n")}\n`);
table("short_names.inc", "Of the nicknames of carltonnorthern/nicknames (Apache-2.0) and short_names.txt",
  nicknames.map((pair) => `{"${pair.split(" ").join('", "')}"},`));
const common = (kind) => [...shares[kind]].sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, value]) => `{"${name}", ${Math.round(value * 1e6)}},`);
const of = "Of sigpwned's popular names by country (CC0)";
table("given_names.inc", `${of} and ISTAT's given names 1999-2021 (CC BY 3.0 IT)`, common("given"));
table("family_names.inc", of, common("family"));
