// The kiosk's own session (package touchpoint-kiosk): systemd takes its unit, this Debian's Chromium knows each line of its
// policy, and with it opens the one page and nothing else. The policy is bound over /etc/chromium for the browsers
// started here only (mount namespace). The last one runs the unit's own line on a screen, which is a file of Xvfb's.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chromium } from 'playwright-core';
import { eventually } from '../support/world.mjs';

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

// --- on a screen ------------------------------------------------------------------------------------

// What the unit starts, word by word; what stands in /run is put elsewhere.
function lineOfTheUnit(run) {
  const unit = readFileSync(join(top, 'systemd/units/touchpoint-kiosk.service'), 'utf8').replaceAll('\\\n', ' ');
  const line = /^ExecStart=(.*)$/m.exec(unit)[1];
  return line.replaceAll('/run/touchpoint-kiosk', run).split(/\s+/).filter((word) => word !== '$CAGE_OPTIONS');
}

// As nobody, as on a kiosk as its own user: cage is not run by root, and Chromium then has its own sandbox.
const kNobody = 65534;
const asNobody = process.getuid() === 0
  ? ['setpriv', `--reuid=${kNobody}`, `--regid=${kNobody}`, '--clear-groups', '--no-new-privs']
  : [];
const space = process.getuid() === 0 ? ['--mount'] : ['--user', '--map-current-user', '--keep-caps', '--mount'];

// Three bytes, blue first, of the screen that Xvfb keeps in an XWD file.
function pixel(file, x, y) {
  const all = readFileSync(file);
  const [header, lineBytes, colours] = [0, 12, 19].map((word) => all.readUInt32BE(4 * word));
  const at = header + 12 * colours + y * lineBytes + 4 * x;
  return all.subarray(at, at + 3).toString('hex');
}

test('the line of the unit shows the page on the whole screen, and ends with its browser', async () => {
  const size = { width: 1024, height: 768 };
  const place = join(folder, 'screen');
  const run = join(place, 'run');
  const policies = join(place, 'etc');
  mkdirSync(join(policies, 'policies/managed'), { recursive: true });
  mkdirSync(run, { mode: 0o700 });
  if (process.getuid() === 0) for (const each of [folder, place, run]) chownSync(each, kNobody, kNobody);
  const corners = { 'top:0;left:0': 'd01020', 'top:0;right:0': '20d010', 'bottom:0;left:0': '1020d0', 'bottom:0;right:0': 'd0d010' };
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><body style="margin:0">${Object.entries(corners)
      .map(([where, colour]) => `<i style="position:fixed;${where};width:40px;height:40px;background:#${colour}"></i>`).join('')}`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  writeFileSync(join(policies, 'policies/managed/touchpoint-kiosk.json'), shipped.replaceAll(':7080', `:${server.address().port}`));

  const started = [];
  const start = (command, env, ...more) => {
    const program = spawn(command[0], command.slice(1), { stdio: ['ignore', 'ignore', 'ignore', ...more], detached: true, env: { ...process.env, HOME: run, XDG_RUNTIME_DIR: run, ...env } });
    const ended = new Promise((resolve) => program.once('exit', resolve));
    started.push({ program, ended });
    return { program, ended };
  };
  try {
    const screen = start([...asNobody, 'Xvfb', '-displayfd', '3', '-screen', '0', `${size.width}x${size.height}x24`, '-nolisten', 'tcp', '-fbdir', run], {}, 'pipe');
    const display = await new Promise((resolve, reject) => {
      screen.program.stdio[3].once('data', (text) => resolve(`:${`${text}`.trim()}`));
      screen.ended.then((code) => reject(new Error(`Xvfb ended with ${code}`)));
    });
    const session = start(['unshare', ...space, 'sh', '-c', 'mount --bind "$0" /etc/chromium && exec "$@"', policies, ...asNobody, ...lineOfTheUnit(run)],
      { DISPLAY: display, WLR_BACKENDS: 'x11', WLR_RENDERER: 'pixman', XDG_SESSION_TYPE: 'wayland', DBUS_SESSION_BUS_ADDRESS: 'disabled:' });
    const file = join(run, 'Xvfb_screen0');
    const { width, height } = size;
    const seen = () => [[5, 5], [width - 6, 5], [5, height - 6], [width - 6, height - 6]].map(([x, y]) => pixel(file, x, y));
    const wanted = Object.values(corners).map((colour) => colour.match(/../g).reverse().join(''));
    await eventually('the page in all four corners', () => `${seen()}` === `${wanted}`, { ms: 60_000 });
    const browser = spawnSync('pgrep', ['-f', '-o', `chromium.*--user-data-dir=${run}/profile`], { encoding: 'utf8' }).stdout.trim();
    process.kill(Number(browser), 'SIGKILL');
    await session.ended; // systemd starts it again
  } finally {
    for (const { program, ended } of started.reverse()) {
      try {
        process.kill(-program.pid, 'SIGKILL');
      } catch {
        // it is gone
      }
      await ended;
    }
    server.close();
    server.closeAllConnections();
  }
});
