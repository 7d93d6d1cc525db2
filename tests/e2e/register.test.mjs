// Somebody new is registered at the counter, and decides for themselves what their data may be used
// for: with the network down, in their language, on a screen of their own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofSize, see, signIn, sizes, type, wedge } from './browser.mjs';
import { atDesk, button, closeVisit, open, page, person, setting, stage } from './stage.mjs';

stage({
  pictures: 'register',
  leave: async () => {
    const later = page.getByRole('button', { name: /^(Non ora|Not now)$/ });
    if (await later.isVisible()) await later.click();
    await closeVisit();
  },
});

const field = (name) => page.getByLabel(name, { exact: true });
const box = (name) => page.getByRole('checkbox', { name });
const turned = () => page.getByRole('heading', { name: /I Suoi dati|Your data/ });

async function fill({ given, family, phone, email, birth, postcode }) {
  if (given !== undefined) await field('Nome').fill(given);
  if (family !== undefined) await field('Cognome').fill(family);
  if (phone !== undefined) await field('Telefono').fill(phone);
  if (email !== undefined) await field('E‑mail').fill(email);
  if (birth !== undefined) await field('Data di nascita (facoltativa)').fill(birth);
  if (postcode !== undefined) await field('CAP (facoltativo)').fill(postcode);
}

const inView = async (locator) => {
  await locator.waitFor();
  const { y, height } = await locator.boundingBox();
  assert.ok(y >= 0 && y + height <= page.viewportSize().height, `${locator} is in view`);
};

test('a new card, a form, the customer’s own choices: with the network down', async () => {
  const { happenings } = setting;
  await atDesk();
  await happenings.cutNetwork();
  await wedge(page, '2900700000017');
  await page.getByRole('heading', { name: 'Non conosciamo ancora questa carta' }).waitFor();
  await see(page, 'register-1-unknown-card');
  await inView(page.locator('#scan'));
  await page.keyboard.press('F6');
  await page.getByText('2900700000017').waitFor();
  await fill({ given: 'Irene', family: 'Colombo', email: 'irene.colombo@example.org', birth: '9/5/1986', postcode: '20121' });
  await see(page, 'register-2-form');
  await button('Registra il cliente').click();

  await turned().waitFor();
  assert.equal(await page.getByText('Giulia R.').count(), 0, 'nothing of the staff');
  assert.equal(await box('Novità e offerte').isChecked(), false);
  assert.equal(await box('Proposte su misura').isChecked(), false);
  await see(page, 'register-4-turned');
  await button('English').click();
  await box('News and offers').check();
  await see(page, 'register-4-turned-english');
  await button('Done').click();

  await person('Irene Colombo').waitFor();
  await page.getByText('Registrato adesso da te').waitFor();
  await page.getByText('Registrato qui: il centro non lo ha ancora').waitFor();
  assert.equal(await page.getByText('verifica prima di fidarti').count(), 0);
  await page.getByText('Marketing: sì').waitFor();
  await page.getByText('Profilazione: no').waitFor();
  await see(page, 'register-5-card');

  // Taking it back is the same screen and as many taps.
  await button('Consensi').click();
  await turned().waitFor();
  assert.equal(await box('Novità e offerte').isChecked(), true);
  await box('Novità e offerte').uncheck();
  await button('Fatto').click();
  await page.getByText('Marketing: no').waitFor();
  await page.getByText('Non contattare per promozioni').waitFor();
  await closeVisit();

  // Their card and their name find them, and nobody else is needed for that.
  await wedge(page, '2900700000017');
  await person('Irene Colombo').waitFor();
  await closeVisit();
  await type(page, 'colombo irene');
  await page.getByText('registrato qui, non ancora al centro').waitFor();
  await page.keyboard.press('Escape');

  await happenings.mendNetwork();
  const consents = [...(await happenings.arrived('touchpoint.consent.given')), ...(await happenings.arrived('touchpoint.consent.withdrawn'))];
  const [registered] = await happenings.arrived('touchpoint.customer.registered');
  const said = consents.map(({ actor, type: what, data }) => [actor, what.split('.').at(-1), data.purpose, data.language, data.text_version, data.channel, data.staff]);
  assert.deepEqual(said, [
    ['customer', 'given', 'marketing', 'en', '2026-01', 'screen', setting.staff.name],
    ['customer', 'withdrawn', 'profiling', 'en', '2026-01', 'screen', setting.staff.name],
    ['customer', 'withdrawn', 'marketing', 'it', '2026-01', 'screen', setting.staff.name],
  ]);
  assert.ok(consents.every(({ data }) => data.profile === registered.data.profile));
  assert.equal(registered.data.birth_date, '1986-05-09');

  await wedge(page, '2900700000017');
  await person('Irene Colombo').waitFor();
  await page.getByText('Registrato qui: il centro non lo ha ancora').waitFor({ state: 'detached' });
  await page.getByText('Marketing: no').waitFor();
});

test('each field says what is wrong and what to do, and is gone to', async () => {
  await atDesk();
  await page.keyboard.press('F6');
  await field('Nome').waitFor();
  for (const [said, text, wrong] of [
    [{}, 'Manca il nome', 'Nome'],
    [{ given: 'Ugo' }, 'Scrivi un telefono o un’e‑mail', 'Telefono'],
    [{ phone: '12' }, 'Il telefono non è giusto', 'Telefono'],
    [{ phone: '', email: 'ugo' }, 'L’e‑mail non è giusta', 'E‑mail'],
    [{ email: 'ugo@example.org', birth: '31/2/1990' }, 'La data di nascita non è giusta', 'Data di nascita (facoltativa)'],
    [{ birth: '4111 1111 1111 1111' }, 'La data di nascita non è giusta', 'Data di nascita (facoltativa)'],
  ]) {
    await fill(said);
    await button('Registra il cliente').click();
    await page.getByText(text).waitFor();
    await field(wrong).and(page.locator(':focus')).waitFor();
    assert.equal(await field(wrong).getAttribute('aria-invalid'), 'true');
  }
  await see(page, 'register-6-wrong');
  await button('Annulla').click();
  await page.getByRole('heading', { name: 'Passa una carta' }).waitFor();
});

test('whoever may be meant is shown first, and one tap takes them instead', async () => {
  await atDesk();
  await type(page, 'zeno bianchi');
  await page.getByText('Qui nessuno risulta così').waitFor();
  await page.getByRole('search').getByRole('button', { name: 'Nuovo cliente' }).click();
  assert.equal(await field('Nome').inputValue(), 'Zeno');
  assert.equal(await field('Cognome').inputValue(), 'Bianchi');
  await fill({ given: 'Anna', phone: setting.people.collector.phone });
  await button('Registra il cliente').click();
  await page.getByRole('heading', { name: 'Forse è già cliente' }).waitFor();
  await see(page, 'register-3-known');
  await button('Torna ai dati').click();
  assert.equal(await field('Nome').inputValue(), 'Anna');
  await button('Registra il cliente').click();
  await page.getByRole('list', { name: 'Persone che potrebbero essere' }).getByRole('button').first().click();
  await person('Anna Bianchi').waitFor();
});

test('whom staff know to be new is registered although somebody is like them', async () => {
  await atDesk();
  await page.keyboard.press('F6');
  await fill({ given: 'Anna', family: 'Bianchi', phone: setting.people.collector.phone });
  await button('Registra il cliente').click();
  await button('È nuovo: registra').click();
  await turned().waitFor();
  await button('Non ora').click();
  await person('Anna Bianchi').waitFor();
  await page.getByText('Chiedi il consenso: Marketing').waitFor();
});

test('whoever is known at the centre is shown before they are registered twice', async () => {
  const { visitor } = setting.elsewhere;
  await atDesk();
  await page.keyboard.press('F6');
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/v1/people') && answer.ok());
  await fill({ given: 'Bice', family: 'Bugnon', email: 'bice@example.org', birth: '30/11/1990', postcode: '11100' });
  await asked;
  await button('Registra il cliente').click();
  await page.getByRole('heading', { name: 'Forse è già cliente' }).waitFor();
  await page.getByRole('list', { name: 'Persone che potrebbero essere' }).getByRole('button').first().click();
  await person(visitor.name).waitFor();
});

test('a card that is scanned while the form is open is taken along', async () => {
  await atDesk();
  await page.keyboard.press('F6');
  await fill({ given: 'Teo', family: 'Galli' });
  await wedge(page, '2900700000024');
  await page.getByText('2900700000024').waitFor();
  assert.equal(await field('Nome').inputValue(), 'Teo');
  await button('Registra il cliente').click();
  await turned().waitFor();
  await button('Fatto').click();
  await person('Teo Galli').waitFor();
  await page.getByText('Marketing: no').waitFor();
});

test('without a notice nobody is registered, and it says what IT must set', async () => {
  const { happenings } = setting;
  await happenings.forgetNotice();
  try {
    await atDesk();
    await page.keyboard.press('F6');
    await page.getByRole('heading', { name: 'Qui non si registra ancora nessuno' }).waitFor();
    await page.getByText('«notice» in [privacy]').waitFor();
    await see(page, 'register-7-no-notice');
    await button('Chiudi').click();
    await page.getByRole('heading', { name: 'Passa una carta' }).waitFor();
  } finally {
    await happenings.rememberNotice();
  }
});

test('register in English', async () => {
  await open(setting.counter);
  await page.getByText('Chi sei?').waitFor();
  await button('English').click();
  await signIn(page, setting.staff);
  await page.getByRole('heading', { name: 'Scan a card' }).waitFor();
  await page.keyboard.press('F6');
  await page.getByRole('heading', { name: 'New customer' }).waitFor();
  await field('First name').fill('Olga');
  await button('Register the customer').click();
  await page.getByText('Type a phone or an e-mail').waitFor();
  await field('E-mail').fill('olga@example.org');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('en');
  await see(page, 'register-2-form-english');
  await page.keyboard.press('Enter');
  await turned().waitFor();
  await box('Suggestions for you').check();
  await button('Done').click();
  await person('Olga').waitFor();
  await page.getByText('Just registered by you').waitFor();
  await page.getByText('Profiling: yes').waitFor();
  await see(page, 'register-5-card-english');
});

let cards = 100;
for (const [view, options] of [
  ['800x480', { size: sizes.till }],
  ['320x800', { size: sizes.strip }],
  ['768x1024', { size: sizes.tablet }],
  ['1280x800-dark', { size: sizes.wide, colorScheme: 'dark' }],
]) {
  test(`register ${view}`, async () => {
    const shot = (name) => see(page, `register-${name}-${view}`, view.endsWith('dark') ? undefined : ofSize);
    await atDesk(options);
    await shot('0-nobody');
    await button('Nuovo cliente').waitFor();
    const { x, width } = await button('Nuovo cliente').boundingBox();
    assert.ok(x >= 0 && x + width <= page.viewportSize().width);
    await wedge(page, `2900700000${(cards += 7)}`);
    await page.getByRole('heading', { name: 'Non conosciamo ancora questa carta' }).waitFor();
    await shot('1-unknown-card');
    await inView(page.locator('#scan'));
    await button('Nuovo cliente').click();
    await fill({ given: 'Anna', family: 'Bianchi', phone: setting.people.collector.phone });
    await inView(button('Registra il cliente'));
    await shot('2-form');
    await button('Registra il cliente').click();
    await page.getByRole('heading', { name: 'Forse è già cliente' }).waitFor();
    await inView(button('È nuovo: registra'));
    await shot('3-known');
    await button('È nuovo: registra').click();
    await turned().waitFor();
    await inView(button('Fatto'));
    await shot('4-turned');
    await button('Fatto').click();
    await person('Anna Bianchi').waitFor();
    await page.getByText(/Scelte del cliente registrate/).waitFor();
    await shot('5-card');
  });
}
