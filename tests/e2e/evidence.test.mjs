// What people see of the promise that nothing is lost: the proof on the counter's status sheet, and a
// device that is full. It says so on every page, refuses new work, keeps what it acknowledged, and
// goes on by itself.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { eventId } from '../../agent/demo/journey.mjs';
import { DeviceClient } from '../support/device_client.mjs';
import { World, eventually } from '../support/world.mjs';
import { openBrowser, openPage, see, sizes, type } from './browser.mjs';

const world = new World({ storage: 'journal_max_mib = 8' });
let browser, till;
const acknowledged = [];
before(async () => {
  await world.start();
  till = new DeviceClient(world.agentPort);
  await till.signIn(world.staff.name, world.staff.pin);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await world.end();
});

const url = (surface) => `http://${surface}.localhost:${world.agentPort}/`;
async function signedIn(options) {
  const page = await openPage(browser, url('counter'), options);
  await page.getByRole('button', { name: world.staff.display_name, exact: true }).click();
  await type(page, world.staff.pin);
  await page.keyboard.press('Enter');
  return page;
}
// Compresses badly, and is no card's number.
const letters = () => randomBytes(900).toString('hex').replace(/\d/g, (digit) => 'ghijklmnop'[digit]);
const note = () => ({
  id: eventId(),
  type: 'touchpoint.note.added',
  data: { text: letters() },
});
const stored = () => {
  const { journal } = world.deviceStatus();
  return journal.through === journal.last;
};

test('the counter proves that nothing is lost, in figures that add up', async () => {
  for (const size of ['wide', 'till']) {
    const page = await signedIn({ size: sizes[size] });
    await page.getByText('In linea').waitFor();
    await eventually('everything to be stored', stored);
    await page.getByTitle('Stato del dispositivo').click();
    await page.getByRole('button', { name: 'Verifica che niente sia perso' }).click();
    await page.getByText('Provato: niente è perso').waitFor();
    const figure = (term) => page.locator('.proof dl div', { hasText: term }).locator('dd').innerText();
    assert.equal(await figure('Mancanti'), '0');
    assert.match(await figure('Catena'), /^verificata da 1 a \d+$/);
    await page.locator('.proof').scrollIntoViewIfNeeded();
    await see(page, `counter-proof-${size}`);
    await page.context().close();
  }
});

test('a full device says so on every page and refuses in plain words', async () => {
  await Promise.all([world.hub.stop(), world.broker.stop()]);
  const desk = await signedIn({ size: sizes.wide });
  const lock = await openPage(browser, url('counter'), { size: sizes.wide });
  const kiosk = await openPage(browser, url('kiosk'), { size: sizes.wide });
  await kiosk.getByRole('heading', { name: /consigli/ }).waitFor();
  let refusal;
  while (!refusal) {
    const batch = Array.from({ length: 100 }, note);
    const { results } = await till.expect(200, 'POST', '/v1/interactions', batch);
    results.forEach(({ status }, i) => status === 201 && acknowledged.push(batch[i].id));
    refusal = results.find(({ status }) => status !== 201);
  }
  assert.equal(refusal.status, 507, JSON.stringify(refusal));
  assert.equal(refusal.error.error, 'disk_full');
  assert.match(refusal.error.message, /the journal is full, nothing new can be recorded until the hub/);
  assert.ok(acknowledged.length > 500, `${acknowledged.length} were taken`);

  await desk.getByText(/Questo dispositivo ora non registra niente di nuovo/).waitFor();
  await see(desk, 'counter-full-wide');
  await lock.getByText(/Questo dispositivo ora non registra niente di nuovo/).waitFor({ timeout: 30_000 });
  await see(lock, 'counter-full-sign-in-wide');
  await kiosk.getByText(/questo schermo non può prendere risposte/).waitFor({ timeout: 30_000 });
  await see(kiosk, 'kiosk-full-wide');
  const health = await fetch(`http://127.0.0.1:${world.agentPort}/healthz`);
  assert.equal(health.status, 503);
  assert.match(await health.text(), /there is no room/);
  const metrics = await (await fetch(`http://127.0.0.1:${world.agentPort}/metrics`)).text();
  assert.match(metrics, /^touchpoint_journal_full 1$/m);
  assert.match(world.ctl(['status', '--lang', 'en'], { allowFailure: true }).stdout, /full: nothing new is recorded, nothing is lost/);

  await world.startBroker();
  await world.startHub();
  await desk.getByText(/non registra niente di nuovo/).waitFor({ state: 'detached', timeout: 60_000 });
  await kiosk.getByRole('heading', { name: /consigli/ }).waitFor({ timeout: 60_000 });
  for (const page of [desk, lock, kiosk]) await page.context().close();
});

test('nothing that it acknowledged is lost, and it goes on', async () => {
  const { status } = await till.request('POST', '/v1/interactions', note());
  assert.equal(status, 201);
  await eventually('everything to be stored', stored, { ms: 60_000 });
  const proof = JSON.parse(world.ctl(['prove', '--json']));
  assert.equal(proof.proven, true, JSON.stringify(proof));
  assert.ok(proof.first_kept > 1, 'what the hub has was let go to make room');
  assert.ok(proof.centre.stored > acknowledged.length);
});
