// Finishes the tablet's page: its service worker, which must name every file of the page and change
// whenever one of them does, and what lets it be put on the home screen.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const top = new URL('..', import.meta.url).pathname;
const page = join(process.env.TOUCHPOINT_UI_DIST ?? join(top, 'dist'), 'tablet');

const icon = readdirSync(join(page, 'assets')).find((name) => /^icon-.*\.svg$/.test(name));
const manifest = JSON.parse(readFileSync(join(top, 'src/tablet/manifest.webmanifest'), 'utf8'));
manifest.icons = [{ src: `/assets/${icon}`, sizes: 'any', type: 'image/svg+xml' }];
writeFileSync(join(page, 'manifest.webmanifest'), JSON.stringify(manifest));
const index = join(page, 'index.html');
const link = '<link rel="manifest" href="/manifest.webmanifest" />';
writeFileSync(index, readFileSync(index, 'utf8').replace('</head>', `  ${link}\n  </head>`));

const files = (folder) =>
  readdirSync(join(page, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(`${folder}${entry.name}/`) : [`${folder}${entry.name}`],
  );
const paths = files('/').sort();
const hash = createHash('sha256');
for (const path of paths) hash.update(path).update(readFileSync(join(page, path)));
await build({
  entryPoints: [join(top, 'src/tablet/worker.ts')],
  outfile: join(page, 'sw.js'),
  bundle: true,
  minify: true,
  target: 'es2020',
  define: {
    VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)),
    FILES: JSON.stringify(paths.map((path) => (path === '/index.html' ? '/' : path))),
  },
});
