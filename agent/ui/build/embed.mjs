// Turns the built pages into two sources for the program: assets.S, which takes the files' bytes in as they are
// (.incbin), and assets.cpp, the tables over them. Called by CMake after the pages are built.
//
//   node build/embed.mjs PAGES_FOLDER OUTPUT_FOLDER

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const [pages, out] = process.argv.slice(2).map((folder) => path.resolve(folder));

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

const assembly = ["    .section .rodata"];
const declarations = [];
const tables = [];
let count = 0;

// The bytes under a symbol; gives the C++ expression for them.
function embed(file) {
  const symbol = `touchpoint_page_${count++}`;
  const { size } = fs.statSync(file);
  assembly.push(`    .global ${symbol}`, "    .balign 16", `${symbol}:`, `    .incbin "${file}"`);
  declarations.push(`extern const char ${symbol}[];`);
  return `{${symbol}, ${size}}`;
}

fs.mkdirSync(out, { recursive: true });
for (const surface of ["counter", "kiosk"]) {
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
  tables.push(`constexpr web::Asset k${surface === "kiosk" ? "Kiosk" : "Counter"}[] = {\n${rows.join("\n")}\n};`);
}
assembly.push('    .section .note.GNU-stack,"",%progbits', "");

fs.writeFileSync(path.join(out, "assets.S"), assembly.join("\n"));
fs.writeFileSync(path.join(out, "assets.cpp"), `#include "ui/assets.hpp"

extern "C" {
${declarations.join("\n")}
}

namespace touchpoint::ui {
namespace {

${tables.join("\n\n")}

}  // namespace

std::span<const web::Asset> counter_assets() { return kCounter; }
std::span<const web::Asset> kiosk_assets() { return kKiosk; }

}  // namespace touchpoint::ui
`);
