// Turns the built pages into two sources each for a program: NAME_assets.S, which takes the files' bytes in as they
// are (.incbin), and NAME_assets.cpp, the table over them. A program links only the pages that it serves. Called by
// CMake after the pages are built.
//
//   node build/embed.mjs PAGES_FOLDER OUTPUT_FOLDER NAME…

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const [pages, out] = process.argv.slice(2, 4).map((folder) => path.resolve(folder));
const surfaces = process.argv.slice(4);

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
};

function files(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    return entry.isDirectory() ? files(full) : [full];
  }).sort();
}

fs.mkdirSync(out, { recursive: true });
for (const surface of surfaces) {
  const assembly = ["    .section .rodata"];
  const declarations = [];

  // The bytes under a symbol; gives the C++ expression for them.
  const embed = (file) => {
    const symbol = `touchpoint_${surface}_${declarations.length}`;
    const { size } = fs.statSync(file);
    assembly.push(`    .global ${symbol}`, "    .balign 16", `${symbol}:`, `    .incbin "${file}"`);
    declarations.push(`extern const char ${symbol}[];`);
    return `{${symbol}, ${size}}`;
  };

  const folder = path.join(pages, surface);
  const rows = files(folder).map((file) => {
    const type = types[path.extname(file)];
    if (!type) throw new Error(`embed.mjs: no content type for ${file}`);
    const name = "/" + path.relative(folder, file).split(path.sep).join("/");
    const bytes = fs.readFileSync(file);
    const packed = path.join(out, `${surface}${name.replaceAll("/", "_")}.gz`);
    fs.writeFileSync(packed, zlib.gzipSync(bytes, { level: 9 }));
    const etag = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    const immutable = name.startsWith("/assets/");
    return `    {.path = "${name}",\n     .content_type = "${type}",\n     .gzip = ${embed(packed)},\n` +
      `     .plain = ${embed(file)},\n     .etag = "${etag}",\n     .immutable = ${immutable}},`;
  });
  assembly.push('    .section .note.GNU-stack,"",%progbits', "");

  fs.writeFileSync(path.join(out, `${surface}_assets.S`), assembly.join("\n"));
  fs.writeFileSync(path.join(out, `${surface}_assets.cpp`), `#include "ui/assets.hpp"

extern "C" {
${declarations.join("\n")}
}

namespace touchpoint::ui {
namespace {

constexpr web::Asset kAssets[] = {
${rows.join("\n")}
};

}  // namespace

std::span<const web::Asset> ${surface}_assets() { return kAssets; }

}  // namespace touchpoint::ui
`);
}
