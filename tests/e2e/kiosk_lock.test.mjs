// The kiosk's own session (package touchpoint-kiosk): systemd takes its unit, this Debian's Chromium knows each line of its
// policy, and with it opens the one page and nothing else. The policy is bound over /etc/chromium for the browsers
// started here only (mount namespace).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chromium } from 'playwright-core';

const top = new URL('../..', import.meta.url).pathname;
const shipped = readFileSync(join(top, 'systemd/kiosk/policy.json'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'touchpoint-kiosk-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
// A program that is Chromium with this policy, as an administrator would have put it.
function chromiumWith(policy) {
  const place = join(folder, `${++made}`);
  mkdirSync(join(place, 'etc/policies/managed'), { recursive: true });
  if (policy) writeFileSync(join(place, 'etc/policies/managed/touchpoint-kiosk.json'), policy);
  const program = join(place, 'chromium');
  const space = process.getuid() === 0 ? '--mount' : '--user --map-root-user --mount';
  writeFileSync(program, `#!/bin/sh
exec unshare ${space} sh -c 'mount --bind "$0" /etc/chromium && exec "$@"' ${join(place, 'etc')} \\
  ${process.env.CHROMIUM ?? '/usr/bin/chromium'} --no-sandbox "$@"
`);
  chmodSync(program, 0o755);
  return { program, place };
}

test('systemd takes the unit, and it is shut as far as a browser lets it', () => {
  const root = join(folder, 'root');
  const units = join(root, 'lib/systemd/system');
  mkdirSync(units, { recursive: true });
  for (const unit of ['touchpoint-kiosk', 'touchpointd']) cpSync(join(top, `systemd/units/${unit}.service`), join(units, `${unit}.service`));
  for (const program of ['usr/bin/cage', 'usr/bin/chromium', 'usr/bin/touchpointd', 'usr/bin/seatd', 'usr/libexec/touchpoint/kiosk-ready']) {
    mkdirSync(join(root, program, '..'), { recursive: true });
    writeFileSync(join(root, program), '#!/bin/sh\n');
    chmodSync(join(root, program), 0o755);
  }
  writeFileSync(join(units, 'seatd.service'), '[Service]\nExecStart=/usr/bin/seatd -g video\n');
  for (const target of ['sysinit', 'basic', 'shutdown', 'multi-user']) writeFileSync(join(units, `${target}.target`), '[Unit]\n');
  const analyze = (...args) => spawnSync('systemd-analyze', [...args, `--root=${root}`, 'touchpoint-kiosk.service'], { encoding: 'utf8' });
  const verified = analyze('verify', '--man=no');
  assert.equal(verified.stdout + verified.stderr, '');
  assert.equal(verified.status, 0);
  const secure = analyze('security', '--offline=true', '--threshold=25');
  assert.equal(secure.status, 0, secure.stdout);
});

test('who waits for the page reads its port from the policy, and says when there is none', async () => {
  const ready = join(top, 'systemd/kiosk/kiosk-ready');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const policy = join(folder, 'ready.json');
  writeFileSync(policy, shipped.replaceAll(':7080', `:${server.address().port}`));
  assert.equal(spawnSync(ready, [policy], { timeout: 20_000 }).status, 0);
  server.close();
  writeFileSync(policy, '{}');
  const none = spawnSync(ready, [policy], { encoding: 'utf8' });
  assert.equal(none.status, 78);
  assert.match(none.stderr, /names no page/);
});

test('this Chromium knows each policy, and none is in error', async () => {
  // With these its own page about them could not be opened, nor read.
  const readable = JSON.parse(shipped);
  delete readable.URLBlocklist;
  delete readable.DeveloperToolsAvailability;
  delete readable.RemoteDebuggingAllowed;
  const { program, place } = chromiumWith(JSON.stringify(readable));
  const context = await chromium.launchPersistentContext(join(place, 'profile'), { executablePath: program, headless: true });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto('chrome://policy');
    await page.getByText('HomepageLocation').first().waitFor();
    const rows = await page.evaluate(() => {
      const found = [];
      const walk = (node) => {
        const inside = node.shadowRoot ?? node;
        if (node.localName === 'policy-row') {
          const text = (name) => inside.querySelector(name)?.textContent.trim();
          found.push({ name: text('.name'), says: text('.messages'), from: text('.source'), level: text('.level') });
        }
        for (const child of inside.children) walk(child);
      };
      walk(document.body);
      return found;
    });
    for (const name of Object.keys(readable)) {
      const row = rows.find((one) => one.name === name);
      assert.ok(row, `${name} is unknown`);
      assert.match(row.says, /^(OK|Deprecated)$/, `${name}: ${row.says}`);
      assert.deepEqual([row.from, row.level], ['Platform', 'Mandatory'], name);
    }
  } finally {
    await context.close();
  }
});

// What the page at the kiosk's address tries; where the browser went with it, the server has heard by then: a
// page goes when the next one has come, and that one has come from its server or from nowhere.
const tries = (port) => `<!doctype html><title>kiosk</title>
<iframe src="http://counter.localhost:${port}/frame"></iframe>
<script>
addEventListener('pagehide', () => navigator.sendBeacon('/left'));
addEventListener('load', () => (location.href = 'http://counter.localhost:${port}/top'));
</script>`;

async function whatHappens(policyOf, args = []) {
  const heard = [];
  let left;
  const over = new Promise((resolve) => (left = resolve));
  const server = createServer((request, response) => {
    heard.push(`${request.headers.host.split(':')[0]}${request.url}`);
    response.setHeader('Content-Type', 'text/html');
    response.end(request.url === '/' ? tries(server.address().port) : '<title>other</title>');
    if (request.url === '/left') left();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  const { program, place } = chromiumWith(policyOf?.(port));
  const home = join(place, 'home');
  mkdirSync(home);
  const profile = join(place, 'profile');
  const browser = spawn(program, ['--headless', '--no-first-run', '--remote-debugging-port=0', `--user-data-dir=${profile}`,
    ...args.map((arg) => arg.replace('PORT', port))], { stdio: 'ignore', detached: true, env: { ...process.env, HOME: home } });
  try {
    await Promise.race([over, new Promise((_, reject) => setTimeout(() => reject(new Error(`heard only ${heard}`)), 60_000))]);
    return { heard, debugged: existsSync(join(profile, 'DevToolsActivePort')) };
  } finally {
    process.kill(-browser.pid, 'SIGKILL');
    await new Promise((resolve) => (browser.exitCode === null && browser.signalCode === null ? browser.once('exit', resolve) : resolve()));
    server.close();
    server.closeAllConnections();
  }
}

test('it opens its page by itself; other origins and debugging are shut', async () => {
  const shut = await whatHappens((port) => shipped.replaceAll(':7080', `:${port}`));
  assert.ok(shut.heard.includes('kiosk.localhost/'), `${shut.heard}`);
  assert.deepEqual(shut.heard.filter((one) => one.startsWith('counter.localhost')), []);
  assert.equal(shut.debugged, false);
});

test('without the policy all of that goes through, so the test above would see it', async () => {
  const open = await whatHappens(null, ['http://kiosk.localhost:PORT/']);
  assert.ok(open.heard.includes('counter.localhost/frame') && open.heard.includes('counter.localhost/top'), `${open.heard}`);
  assert.equal(open.debugged, true);
});
