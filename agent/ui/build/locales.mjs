// Every language says everything: each file in locales/ has the same keys and the same {places} as
// it.json, and every key is used by its page: "kiosk_later" by src/kiosk/later. Run by `npm run build`, which stops here otherwise.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const top = new URL('..', import.meta.url).pathname;
const problems = [];

// A key that stands twice would say only what the second one says.
function read(name) {
  const text = readFileSync(join(top, 'locales', name), 'utf8');
  const texts = JSON.parse(text);
  const kept = Object.values(texts).reduce((sum, page) => sum + Object.keys(page).length, 0);
  const written = [...text.matchAll(/^\s*"[^"]+":\s*"/gm)].length;
  if (written !== kept) problems.push(`${name}: ${written - kept} keys stand twice`);
  return texts;
}
const places = (text) =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map((m) => m[1])
    .sort()
    .join(' ');

const model = read('it.json');
for (const name of readdirSync(join(top, 'locales'))) {
  const texts = read(name);
  for (const page of new Set([...Object.keys(model), ...Object.keys(texts)])) {
    const expected = model[page] ?? {};
    const found = texts[page] ?? {};
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      if (!(key in found)) problems.push(`${name}: ${page}.${key} is missing`);
      else if (!(key in expected)) problems.push(`${name}: ${page}.${key} is not in it.json`);
      else if (!found[key].trim()) problems.push(`${name}: ${page}.${key} is empty`);
      else if (places(found[key]) !== places(expected[key]))
        problems.push(`${name}: ${page}.${key} has other {places} than it.json`);
    }
  }
}

const source = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? source(path) : readFileSync(path, 'utf8');
    })
    .join('\n');
for (const [page, texts] of Object.entries(model)) {
  const code = source(join(top, 'src', page.replace('_', '/')));
  const families = [...code.matchAll(/`([\w.]+)\$\{/g)].map((m) => m[1]); // `hint.${state}`
  for (const key of Object.keys(texts)) {
    const base = key.replace(/_(one|other)$/, '');
    const used = code.includes(`'${base}'`) || families.some((family) => base.startsWith(family));
    if (!used) problems.push(`it.json: ${page}.${key} is used nowhere`);
  }
}

if (problems.length) {
  console.error(problems.join('\n'));
  process.exit(1);
}
