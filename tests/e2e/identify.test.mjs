// Whoever answered may say who they are: only behind what it means, by a number that they show; every number is
// answered alike, nothing of it stays at the kiosk, and what was agreed to is taken back with a tap.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceClient } from '../support/device_client.mjs';
import { ofLight, ofSize, see, sizes, wedge } from './browser.mjs';
import { browser, button, open, page } from './stage.mjs';
import { kiosk, rows, surveyStage, world } from './survey_stage.mjs';

const survey = {
  id: 'who',
  version: 1,
  identify: {
    version: '2026-1',
    text: {
      it: 'Colleghiamo queste risposte al Suo profilo di cliente, per capire meglio che cosa Le serve. Non è necessario.',
      en: 'We link these answers to your customer profile, to understand better what you need. You do not have to.',
    },
  },
  pages: [{ elements: [{ type: 'rating', name: 'visit', metric: 'csat', rateType: 'smileys',
    title: { it: 'Come è andata da {store}?', en: 'How was it at {store}?' } }] }],
};
const kAnna = '2950000000017';
const kNobody = '2950000000024';

surveyStage({
  survey,
  pictures: 'identify',
  prepare: async () => {
    world.openShop({ customers: 1 });
    await world.uplink.send({ type: 'identify', userId: kAnna, traits: { firstName: 'Anna', lastName: 'Bianchi' } });
  },
});

async function toTheField(face, options = { size: sizes.kiosk }) {
  await open(kiosk(), options);
  await page.getByRole('radio', { name: face }).click();
  await button('Sono già cliente').click();
  await page.getByText('Colleghiamo queste risposte al Suo profilo').waitFor();
  assert.equal(await page.getByRole('textbox').count(), 0, 'nothing is asked before they agree');
}

// The field has the focus before a scanner is used.
async function agree() {
  await button('Sì, collegatele').click();
  await page.waitForFunction(() => document.activeElement?.matches('input'));
}

const views = [
  ['800x1280', undefined, { size: sizes.kiosk }],
  ['800x480', ofSize, { size: sizes.till }],
  ['320x800', ofSize, { size: sizes.strip }],
  ['800x1280-dark', ofLight, { size: sizes.kiosk, colorScheme: 'dark' }],
];
for (const [view, rules, options] of views) {
  test(`whoever agrees shows a number, ${view}`, async () => {
    const before = rows('answers.claimed');
    await toTheField('Ottima', options);
    await see(page, `identify-1-ask-${view}`, rules);
    await agree();
    await see(page, `identify-2-number-${view}`, rules);
    await page.getByRole('textbox').fill('4111111111111111');
    await page.keyboard.press('Enter');
    await page.getByText('Questo non è il numero').waitFor();
    assert.equal(rows('answers.claimed'), before);
    await page.getByRole('textbox').fill('');
    await button('No, grazie').focus();
    await wedge(page, kNobody); // a scanner types wherever the focus is
    await page.getByText('Se il numero è di un nostro cliente').waitFor();
    await see(page, `identify-3-tied-${view}`, rules);
    assert.equal(rows('answers.claimed'), before + 1);
  });
}

test('in English', async () => {
  await open(kiosk(), { size: sizes.kiosk });
  await button('English').click();
  await page.getByText('How was it at').waitFor();
  await page.getByRole('radio').first().click();
  await button('I am a customer already').click();
  await page.getByText('We link these answers to your customer profile').waitFor();
  await see(page, 'identify-1-ask-en');
  await button('Yes, link them').click();
  await page.waitForFunction(() => document.activeElement?.matches('input'));
  await see(page, 'identify-2-number-en');
  await wedge(page, kNobody);
  await button('I have changed my mind: do not link them').waitFor();
  await see(page, 'identify-3-tied-en');
});

test('a number of somebody and one of nobody are answered alike, and nobody is named', async () => {
  const said = [];
  for (const number of [kAnna, kNobody]) {
    await toTheField('Buona');
    await agree();
    const answered = page.waitForResponse((one) => one.url().endsWith('/v1/interactions'));
    await wedge(page, number);
    const { id, recorded_at, sequence, ...rest } = await (await answered).json();
    assert.ok(id);
    await page.getByText('Se il numero è di un nostro cliente').waitFor();
    said.push([rest, await page.locator('body').innerText()]);
    assert.doesNotMatch(said.at(-1)[1], /Anna|Bianchi/);
  }
  assert.deepEqual(said[0], said[1]);
});

test('the privacy notice says it before anything is answered', async () => {
  await open(kiosk(), { size: sizes.kiosk });
  await button('Privacy').click();
  await page.getByText('Solo se alla fine lo chiede Lei').waitFor();
  await see(page, 'identify-6-notice');
});

test('who says no is asked for nothing, and is known to nobody', async () => {
  const before = rows('answers.claimed');
  await toTheField('Buona');
  await button('No, grazie').click();
  await page.getByText('Grazie!').waitFor();
  assert.equal(rows('answers.claimed'), before);
});

test('linked answers are in their story at the counter; taken back, they are not; nothing stays at the kiosk', async () => {
  const staff = new DeviceClient(world.agentPort);
  await staff.signIn(world.staff.name, world.staff.pin);
  await toTheField('Pessima');
  await agree();
  const from = Date.now();
  const claims = page.waitForRequest((one) => one.method() === 'POST' && (one.postData() ?? '').includes('answers.claimed'));
  await wedge(page, kAnna);
  const { response } = JSON.parse((await claims).postData()).data;
  await page.getByText('Se il numero è di un nostro cliente').waitFor();
  const screen = staff.stream();
  const scanned = await staff.request('POST', '/v1/scans', { code: kAnna });
  assert.ok(scanned.status < 300, `${scanned.status}`);
  const said = ({ timeline = [] }) => timeline.some(({ type, time }) => type === 'answers.claimed' && Date.parse(time) >= from);
  await screen.until('card', said, 'that Anna said it', 60_000);
  await button('Ci ripenso: non collegatele').click();
  await page.getByText('le risposte non sono collegate a nessuno').waitFor();
  await see(page, 'identify-4-undone');
  await screen.until('card', (one) => !said(one), 'that it is untied', 60_000);
  staff.close();

  await button('Nuova risposta').click();
  await page.getByRole('radio').first().waitFor();
  const left = await page.evaluate(async () => ({
    text: document.documentElement.outerHTML, session: sessionStorage.length, local: localStorage.length,
    databases: (await indexedDB.databases()).length, history: JSON.stringify(history.state), url: location.href,
  }));
  assert.doesNotMatch(JSON.stringify(left), new RegExp(kAnna));
  assert.deepEqual([left.session, left.local, left.databases], [0, 0, 0]);

  // Whoever asks for it later: the visit's id takes the answer, the claim and what untied it.
  assert.match(world.ctl(['erase', '--profile', response]), /3 rows erased|3 righe cancellate/);
});

test('whoever tries many numbers is told in plain words to wait', async () => {
  await open(kiosk(), { size: sizes.kiosk });
  await button('Ritiro un ordine').click();
  await page.waitForFunction(() => document.activeElement?.matches('input'));
  // Until the next one is so far away that the form's own comes before it.
  await page.evaluate(async () => {
    for (let wait = 0; wait <= 10;) {
      const answer = await fetch('/v1/interactions', { method: 'POST', headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ type: 'touchpoint.collection.announced', data: { order_id: 'X-1' } }) });
      wait = answer.status === 429 ? Number(answer.headers.get('Retry-After')) : 0;
    }
  });
  await wedge(page, 'W-1');
  await page.getByText('Da questo schermo sono arrivati molti numeri').waitFor();
  await see(page, 'identify-5-many');
});

test('a code held before the camera is read, and its light goes out', async () => {
  const context = await browser.newContext({ viewport: sizes.kiosk });
  await context.addInitScript((code) => {
    // What Chromium on Android has; here what it would see.
    window.BarcodeDetector = class {
      async detect(video) {
        return video.readyState >= 2 ? [{ rawValue: code }] : [];
      }
    };
    const real = document.createElement.bind(document);
    navigator.mediaDevices.getUserMedia = async () => {
      const canvas = real('canvas');
      canvas.getContext('2d').fillRect(0, 0, 8, 8);
      window.seen = canvas.captureStream(5);
      return window.seen;
    };
  }, kNobody);
  const kioskPage = await context.newPage();
  const opened = await kioskPage.goto(kiosk());
  assert.match(opened.headers()['permissions-policy'], /camera=\(self\)/);
  await kioskPage.getByRole('radio', { name: 'Buona' }).click();
  await kioskPage.getByRole('button', { name: 'Sono già cliente' }).click();
  await kioskPage.getByRole('button', { name: 'Sì, collegatele' }).click();
  await kioskPage.getByRole('button', { name: 'Usa la fotocamera' }).click();
  await kioskPage.getByText(/Se il numero è di un nostro cliente|molti numeri/).waitFor();
  assert.equal(await kioskPage.evaluate(() => window.seen.getTracks()[0].readyState), 'ended');
  await context.close();
});
