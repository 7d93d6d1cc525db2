// Whoever began at the kiosk carries on with their own phone: the link is in a picture and nowhere else, works on
// one phone and for a while, and the kiosk is free for the next person, with nothing left of this one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { DeviceClient } from '../support/device_client.mjs';
import { PhoneProxy } from '../support/phone_proxy.mjs';
import { eventually } from '../support/world.mjs';
import { assertQuiet, loseAnswers, ofLight, ofSize, openPage, see, sizes } from './browser.mjs';
import { answer, browser, button, open, page } from './stage.mjs';
import { kiosk, rows, surveyStage, world } from './survey_stage.mjs';

const survey = {
  id: 'carried',
  version: 1,
  purpose: { it: 'Le risposte servono a questo negozio per migliorare.', en: 'The answers help this shop to do better.' },
  promise: { hours: 48, channels: ['email'], version: '2026-1',
    text: { it: 'Solo per risponderLe; dopo lo cancelliamo.', en: 'To answer you only; then we delete it.' } },
  pages: [{ elements: [
    { type: 'rating', name: 'visit', metric: 'csat', rateType: 'smileys', title: { it: 'Come è andata da {store}?', en: 'How was it at {store}?' } },
    { type: 'radiogroup', name: 'came', title: { it: 'Per che cosa è venuto?', en: 'What did you come for?' },
      choices: [{ value: 'buy', text: { it: 'Comprare', en: 'To buy' } }, { value: 'look', text: { it: 'Guardare', en: 'To look' } }] },
    { type: 'rating', name: 'staff', metric: 'csat', rateType: 'smileys', title: { it: 'E il personale?', en: 'And our staff?' } },
    { type: 'comment', name: 'tell', maxLength: 200, title: { it: 'Che cosa possiamo fare meglio?', en: 'What can we do better?' } },
  ] }],
};
const phoneSize = { width: 390, height: 844 };
const aPhone = { size: phoneSize, hasTouch: true, isMobile: true, ignoreHTTPSErrors: true };
const notThere = /the server responded with a status of (404|410|429|502)/; // what a link that is not good looks like

const proxy = new PhoneProxy(world);
let supervisor;
surveyStage({
  survey,
  pictures: 'phone',
  more: async () => {
    await world.hub.stop();
    await proxy.start();
    await world.startHub();
    supervisor = await world.addStaff('sara', 'Sara B.', 'supervisor');
    return `carry_on = "${proxy.url}"\n`;
  },
  close: () => proxy.stop(),
});

const heading = (where, name) => where.getByRole('heading', { level: 1, name });
const stored = async () =>
  Number(/^touchpoint_hub_phone_answers_stored_total (\d+)$/m.exec(await (await fetch(`${world.sourcesUrl}/metrics`)).text())[1]);

// As a phone's camera sees the screen.
async function linkOnScreen() {
  await heading(page, 'Inquadri questo codice').waitFor();
  const file = world.path('screen.png');
  writeFileSync(file, await page.screenshot());
  const link = execFileSync('zbarimg', ['--raw', '--quiet', file], { encoding: 'utf8' }).trim();
  assert.match(link, new RegExp(`^${proxy.url}#[\\w-]{22}$`));
  return link;
}
async function beginAtKiosk(face = 'Buona', options = { size: sizes.kiosk }) {
  await open(kiosk(), options);
  await answer(face).click();
  await heading(page, 'Per che cosa è venuto?').waitFor();
}
async function toPhone(face, options) {
  await beginAtKiosk(face, options);
  await button('Continua sul telefono').click();
  return linkOnScreen();
}

const phones = [];
async function openPhone(link, options = {}) {
  const phone = await openPage(browser, link, { ...aPhone, ...options });
  phones.push(phone);
  return phone;
}
async function putAway(...expected) {
  for (const phone of phones.splice(0)) {
    assertQuiet(phone, ...expected);
    await phone.context().close();
  }
}

test('the attract screen offers no phone', async () => {
  await open(kiosk(), { size: sizes.kiosk });
  await answer('Buona').waitFor();
  assert.equal(await button('Continua sul telefono').count(), 0);
});

test('what was begun at the kiosk is carried on by phone, each answer once, and the kiosk is empty', async () => {
  const handed = rows('survey.handed_over');
  const before = await stored();
  await beginAtKiosk();
  await button('Continua sul telefono').waitFor();
  await see(page, 'phone-0-offered-800x1280');
  await button('Continua sul telefono').click();
  const link = await linkOnScreen();
  await see(page, 'phone-1-link-800x1280');
  const code = link.split('#')[1];
  const visit = await page.evaluate(() => document.documentElement.outerHTML);
  assert.doesNotMatch(visit, new RegExp(code), 'it is in the picture only');
  assert.equal(rows('survey.handed_over'), handed + 1);

  await button('Fatto').click();
  await answer('Buona').waitFor();
  const left = await page.evaluate(async () => ({
    text: document.documentElement.outerHTML, checked: document.querySelectorAll('[aria-checked=true]').length,
    session: sessionStorage.length, local: localStorage.length, databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length, history: JSON.stringify(history.state), url: location.href, entries: history.length,
  }));
  assert.doesNotMatch(JSON.stringify(left), new RegExp(`${code}|feedback\\.`));
  assert.deepEqual([left.checked, left.session, left.local, left.databases, left.caches], [0, 0, 0, 0, 0]);
  assert.equal(left.url, kiosk());

  const phone = await openPhone(link);
  await heading(phone, 'Per che cosa è venuto?').waitFor();
  assert.equal(new URL(phone.url()).hash, '', 'the code is out of the address');
  await see(phone, 'phone-2-question-390x844');
  await phone.getByRole('button', { name: 'Indietro' }).tap();
  await heading(phone, 'Come è andata da Milano, Via Torino?').waitFor();
  assert.equal(await phone.getByRole('radio', { name: 'Buona' }).getAttribute('aria-checked'), 'true');
  await see(phone, 'phone-3-before-390x844');
  await phone.getByRole('button', { name: 'Lascia così' }).tap();
  await phone.getByRole('radio', { name: 'Guardare' }).tap();
  await heading(phone, 'E il personale?').waitFor();
  await phone.getByRole('radio', { name: 'Scarsa' }).tap();
  await heading(phone, 'Che cosa possiamo fare meglio?').waitFor();
  await phone.getByRole('textbox').fill('4111111111111111');
  await phone.getByRole('button', { name: 'Avanti' }).tap();
  await phone.getByText('Così non possiamo tenerla').waitFor();
  await see(phone, 'phone-4-refused-390x844');
  await phone.getByRole('textbox').fill('Più luce nei camerini');
  await phone.getByRole('button', { name: 'Avanti' }).tap();
  await phone.getByRole('button', { name: 'Per e-mail' }).tap();
  await phone.getByRole('textbox').fill('anna@example.org');
  await see(phone, 'phone-5-reply-390x844');
  await phone.getByRole('button', { name: 'Invia' }).tap();
  await heading(phone, 'Grazie!').waitFor();
  await see(phone, 'phone-6-thanks-390x844');
  assert.equal(await stored(), before + 4);
  assert.ok(proxy.log.length > 0);
  assert.ok(proxy.log.every((line) => !line.includes(code)), 'no log of a proxy has the code');

  // An unhappy answer by phone is a task of the store's, with what was said.
  const staff = new DeviceClient(world.agentPort);
  await staff.signIn(world.staff.name, world.staff.pin);
  const told = ({ tasks }) => tasks.some(({ text, reply }) => text.includes('Più luce nei camerini') && reply?.channel === 'email');
  await staff.stream().until('tasks', told, 'the task to be there', 60_000);
  staff.close();

  // … and the score is on the board of the device where the visit was begun.
  const boss = new DeviceClient(world.agentPort);
  await boss.signIn(supervisor.name, supervisor.pin);
  const { rows: figures } = await boss.expect(200, 'GET', '/v1/board');
  assert.equal(figures.find(({ day, touchpoint }) => !day && !touchpoint).csat.n, rows('survey.answered') + 1, 'one at the kiosk, one by phone');

  // What the hub has, read in its own database; nobody else opens that while it runs.
  await world.hub.stop();
  const inHub = (sql) => JSON.parse(execFileSync('sqlite3', ['-readonly', '-json', world.path('hub/hub.db'), sql], { encoding: 'utf8' }));
  const kept = inHub('SELECT response, data FROM phone_answers ORDER BY id').map((row) => ({ ...row, ...JSON.parse(row.data) }));
  assert.deepEqual(kept.map(({ question, choices, score, text, address }) => [question, choices ?? score ?? address ?? text]),
    [['came', ['look']], ['staff', 2], ['tell', 'Più luce nei camerini'], [undefined, 'anna@example.org']]);
  const responses = new Set(kept.map((row) => row.response));
  assert.equal(responses.size, 1);
  const events = inHub('SELECT CAST(raw AS TEXT) AS raw FROM events').map(({ raw }) => raw);
  assert.deepEqual(events.filter((raw) => raw.includes([...responses][0])).map((raw) => JSON.parse(raw).type),
    ['touchpoint.survey.answered', 'touchpoint.survey.handed_over'], 'the same visit');
  assert.ok(events.every((raw) => !raw.includes(code)), 'the hub has a digest of the code only');
  await world.startHub();
  await putAway(/status of 422/);
});

test('another phone is told that the link was used; the same one goes on after loading again', async () => {
  const link = await toPhone('Ottima');
  const phone = await openPhone(link);
  await heading(phone, 'Per che cosa è venuto?').waitFor();
  await phone.getByRole('radio', { name: 'Comprare' }).tap();
  await heading(phone, 'E il personale?').waitFor();
  const other = await openPhone(link);
  await heading(other, 'Questo link è già stato usato').waitFor();
  await see(other, 'phone-7-used-390x844');
  await phone.reload();
  await heading(phone, 'E il personale?').waitFor();
  await putAway(notThere);
});

test('a lost reply and a second tap store an answer once', async () => {
  const before = await stored();
  const phone = await openPhone(await toPhone('Ottima'));
  await heading(phone, 'Per che cosa è venuto?').waitFor();
  await loseAnswers(phone, '/v1/interactions', 1);
  await phone.getByRole('radio', { name: 'Comprare' }).tap();
  await phone.getByText('La Sua risposta non è ancora registrata').waitFor();
  await see(phone, 'phone-8-waiting-390x844');
  await phone.getByRole('button', { name: 'Riprova ora' }).tap();
  await heading(phone, 'E il personale?').waitFor();
  assert.equal(await stored(), before + 1);
  await putAway(/net::ERR_/);
});

test('offline the link waits for the store, and works by itself once it is back, also after a power cut', async () => {
  await beginAtKiosk('Buona');
  await world.broker.stop();
  await world.hub.stop();
  await eventually('the device to know that it is offline', () => !world.deviceStatus().hub.online, { ms: 60_000 });
  await button('Continua sul telefono').click();
  const link = await linkOnScreen();
  await page.getByText('In questo momento il negozio è senza rete').waitFor();
  await see(page, 'phone-9-offline-800x1280');
  await world.agent.stop('SIGKILL');
  await world.startHub();
  const phone = await openPhone(link);
  await heading(phone, 'Il negozio non ce l\'ha ancora mandato').waitFor();
  await see(phone, 'phone-10-not-here-yet-390x844');
  assert.equal(phone.url(), link, 'to come back by');
  await world.startBroker();
  await world.startAgent();
  await heading(phone, 'Per che cosa è venuto?').waitFor({ timeout: 90_000 });
  await phone.getByRole('radio', { name: 'Comprare' }).tap();
  await heading(phone, 'E il personale?').waitFor();
  await putAway(notThere);
});

test('a link ends', async () => {
  await open(kiosk(), { size: sizes.kiosk });
  await answer('Buona').waitFor();
  const code = 'AbCdEfGhIjKlMnOpQrStUv';
  const until = Date.now() + 2000;
  const status = await page.evaluate(async ([name, end, given]) => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(given));
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const answered = await fetch('/v1/interactions', { method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'touchpoint.survey.handed_over', data: { response: '0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10', survey: name,
        version: 1, language: 'it', code: hex, until: new Date(end).toISOString(), answers: {} } }) });
    return answered.status;
  }, [survey.id, until, code]);
  assert.equal(status, 201);
  await eventually('its end to have come, and the hub to have it', () =>
    Date.now() > until && world.hubJournal().through === world.deviceStatus().journal.last);
  const phone = await openPhone(`${proxy.url}#${code}`);
  await heading(phone, 'Questo link non vale più').waitFor();
  await see(phone, 'phone-11-expired-390x844');
  await putAway(notThere);
});

test('without a link the page says what it is for', async () => {
  const phone = await openPhone(proxy.url);
  await heading(phone, 'Qui si continua ciò che ha iniziato in negozio').waitFor();
  await see(phone, 'phone-12-none-390x844');
  await putAway();
});

test('in English, by keyboard alone, in the dark and on a small phone', async () => {
  await open(kiosk(), { size: sizes.kiosk });
  await answer('Buona').click();
  await button('English').click();
  await button('Carry on with your phone').click();
  await heading(page, 'Point your phone at this code').waitFor();
  await see(page, 'phone-1-link-english-800x1280');
  const file = world.path('screen.png');
  writeFileSync(file, await page.screenshot());
  const link = execFileSync('zbarimg', ['--raw', '--quiet', file], { encoding: 'utf8' }).trim();
  const phone = await openPhone(link, { size: { width: 320, height: 568 }, colorScheme: 'dark', language: 'en-GB' });
  await heading(phone, 'What did you come for?').waitFor();
  await see(phone, 'phone-2-question-english-dark-320x568');
  const focusOn = (role, name) => phone.waitForFunction(([wanted, words]) =>
    document.activeElement?.getAttribute('role') === wanted && document.activeElement.textContent.includes(words), [role, name]);
  const asked = () => phone.waitForFunction(() => document.activeElement?.id === 'question');
  await asked();
  await phone.keyboard.press('Tab');
  await focusOn('radio', 'To buy');
  await phone.keyboard.press('ArrowDown');
  await focusOn('radio', 'To look');
  await phone.keyboard.press('Enter');
  await heading(phone, 'And our staff?').waitFor();
  await asked();
  await phone.keyboard.press('Tab');
  await phone.keyboard.press('End');
  await focusOn('radio', 'Very good');
  await phone.keyboard.press('Enter');
  await heading(phone, 'What can we do better?').waitFor();
  await asked();
  await phone.keyboard.press('Tab');
  await phone.waitForFunction(() => document.activeElement?.matches('textarea'));
  await phone.keyboard.type('Nothing');
  await phone.keyboard.press('Tab');
  await phone.keyboard.press('Enter');
  await heading(phone, 'We answer you within 2 days').waitFor();
  await asked();
  await phone.keyboard.press('Tab');
  await phone.keyboard.press('Tab');
  await phone.keyboard.press('Enter');
  await heading(phone, 'Thank you!').waitFor();
  await see(phone, 'phone-6-thanks-english-dark-320x568');
  await phone.getByRole('button', { name: 'Privacy' }).press('Enter');
  await phone.getByRole('dialog').waitFor();
  await phone.getByText('The answers help this shop to do better.').waitFor();
  await phone.keyboard.press('Escape');
  await putAway();
});

const views = [['800x480', ofSize, { size: sizes.till }], ['320x800', ofSize, { size: sizes.strip }],
  ['800x1280-dark', ofLight, { size: sizes.kiosk, colorScheme: 'dark' }]];
for (const [view, rules, options] of views) {
  test(`the link is read from a screen of ${view}`, async () => {
    await toPhone('Buona', options);
    await see(page, `phone-1-link-${view}`, rules);
  });
}

test('nobody there any more: the link goes with everything else', async () => {
  await beginAtKiosk();
  await page.clock.install();
  await button('Continua sul telefono').click();
  await linkOnScreen();
  for (let passed = 0; !(await page.getByRole('button', { name: 'Sono ancora qui' }).isVisible()); passed += 2) {
    assert.ok(passed < 90, 'somebody is asked whether they are still there');
    await page.clock.runFor(2000);
  }
  for (let passed = 0; !(await answer('Buona').isVisible()); passed += 2) {
    assert.ok(passed < 60, 'the screen is free again');
    await page.clock.runFor(2000);
  }
  assert.equal(await page.locator('.qr').count(), 0);
});

test('where the device does not answer nothing is handed over, and one carries on here', async () => {
  await beginAtKiosk();
  await page.route('**/v1/interactions', (route) => route.abort());
  await button('Continua sul telefono').click();
  await heading(page, 'Adesso non riusciamo a passare al telefono').waitFor();
  await see(page, 'phone-13-failed-800x1280');
  await page.unrouteAll();
  await button('Torna alle domande').click();
  await heading(page, 'Per che cosa è venuto?').waitFor();
});
