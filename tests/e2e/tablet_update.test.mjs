// A newer release comes to a paired tablet: its page is replaced when nobody is at it, nothing of the old one stays, what
// waits in the queue is sent, once, and the new page starts without the network. Before the device's door stands a
// server of the test, which gives out the next release of the same page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TabletDoor, tabletHost } from '../support/tablet_door.mjs';
import { World, eventually } from '../support/world.mjs';
import { Happenings } from './happenings.mjs';
import { TabletBrowser, keptOn } from './tablet_browser.mjs';

const kAnswered = 'touchpoint.survey.answered';
const folder = mkdtempSync(join(tmpdir(), 'touchpoint-update-'));
let world, happenings, door, front, tablet, page;
let release = 1;
let away = false;

// Another release is another worker, which names its files and says another version.
function next(path, body) {
  if (release === 1) return body;
  if (path === '/sw.js') return Buffer.from(body.toString().replace(/touchpoint-[0-9a-f]{16}/, 'touchpoint-0000000000000002'));
  if (path === '/') return Buffer.from(body.toString().replace('<head>', '<head><meta name="release" content="2" />'));
  return body;
}

async function openFront(ca) {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-keyout', key, '-out', cert, '-subj', `/CN=${tabletHost}`, '-addext', `subjectAltName=DNS:${tabletHost}`], { stdio: 'ignore' });
  const server = https.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    if (away) return request.socket.destroy();
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { connection: _, 'accept-encoding': __, 'if-none-match': ___, ...headers } = request.headers;
      const onward = https.request({
        host: '127.0.0.1', port: world.lanPort, servername: tabletHost, ca, agent: false, method: request.method, path: request.url, headers,
      }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => {
          const body = next(request.url, Buffer.concat(parts));
          const { 'content-length': _length, connection: _connection, etag: _etag, ...rest } = answer.headers;
          response.writeHead(answer.statusCode, { ...rest, ...(body.length && { 'content-length': body.length }) });
          response.end(body);
        });
      });
      onward.on('error', () => request.socket.destroy());
      onward.end(Buffer.concat(chunks));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const spki = new X509Certificate(readFileSync(cert)).publicKey.export({ type: 'spki', format: 'der' });
  return { server, url: `https://${tabletHost}:${server.address().port}/`, pin: createHash('sha256').update(spki).digest('base64') };
}

before(async () => {
  world = new World({ lan: [tabletHost, '127.0.0.1'] });
  await world.start();
  happenings = new Happenings(world);
  door = await eventually('the door for tablets', () => new TabletDoor(world));
  front = await openFront(door.ca);
  tablet = new TabletBrowser(front, front.pin);
});
after(async () => {
  await tablet?.end();
  front?.server.close();
  front?.server.closeAllConnections();
  happenings?.end();
  await world?.end();
  rmSync(folder, { recursive: true, force: true });
});

const scale = () => page.getByRole('radiogroup', { name: /Quanto è probabile/ }).getByRole('radio');
const caches = () => page.evaluate(async () => (await globalThis.caches.keys()).sort());
const shown = () => page.evaluate(() => document.querySelector('meta[name=release]')?.content ?? '1');

test('a newer page takes the place of the old one, the answer that waited is sent once, and it starts without a network', async () => {
  page = await tablet.open();
  await page.getByLabel('Codice di 8 cifre').fill(world.ctl(['tablet', 'pair', 'shelf-1']).trim());
  await page.getByRole('button', { name: 'Abbina', exact: true }).click();
  await scale().first().waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  const first = await caches();
  assert.equal(first.filter((name) => name !== 'touchpoint-questions').length, 1, `${first}`);

  away = true;
  await scale().nth(7).click();
  await page.getByText('Salvata su questo tablet.').waitFor();
  assert.equal((await keptOn(page)).answers.length, 1);

  release = 2;
  away = false;
  // As it looks each hour, and at each start.
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await page.waitForFunction(() => document.querySelector('meta[name=release]')?.content === '2', undefined, { timeout: 60_000 });
  await scale().first().waitFor();
  const second = await caches();
  assert.deepEqual(second.filter((name) => first.includes(name)), ['touchpoint-questions'], 'nothing of the old page stays');
  assert.equal(second.filter((name) => name !== 'touchpoint-questions').length, 1);

  await eventually('nothing to be kept', async () => (await keptOn(page)).answers.length === 0, { ms: 60_000 });
  const events = await happenings.arrived(kAnswered);
  assert.deepEqual(events.map(({ data }) => data.score), [7]);

  away = true;
  await tablet.kill();
  page = await tablet.open();
  await scale().first().waitFor();
  assert.equal(await shown(), '2');
  away = false;
});

test('whoever is at it finishes with the page that they began with', async () => {
  assert.equal(await shown(), '2');
  await scale().nth(8).click();
  await page.getByText('Grazie!').waitFor();
  release = 1;
  const changed = page.evaluate(() => new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', () => resolve(true), { once: true })));
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  assert.equal(await changed, true);
  // The newer worker is there, and the page is still theirs: the second question can be answered.
  assert.equal(await shown(), '2');
  await page.getByRole('radio', { name: 'Buona', exact: true }).click();
  await page.getByRole('button', { name: 'Nuova risposta', exact: true }).waitFor();
  assert.equal(await shown(), '2');
});
