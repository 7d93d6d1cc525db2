// Several visits at once: whoever is served is put by when another customer steps in, and comes back by
// a tap or a key. With a picture of each, in the sizes and languages that the counter is used in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofSize, see, sizes, type, wedge } from './browser.mjs';
import { button, closeVisit, open, page, person, serve, setting, stage } from './stage.mjs';

// The visits of one test are over before the next.
async function closeAll() {
  if (!(await page.locator('.desk').isVisible())) return;
  await closeVisit();
  for (let left = await waiting().count(); left > 0; left--) {
    await waiting().first().click();
    await page.getByRole('heading', { level: 1, name: 'Passa una carta' }).waitFor({ state: 'detached' });
    await page.locator('.who').waitFor();
    await closeVisit();
    await page.locator('.who').waitFor({ state: 'detached' });
  }
}
stage({ pictures: 'visits', leave: closeAll });

const waiting = () => page.locator('.parked button');
const initials = ({ name }) => name.split(' ').map((part) => `${part[0]}.`).join(' ');
const waits = (whom) => page.getByRole('button', { name: new RegExp(`^${initials(whom).replaceAll('.', '\\.')} .*: torna a servire$`) });
const pageText = () => page.locator('body').innerText();

test('another customer steps in: nothing of the first is left but initials, and a tap brings them back', async () => {
  const { collector, shopper } = setting.people;
  await serve(collector);
  await wedge(page, shopper.code);
  await person(shopper.name).waitFor();
  await waits(collector).waitFor();
  for (const part of [...collector.name.split(' '), collector.order]) {
    assert.ok(!(await pageText()).includes(part), `"${part}" is still there`);
  }
  await see(page, 'visits-1-another');
  await waits(collector).click();
  await person(collector.name).waitFor();
  await waits(shopper).waitFor();
  await page.getByText('Identità certa: carta mostrata').waitFor();
});

test('what was typed waits with the visit, and is recorded for whom it was typed', async () => {
  const { collector, shopper } = setting.people;
  await serve(collector);
  await button('Nota').click();
  await page.locator('#note').fill('Preferisce il verde');
  await wedge(page, shopper.code);
  await person(shopper.name).waitFor();
  assert.equal(await page.locator('#note').count(), 0);
  await button('Nota').click();
  await page.locator('#note').fill('Torna domani');
  await button('Registra').click();
  await page.getByText('Nota: Torna domani').waitFor();
  await page.keyboard.press('Alt+1');
  await person(collector.name).waitFor();
  assert.equal(await page.locator('#note').inputValue(), 'Preferisce il verde');
  await button('Registra').click();
  await page.getByText('Nota: Preferisce il verde').waitFor();
  assert.ok(!(await pageText()).includes('Torna domani'));
});

test('one key puts a visit by and brings it back', async () => {
  const { collector } = setting.people;
  await serve(collector);
  await page.keyboard.press('F9');
  await page.getByRole('heading', { name: 'Passa una carta' }).waitFor();
  await waits(collector).waitFor();
  await see(page, 'visits-2-nobody');
  await button('Chiusura').click();
  const sheet = page.getByRole('dialog');
  assert.match(await sheet.innerText(), /Clienti in attesa\s+1\b/);
  await sheet.getByRole('button', { name: 'Torna al banco' }).click();
  await page.keyboard.press('F9');
  await person(collector.name).waitFor();
  assert.equal(await waiting().count(), 0);
});

test('whoever waits and shows the card again goes on with the same visit', async () => {
  const { collector, shopper } = setting.people;
  await serve(collector);
  await wedge(page, shopper.code);
  await person(shopper.name).waitFor();
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  await waits(shopper).waitFor();
  assert.equal(await waiting().count(), 1);
});

test('an article leaves everybody where they are', async () => {
  await serve(setting.people.collector);
  await wedge(page, '4006381333931');
  await button('Nota').click();
  await person(setting.people.collector.name).waitFor();
  assert.equal(await waiting().count(), 0);
});

test('the lock shows nobody, not even initials, and cuts no visit', async () => {
  const { collector, shopper } = setting.people;
  await serve(collector);
  await wedge(page, shopper.code);
  await waits(collector).waitFor();
  const [session] = await page.context().cookies();
  await setting.happenings.endSession(`${session.name}=${session.value}`);
  await page.getByText('Schermo bloccato').waitFor();
  const left = await page.content();
  for (const text of [initials(collector), initials(shopper), ...shopper.name.split(' ')]) {
    assert.ok(!left.includes(text), `"${text}" is still in the page`);
  }
  await type(page, setting.staff.pin);
  await page.keyboard.press('Enter');
  await person(shopper.name).waitFor();
  await waits(collector).waitFor();
});

for (const [view, options] of [
  ['800x480', { size: sizes.till }],
  ['768x1024', { size: sizes.tablet }],
  ['320x800', { size: sizes.strip }],
]) {
  test(`at ${view}`, async () => {
    const { collector, shopper, nameless } = setting.people;
    await serve(collector, options);
    await wedge(page, shopper.code);
    await waits(collector).waitFor();
    await wedge(page, nameless.code);
    await waits(shopper).waitFor();
    await person(nameless.name).waitFor();
    await see(page, `visits-3-two-${view}`, ofSize);
  });
}

test('in English', async () => {
  const { collector, shopper } = setting.people;
  await open(setting.counter);
  await page.getByText('Chi sei?').waitFor();
  await button('English').click();
  await page.getByRole('button', { name: setting.staff.display_name, exact: true }).click();
  await type(page, setting.staff.pin);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Scan a card' }).waitFor();
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  await button('Put on hold').click();
  await page.getByRole('heading', { name: 'Scan a card' }).waitFor();
  await wedge(page, shopper.code);
  await person(shopper.name).waitFor();
  await page.getByRole('button', { name: /, waiting: serve again$/ }).waitFor();
  await see(page, 'visits-4-en');
});

test('"wrong person" lets them go, names what was recorded, and the same code does not bring them back', async () => {
  const { collector, shopper } = setting.people;
  await serve(collector);
  await button('Nota').click();
  await page.locator('#note').fill('Porta il 38');
  await button('Registra').click();
  await page.getByText('Nota: Porta il 38').waitFor();
  await button('Nota').click();
  await page.locator('#note').fill('a metà');
  await button('Persona sbagliata').click();
  await page.getByRole('heading', { name: 'Non sappiamo ancora chi è' }).waitFor();
  const wrong = page.getByRole('region', { name: 'Registrato alla persona sbagliata' });
  await wrong.getByText(/^Nota · /).waitFor();
  for (const part of [...collector.name.split(' '), 'a metà']) {
    assert.ok(!(await pageText()).includes(part), `"${part}" is still there`);
  }
  await see(page, 'visits-5-wrong-person');
  await wedge(page, collector.code);
  await page.getByRole('heading', { name: 'Non sappiamo ancora chi è' }).waitFor();
  await wedge(page, shopper.code);
  await person(shopper.name).waitFor();
  await see(page, 'visits-6-right-person');
  await wrong.getByRole('button', { name: 'Togli la registrazione' }).click();
  await wrong.waitFor({ state: 'detached' });
  await page.getByText(/Annullato alle/).waitFor();
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  assert.equal(await page.getByText('Nota: Porta il 38').count(), 0);
});

for (const [view, options] of [
  ['800x480', { size: sizes.till }],
  ['768x1024', { size: sizes.tablet }],
  ['320x800', { size: sizes.strip }],
]) {
  test(`wrong person at ${view}`, async () => {
    const { collector } = setting.people;
    await serve(collector, options);
    await button('Nota').click();
    await page.locator('#note').fill('Porta il 38');
    await button('Registra').click();
    await page.getByText('Nota: Porta il 38').waitFor();
    await see(page, `visits-7-shown-${view}`, ofSize);
    await button('Persona sbagliata').click();
    await page.getByRole('heading', { name: 'Non sappiamo ancora chi è' }).waitFor();
    await see(page, `visits-8-wrong-${view}`, ofSize);
    await page.getByRole('button', { name: 'Togli la registrazione' }).first().click();
    await page.getByText('Registrato alla persona sbagliata').waitFor({ state: 'detached' });
  });
}
