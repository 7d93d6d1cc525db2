// Prints what a page costs on the wire, and holds the kiosk to its budget: a tablet of ten years ago
// on a shop's Wi-Fi still shows the question at once. What index.html names is needed for that; what
// is fetched behind it has a bound of its own, and so has what somebody asks for.
import { gzipSync } from 'node:zlib';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const budget = { kiosk: 15 * 1024, 'kiosk, later': 10 * 1024, tablet: 24 * 1024, phone: 24 * 1024, 'kiosk, on request': 6 * 1024, 'tablet, later': 14 * 1024 }; // bytes, gzip -9

const top = process.env.TOUCHPOINT_UI_DIST ?? new URL('../dist', import.meta.url).pathname;
const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );

for (const page of ['counter', 'kiosk', 'tablet', 'console', 'phone']) {
  const html = readFileSync(join(top, page, 'index.html'), 'utf8');
  const totals = { [page]: 0 };
  for (const path of files(join(top, page))) {
    const bytes = readFileSync(path);
    const packed = gzipSync(bytes, { level: 9 }).length;
    const name = path.slice(join(top, page).length);
    const part =
      name === '/index.html' || html.includes(name.slice(1)) ? page // by any base
      : name.includes('/carry_on-') ? `${page}, on request`
      : `${page}, later`;
    totals[part] = (totals[part] ?? 0) + packed;
    console.log(`${(page + name).padEnd(40)} ${bytes.length} B, gzip ${packed} B`);
  }
  for (const [part, total] of Object.entries(totals)) {
    const limit = budget[part];
    console.log(`${part}: ${total} B gzip${limit ? ` of ${limit}` : ''}`);
    if (limit && total > limit) {
      console.error(`${part} is over its budget of ${limit} B gzip`);
      process.exitCode = 1;
    }
  }
}
