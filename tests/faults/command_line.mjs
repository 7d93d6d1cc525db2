// "--events 1000 --seed 7": numbers only, each with a default; --help shows the head of the program.

import fs from "node:fs";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";

export function numbers(url, defaults) {
  const options = { seed: randomInt(1, 1_000_000), ...defaults };
  const words = process.argv.slice(2);
  const usage = () => fs.readFileSync(fileURLToPath(url), "utf8").split("\n")
    .slice(0).filter((line, at, all) => all.slice(0, at + 1).every((l) => l.startsWith("//")))
    .map((line) => line.replace(/^\/\/ ?/, "")).join("\n");
  while (words.length > 0) {
    const word = words.shift();
    if (word === "--help" || word === "-h") {
      console.log(usage());
      process.exit(0);
    }
    const name = word.replace(/^--/, "");
    const value = Number(words.shift());
    if (!word.startsWith("--") || !(name in options) || !Number.isInteger(value) || value < 0) {
      console.error(`${word}: not an option with a whole number\n\n${usage()}`);
      process.exit(2);
    }
    options[name] = value;
  }
  return options;
}
