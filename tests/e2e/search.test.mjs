// Somebody without a card says who they are: staff type, see who may be meant and why, and choose.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofSize, see, sizes, type, wedge } from './browser.mjs';
import { atDesk, closeVisit, open, page, person, setting, stage } from './stage.mjs';

stage({ pictures: 'search', leave: closeVisit });

const found = () => page.getByRole('option');

test('a name in any order is found as it is typed, and chosen with the keyboard', async () => {
  await atDesk();
  await type(page, 'bianchi ann');
  await found().nth(2).waitFor();
  assert.equal(await found().count(), 3);
  await type(page, ' 1984');
  await found().nth(1).waitFor({ state: 'detached' });
  await page.keyboard.press('ArrowDown');
  assert.equal(await found().first().getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Enter');
  await person('Annamaria Bianchi').waitFor();
  await page.getByText('L’ha detto il cliente').waitFor();
  const why = page.locator('.who .evidence');
  assert.equal(await why.getAttribute('aria-label'), 'Perché');
  const fields = await why.locator('li').allInnerTexts();
  assert.equal(fields.length, 3, fields.join());
  assert.match(fields[0], /^Nome\s/);
  assert.match(fields[1], /^Cognome\s*\+ /);
  assert.match(fields[2], /^Nascita\s*\+ /);
  assert.equal(await page.locator('#scan').inputValue(), '');
});

test('the last digits of a phone find somebody, and a finger chooses', async () => {
  await atDesk();
  await type(page, '4567');
  await found().first().click();
  await person('Anna Bianchi').waitFor();
});

test('what the customer is to say themselves stands nowhere on the screen', async () => {
  await atDesk();
  await type(page, 'bianchi');
  await found().nth(2).waitFor();
  const text = await page.locator('.found').innerText();
  for (const secret of ['1961', '1984', '20133', '4567']) assert.ok(!text.includes(secret), secret);
});

test('a name that nobody has is no code: nothing is recorded of it', async () => {
  await atDesk();
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await type(page, 'zanzotto');
  await page.getByText('Qui nessuno risulta così').waitFor();
  await page.keyboard.press('Enter');
  assert.ok(!asked.includes('/v1/scans'));
});

test('whom this store does not know the centre is asked for, and they are chosen from its answer', async () => {
  await atDesk();
  const { name } = setting.elsewhere.visitor;
  await type(page, 'bice 11100');
  await page.getByText('Conosciuti al centro').waitFor();
  assert.equal(await found().count(), 1);
  await see(page, 'search-3-at-the-centre');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await person(name).waitFor();
});

test('whom the centre does not know either, and what it needs to look for somebody', async () => {
  await atDesk();
  await type(page, 'zanzotto 31053');
  await page.getByText('Né questo negozio né il centro').waitFor();
  await page.keyboard.press('Escape');
  await type(page, 'zanzotto');
  await page.getByText('si può chiedere anche al centro').waitFor();
  await see(page, 'search-4-nobody');
});

test('somebody else is found here: the centre is asked when staff say so', async () => {
  await atDesk();
  await type(page, 'bianchi 1984');
  const button = page.getByRole('button', { name: 'Chiedi al centro' });
  await button.waitFor();
  await see(page, 'search-5-somebody-else');
  await button.click();
  await page.getByText('Conosciuti al centro').or(page.getByText('Né questo negozio')).or(page.getByText('si può chiedere')).first().waitFor();
});

test('a card of another store is on the screen, by the centre', async () => {
  await atDesk();
  await wedge(page, setting.elsewhere.guest.code);
  await person(setting.elsewhere.guest.name).waitFor();
});

test('without the centre nobody is called invalid', async () => {
  await atDesk();
  setting.happenings.silenceHub();
  try {
    await wedge(page, setting.unknown);
    await page.getByText('Il centro non ha risposto in tempo').waitFor();
    await see(page, 'search-6-centre-away');
    await type(page, 'zanzotto 31053');
    await page.getByText('Il centro non ha risposto').last().waitFor();
  } finally {
    setting.happenings.hubSpeaks();
  }
});

for (const [view, rules, options] of [
  ['1280x800', undefined, { size: sizes.wide }],
  ['800x480', ofSize, { size: sizes.till }],
  ['320x800', ofSize, { size: sizes.strip }],
  ['1280x800-dark', undefined, { size: sizes.wide, colorScheme: 'dark' }],
]) {
  test(`search ${view}`, async () => {
    await atDesk(options);
    const shot = (name) => see(page, `search-${name}-${view}`, rules);
    await type(page, 'anna 1961 bianchi');
    await found().nth(1).waitFor({ state: 'detached' });
    await found().first().waitFor();
    await shot('1-found');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('L’ha detto il cliente').waitFor();
    await shot('2-shown');
  });
}

test('search in English', async () => {
  await open(setting.counter);
  await page.getByText('Chi sei?').waitFor();
  await page.getByRole('button', { name: 'English', exact: true }).click();
  await page.getByRole('button', { name: setting.staff.display_name, exact: true }).click();
  await type(page, setting.staff.pin);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Scan a card' }).waitFor();
  await type(page, 'bianchi anna');
  await found().nth(2).waitFor();
  await type(page, ' 201');
  await found().nth(2).waitFor({ state: 'detached' });
  await see(page, 'search-1-found-english');
});
