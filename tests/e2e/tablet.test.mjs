// A tablet on the store's network, by what is visible on it, and what the centre has in the end: what was
// given is stored, each once, whatever happens to browser, device and network in between.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { eventId } from '../../agent/demo/journey.mjs';
import { DeviceClient } from '../support/device_client.mjs';
import { TabletDoor, tabletHost } from '../support/tablet_door.mjs';
import { World, eventually } from '../support/world.mjs';
import { assertAccessible, forgetPictures, openBrowser, openPage, picture, signIn, sizes } from './browser.mjs';
import { Happenings } from './happenings.mjs';
import { TabletBrowser, keptOn } from './tablet_browser.mjs';

const kAnswered = 'touchpoint.survey.answered';

let world, happenings, door, tablet, page, supervisor;
let given = []; // what customers gave and were told is recorded or saved, by score

before(async () => {
  forgetPictures('tablet');
  world = new World({ lan: [tabletHost, '127.0.0.1'] });
  await world.start();
  happenings = new Happenings(world);
  supervisor = await world.addStaff('sara', 'Sara L.', 'supervisor');
  door = await eventually('the door for tablets', () => new TabletDoor(world));
  tablet = new TabletBrowser(door, await door.pin());
});
after(async () => {
  await tablet?.end();
  happenings?.end();
  await world?.end();
});

const named = (name) => page.getByRole('button', { name, exact: true });
const scale = () => page.getByRole('radiogroup', { name: /Quanto è probabile/ }).getByRole('radio');
const bodyText = () => page.locator('body').innerText();
const kept = async () => (await keptOn(page)).answers.length;
const scoresOf = (events) => events.map(({ data }) => data.score);

// Both questions of the survey, and the start again. `said`: what stands above the second one; `name`: of the
// picture of the end.
async function answerBoth(score, said, name) {
  await scale().first().waitFor();
  await scale().nth(score).click();
  await page.getByText(said).waitFor();
  given.push(score);
  await page.getByRole('radio', { name: 'Buona', exact: true }).click();
  given.push(4);
  await named('Nuova risposta').waitFor();
  const words = await bodyText();
  await picture(page, name);
  await named('Nuova risposta').click();
  await scale().first().waitFor();
  return words;
}

// Given is stored: no more and no less, each once, in whatever order it arrived.
async function assertCentreHasWhatWasGiven() {
  const events = await happenings.arrived(kAnswered);
  assert.equal(new Set(events.map(({ id }) => id)).size, events.length, 'no id twice');
  const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
  assert.deepEqual(sorted(scoresOf(events)), sorted(given));
  assert.deepEqual([...new Set(events.map(({ touchpoint }) => touchpoint))], ['shelf-1']);
}

async function pairByHand(name) {
  const code = world.ctl(['tablet', 'pair', name]).trim();
  await page.getByLabel('Codice di 8 cifre').fill(code);
  await named('Abbina').click();
  await scale().first().waitFor();
}

test('whom to trust comes first, and no code is asked for before', async () => {
  // Somebody has passed over the browser's warning.
  const browser = await openBrowser();
  page = await openPage(browser, `https://127.0.0.1:${world.lanPort}/`, { size: sizes.kiosk, ignoreHTTPSErrors: true });
  await page.getByRole('heading', { name: 'Prima il certificato del negozio' }).waitFor();
  assert.equal(await page.getByLabel('Codice di 8 cifre').count(), 0);
  const print = (await page.locator('.print').innerText()).replaceAll(' ', '').toLowerCase();
  const { body } = await door.request('GET', '/v1/tablet/authority');
  assert.equal(print, body.fingerprint);
  await picture(page, 'tablet-trust');
  await assertAccessible(page, 'whom to trust');
  await page.setViewportSize(sizes.till);
  await named('English').click();
  await page.getByRole('heading', { name: "The store's certificate first" }).waitFor();
  await picture(page, 'tablet-trust-till-en');
  await browser.close();
});

test('a supervisor gives a code at the counter, and with it the tablet is paired', async () => {
  page = await tablet.open();
  await page.getByLabel('Codice di 8 cifre').waitFor();
  await picture(page, 'tablet-pairing');
  await assertAccessible(page, 'pairing');
  await page.getByLabel('Codice di 8 cifre').fill('00000000');
  await named('Abbina').click();
  await page.getByText('Il codice è sbagliato o non vale più').waitFor();

  const browser = await openBrowser();
  try {
    const counter = await openPage(browser, `http://counter.localhost:${world.agentPort}/`);
    await signIn(counter, supervisor);
    await counter.getByTitle('Stato del dispositivo').click();
    await counter.getByLabel('Nome del nuovo tablet (a-z, 0-9 e -)').fill('shelf-1');
    await counter.getByRole('button', { name: 'Abbina un tablet' }).click();
    const code = (await counter.locator('.offer .code').innerText()).replace(' ', '');
    await counter.locator('.offer').scrollIntoViewIfNeeded();
    await picture(counter, 'tablet-counter-code');
    await assertAccessible(counter, 'the code at the counter');
    assert.match(code, /^\d{8}$/);
    await page.getByLabel('Codice di 8 cifre').fill(code);
    await named('Abbina').click();
    await scale().first().waitFor();
    await counter.getByText('shelf-1 è abbinato.').waitFor();
    await picture(counter, 'tablet-counter-paired');
  } finally {
    await browser.close();
  }
  await picture(page, 'tablet-paired');
});

test('thank you is said when the device has it, and then nothing is left on the tablet', async () => {
  const words = await answerBoth(9, 'Grazie!', 'tablet-thanks');
  assert.match(words, /Grazie!/);
  await eventually('nothing to be kept', async () => (await kept()) === 0);
  const left = await keptOn(page);
  assert.deepEqual({ ...left, caches: [] }, { answers: [], members: [], keys: ['key', 'name'], local: 0, cookie: '', caches: [] });
  for (const path of left.caches) assert.match(path, /^\/($|assets\/|icon|manifest|v1\/touchpoint$)/, 'only the page and its questions');
});

test('the browser has written down that it is paired', async () => {
  // It takes its time: a cookie is on the disk half a minute later.
  await eventually('the cookie on the disk', () => tablet.holds('__Host-touchpoint_tablet'), { ms: 90_000, everyMs: 1000 });
});

test('the device is away, the battery flat, the start without a network: saved, said so, and stored once', async () => {
  await happenings.switchOff();
  const words = await answerBoth(3, 'Salvata su questo tablet.', 'tablet-saved-end');
  assert.doesNotMatch(words, /Grazie/);
  assert.match(words, /sarà inviata/);
  await page.getByText('2 risposte salvate su questo tablet, saranno inviate').waitFor();
  await picture(page, 'tablet-saved');
  await tablet.kill();

  page = await tablet.open();
  await page.getByText('2 risposte salvate su questo tablet, saranno inviate').waitFor();
  await scale().nth(6).click();
  await page.getByText('Salvata su questo tablet.').waitFor();
  given.push(6);
  await picture(page, 'tablet-saved-more');
  await page.setViewportSize(sizes.till);
  await named('English').click();
  await page.getByText('Saved on this tablet.').waitFor();
  await page.getByText('3 answers saved on this tablet, will be sent').waitFor();
  await picture(page, 'tablet-saved-till-en');
  await page.setViewportSize(sizes.kiosk);
  await assertAccessible(page, 'saved here');
  await tablet.kill(); // in the middle of a visit

  await happenings.switchOn();
  page = await tablet.open();
  await eventually('nothing to be kept', async () => (await kept()) === 0, { ms: 60_000 });
  await scale().first().waitFor();
  await assertCentreHasWhatWasGiven();
});

test('what is saved here can be read by nobody but this browser, and goes when it is sent', async () => {
  await happenings.switchOff();
  await scale().nth(1).click();
  await page.getByText('Salvata su questo tablet.').waitFor();
  given.push(1);
  const held = await keptOn(page);
  assert.deepEqual(held.members, ['at', 'id', 'iv', 'sealed']);
  assert.equal(held.answers.length, 1);
  await tablet.kill();
  assert.ok(tablet.holds('touchpoint-tablet'), 'the database is among the files');
  assert.ok(!tablet.holds('touchpoint.survey.answered","time'), 'and its answers cannot be read there');
  await happenings.switchOn();
  page = await tablet.open();
  await eventually('nothing to be kept', async () => (await kept()) === 0, { ms: 60_000 });
});

test('a device that hangs, and one whose answer is lost: saved, and recorded once', async () => {
  await scale().first().waitFor();
  await happenings.hangDevice();
  await scale().nth(8).click();
  await page.getByText('Salvata su questo tablet.').waitFor();
  given.push(8);
  await happenings.deviceGoesOn();
  await eventually('nothing to be kept', async () => (await kept()) === 0, { ms: 60_000 });

  await page.reload();
  await scale().first().waitFor();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*/v1/interactions', requestStage: 'Response' }] });
  let lost = 0;
  cdp.on('Fetch.requestPaused', ({ requestId }) => {
    const verdict = lost++ === 0 ? ['Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' }] : ['Fetch.continueRequest', { requestId }];
    cdp.send(...verdict).catch(() => {});
  });
  await scale().nth(2).click();
  await page.getByText('Salvata su questo tablet.').waitFor();
  given.push(2);
  await eventually('nothing to be kept', async () => (await kept()) === 0, { ms: 60_000 });
  await cdp.detach();
  await assertCentreHasWhatWasGiven();
});

test('no room on the tablet and no device: nothing is claimed, and it is said plainly', async () => {
  await page.reload();
  await scale().first().waitFor();
  // The browser says that the disk is full, as it would at the end of its quota.
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
  });
  await happenings.switchOff();
  await scale().nth(0).click();
  await page.getByText('La Sua risposta non è ancora registrata.').waitFor();
  await page.getByText('Questo tablet non ha più spazio').waitFor();
  assert.doesNotMatch(await bodyText(), /Grazie|Salvata/);
  await picture(page, 'tablet-full');
  await happenings.switchOn();
  await page.getByText('Grazie!').waitFor(); // it was tried again by itself
  given.push(0);
});

test('whoever comes for an order while the device is away is told that nobody sees it yet; it arrives when it is back, or never', async () => {
  const kAnnounced = 'touchpoint.collection.announced';
  await page.reload();
  await scale().first().waitFor();
  await happenings.switchOff();
  const say = async (number) => {
    await named('Ritiro un ordine').click();
    await page.getByRole('textbox', { name: "Numero d'ordine" }).fill(number);
    await page.keyboard.press('Enter');
    await page.getByText('Salvato su questo tablet: il personale non può ancora vederlo.').waitFor();
  };
  await say('W-1');
  await picture(page, 'tablet-collection-saved');
  assert.doesNotMatch(await bodyText(), /Grazie/);
  await named('Fine').click();
  await scale().first().waitFor();
  // Somebody who came long ago, and went.
  await page.evaluate(async () => {
    const request = indexedDB.open('touchpoint-tablet');
    const db = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const store = db.transaction('answers', 'readwrite').objectStore('answers');
    const [one] = await new Promise((resolve) => (store.getAll().onsuccess = ({ target }) => resolve(target.result)));
    await new Promise((resolve) => (store.put({ ...one, until: Date.now() - 1 }).onsuccess = resolve));
    db.close();
  });
  await say('W-2');
  await happenings.switchOn();
  await page.getByText('Salvato su questo tablet').waitFor({ state: 'detached' });
  await eventually('nothing to be kept', async () => (await kept()) === 0, { ms: 60_000 });
  const arrived = await eventually('the second to arrive', async () => {
    const events = await happenings.arrived(kAnnounced);
    return events.length > 0 && events;
  });
  assert.deepEqual(arrived.map(({ data }) => data.order_id), ['W-2']);
});

test('a revoked tablet keeps what it has, and sends it once it is paired again', async () => {
  await page.reload();
  await scale().first().waitFor();
  world.ctl(['tablet', 'revoke', 'shelf-1']);
  await scale().nth(10).click();
  await page.getByText('Salvata su questo tablet.').waitFor();
  given.push(10);
  await page.reload();
  await page.getByLabel('Codice di 8 cifre').waitFor();
  await page.getByText('1 risposta salvata su questo tablet, sarà inviata').waitFor();
  await pairByHand('shelf-1');
  await eventually('nothing to be kept', async () => (await kept()) === 0, { ms: 60_000 });
  await assertCentreHasWhatWasGiven();
});

test('two hundred tablets come back at once: each is served, and so is the counter', async () => {
  const before = (await happenings.arrived(kAnswered)).length;
  const { cookie } = await door.pair('shelf-2');
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${world.agent.pid}/status`, 'utf8'))[1]) / 1024; // MiB
  const atRest = memory();
  const answers = (n) =>
    Array.from({ length: 5 }, (_, i) => ({
      id: eventId(),
      type: kAnswered,
      time: new Date(Date.now() - 86_400_000).toISOString(),
      data: { survey: 'store-visit', version: 1, question: 'recommend', kind: 'nps', language: 'it', score: (n + i) % 11 },
    }));
  // Each has an address of its own, and comes again when it is turned away.
  const comeBack = async (n) => {
    const from = `127.0.1.${n + 1}`;
    const batch = answers(n);
    const sent = await eventually(`tablet ${n}`, async () => {
      const answer = await door.request('POST', '/v1/interactions', batch, { cookie, from });
      return answer.status === 200 && answer;
    }, { ms: 120_000, everyMs: 200 + n });
    return sent.body.results.map(({ status }) => status);
  };
  const staff = new DeviceClient(world.agentPort);
  await staff.signIn(world.staff.name, world.staff.pin);
  const counter = new Worker(new URL('counter_looks.mjs', import.meta.url), {
    workerData: { port: world.agentPort, cookie: staff.cookie },
  });
  let most = 0;
  const watching = setInterval(() => (most = Math.max(most, memory())), 20);
  const statuses = (await Promise.all(Array.from({ length: 200 }, (_, n) => comeBack(n)))).flat();
  clearInterval(watching);
  const told = once(counter, 'message');
  counter.postMessage('enough');
  const [looks] = await told;
  assert.equal(statuses.length, 1000);
  for (const status of statuses) assert.ok(status === 201 || status === 200, `an answer ended with ${status}`);
  assert.ok(looks.count > 0, 'the counter was answered meanwhile');
  assert.ok(most - atRest < 128, `the device's memory grew by ${most - atRest} MiB`);
  assert.equal((await happenings.arrived(kAnswered)).length, before + 1000);
  console.log(`200 tablets: memory ${atRest.toFixed(0)} → ${most.toFixed(0)} MiB, the counter was answered ${looks.count} times, the slowest in ${looks.slowestMs} ms`);
});

test('one client has sixteen connections and no more', async () => {
  const sockets = [];
  const closed = [];
  for (let i = 0; i < 20; i++) {
    const socket = net.connect({ host: '127.0.0.1', port: world.lanPort, localAddress: '127.0.2.1' });
    socket.on('error', () => {});
    socket.on('close', () => closed.push(i));
    socket.resume();
    sockets.push(socket);
  }
  await eventually('four to be turned away', () => closed.length === 4);
  assert.equal((await door.request('GET', '/v1/tablet/authority', undefined, { from: '127.0.2.2' })).status, 200);
  for (const socket of sockets) socket.destroy();
});
