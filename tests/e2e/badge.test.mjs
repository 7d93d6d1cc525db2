// A staff badge: given by a supervisor, it says who stands at the counter; the PIN follows, or not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofSize, see, sizes, type, wedge } from './browser.mjs';
import { atDesk, button, closeVisit, open, page, person, serve, setting, stage } from './stage.mjs';

const giulias = '04A22B1C7780';
const matteos = 'BADGE0042';

stage({ pictures: 'badge', leave: closeVisit });

const pinPad = (name) => page.getByRole('heading', { level: 1, name: `Ciao ${name}, il tuo PIN` });
const enterPin = async ({ pin }) => {
  await type(page, pin);
  await page.keyboard.press('Enter');
  await page.locator('.desk').waitFor();
};
const lockScreen = async (options) => {
  await open(setting.counter, options);
  await page.getByText('Chi sei?').waitFor();
};
const statusSheet = async () => {
  await page.locator('.status button').first().click();
  const sheet = page.locator('.status dialog');
  await sheet.waitFor();
  return sheet;
};

test('a supervisor gives a badge by scanning it, and somebody else cannot have the same', async () => {
  await open(setting.counter, { session: await setting.happenings.session(setting.supervisor) });
  await page.getByRole('heading', { name: 'Passa una carta' }).waitFor();
  const sheet = await statusSheet();
  await sheet.getByRole('button', { name: 'Dai un badge a Giulia R.' }).click();
  await sheet.getByText('Passa ora il badge di Giulia R.').waitFor();
  await see(page, 'badge-1-scan-it');
  await wedge(page, giulias);
  await sheet.getByText('Giulia R. ora ha questo badge.').waitFor();
  await see(page, 'badge-2-given');
  await sheet.getByRole('button', { name: 'Dai un badge a Matteo B.' }).click();
  await sheet.getByText('Passa ora il badge di Matteo B.').waitFor();
  await wedge(page, giulias.toLowerCase());
  await sheet.getByText('Questo codice non può essere un badge, o è già di un collega.').waitFor();
  setting.happenings.giveBadge(setting.other, matteos);
});

test('at the lock screen a badge says who it is, and the PIN follows', async () => {
  await lockScreen();
  await see(page, 'badge-3-lock-screen');
  await wedge(page, '2900417');
  await page.getByText('Non è il badge di nessuno, qui.').waitFor();
  await see(page, 'badge-4-no-badge');
  await wedge(page, giulias);
  await pinPad('Giulia').waitFor();
  await wedge(page, matteos);
  await pinPad('Matteo').waitFor();
  await see(page, 'badge-5-pin');
  await enterPin(setting.other);
  await button('Matteo B. – blocca ed esci').or(page.locator('.leave')).first().waitFor();
});

test('over a colleague\'s desk: nothing of the customer is left until the PIN, and then the same one is served', async () => {
  const { collector } = setting.people;
  await serve(collector);
  await wedge(page, matteos);
  await pinPad('Matteo').waitFor();
  const left = await page.content();
  for (const part of [...collector.name.split(' '), collector.order]) {
    assert.ok(!left.includes(part), `"${part}" is still in the page`);
  }
  await enterPin(setting.other);
  await person(collector.name).waitFor();
  assert.match(await page.locator('.leave').innerText(), /Matteo B\./);
});

for (const [view, options] of [['800x480', { size: sizes.till }], ['320x800', { size: sizes.strip }]]) {
  test(`the lock screen at ${view}`, async () => {
    await lockScreen(options);
    await see(page, `badge-6-lock-${view}`, ofSize);
    await wedge(page, giulias);
    await pinPad('Giulia').waitFor();
    await see(page, `badge-7-pin-${view}`, ofSize);
  });
}

test('in English', async () => {
  await lockScreen();
  await button('English').click();
  await page.getByText('Tap your name or scan your badge.').waitFor();
  await see(page, 'badge-8-english');
});

test('a badge alone is enough for a while, where the store wants it', async () => {
  await setting.happenings.badgesAlone('4h');
  await lockScreen();
  await wedge(page, giulias);
  await pinPad('Giulia').waitFor();
  await enterPin(setting.staff);
  await page.locator('.leave').click();
  await page.getByText('Chi sei?').waitFor();
  await wedge(page, giulias);
  await page.locator('.desk').waitFor();
  await wedge(page, setting.people.shopper.code);
  await person(setting.people.shopper.name).waitFor();
  await wedge(page, matteos);
  await pinPad('Matteo').waitFor();
  await enterPin(setting.other);
  await person(setting.people.shopper.name).waitFor();
  await wedge(page, giulias);
  await page.getByText('Giulia R.').first().waitFor();
  await person(setting.people.shopper.name).waitFor();
  await closeVisit();
  await setting.happenings.badgesWithPin();
});

test('a lost badge is taken away, and lets nobody in', async () => {
  await open(setting.counter, { session: await setting.happenings.session(setting.supervisor) });
  await page.getByRole('heading', { name: 'Passa una carta' }).waitFor();
  const sheet = await statusSheet();
  await sheet.getByRole('button', { name: 'Togli il badge a Giulia R.' }).click();
  await sheet.getByText('Il badge di Giulia R. non fa più entrare nessuno.').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.leave').click();
  await page.getByText('Chi sei?').waitFor();
  await wedge(page, giulias);
  await page.getByText('Questo badge non fa entrare: chiedi a un responsabile.').waitFor();
  await see(page, 'badge-9-lost');
});

test('no badge is in the journal or in the log', async () => {
  await atDesk();
  await wedge(page, giulias); // a lost one, over somebody's desk
  await page.getByText('Questo badge non fa entrare: chiedi a un responsabile.').waitFor();
  const said = setting.happenings.said();
  assert.match(said, /staff\.badge_given/);
  for (const code of [giulias, matteos, giulias.toLowerCase()]) assert.ok(!said.includes(code), `${code} was written down`);
});
