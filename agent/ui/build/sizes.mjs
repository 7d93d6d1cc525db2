// Prints what a page costs on the wire, and holds the kiosk to its budget: a tablet of ten years ago
// on a shop's Wi-Fi still shows the question at once.
import { gzipSync } from 'node:zlib';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const budget = { kiosk: 15 * 1024, tablet: 24 * 1024 }; // bytes, gzip -9, HTML + CSS + JS + icon

const top = process.env.TOUCHPOINT_UI_DIST ?? new URL('../dist', import.meta.url).pathname;
const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );

for (const page of ['counter', 'kiosk', 'tablet', 'console']) {
  let total = 0;
  for (const path of files(join(top, page))) {
    const bytes = readFileSync(path);
    const packed = gzipSync(bytes, { level: 9 }).length;
    total += packed;
    console.log(`${path.slice(top.length + 1).padEnd(40)} ${bytes.length} B, gzip ${packed} B`);
  }
  const limit = budget[page];
  console.log(`${page}: ${total} B gzip${limit ? ` of ${limit}` : ''}`);
  if (limit && total > limit) {
    console.error(`${page} is over its budget of ${limit} B gzip`);
    process.exitCode = 1;
  }
}
