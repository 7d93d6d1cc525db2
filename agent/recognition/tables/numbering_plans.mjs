// Makes numbering_plans.inc of libphonenumber's PhoneNumberMetadata.xml (Apache-2.0, Google): the facts of
// each region's numbering plan that writing a number as E.164 takes.
//
//   zstd -dc PhoneNumberMetadata.xml.zst | node numbering_plans.mjs > numbering_plans.inc

import fs from "node:fs";

const xml = fs.readFileSync(0, "utf8").replace(/<!--[^]*?-->/g, "");
const tidy = (text) => (text ?? "").replace(/\s+/g, "");
const quoted = (text) => `"${tidy(text).replaceAll("\\", "\\\\")}"`;

// "9,10" and "[6-12]" as a mask: bit n for a length of n digits.
function lengths(territory) {
  let mask = 0;
  for (const [, list] of territory.matchAll(/<possibleLengths[^>]*?\bnational="([^"]*)"/g)) {
    for (const part of list.match(/\[\d+-\d+\]|\d+/g) ?? []) {
      const [from, to = from] = part.match(/\d+/g).map(Number);
      for (let length = from; length <= to; length++) mask |= 1 << length;
    }
  }
  return mask;
}

console.log("// Of libphonenumber's PhoneNumberMetadata.xml (Google, Apache-2.0), by numbering_plans.mjs.");
for (const [, head, body] of xml.matchAll(/<territory\s([^>]*)>([^]*?)<\/territory>/g)) {
  const attribute = (name) => new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(head)?.[1];
  const general = /<generalDesc>[^]*?<nationalNumberPattern>([^]*?)<\/nationalNumberPattern>/.exec(body)[1];
  const prefix = attribute("nationalPrefixForParsing") ?? attribute("nationalPrefix");
  const fields = [
    quoted(attribute("id")), attribute("countryCode"), attribute("mainCountryForCode") === "true",
    quoted(attribute("internationalPrefix")), quoted(prefix), quoted(attribute("nationalPrefixTransformRule")),
    quoted(general), `0x${lengths(body).toString(16)}`,
  ];
  console.log(`{${fields.join(", ")}},`);
}
