// A picture of every page and state, in the sizes, languages and lights they are used in, and what
// axe says of each (WCAG 2.2 AA and its best practices). Look at them: tests/e2e/pictures/.
import { after, afterEach, before, test } from 'node:test';
import {
  assertQuiet,
  forgetPictures,
  noAnswer,
  openBrowser,
  openPage,
  refusals,
  see,
  signIn,
  sizes,
  type,
  wedge,
} from './browser.mjs';
import { openSetting } from './setting.mjs';

let setting, browser, page;
before(async () => {
  forgetPictures();
  setting = await openSetting();
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
  setting.close();
});
afterEach(async () => {
  assertQuiet(page, refusals, noAnswer);
  await page.context().close();
});

const views = [
  ['1280x800', { size: sizes.wide }],
  ['800x480', { size: sizes.till }],
  ['800x1280', { size: sizes.tablet }],
  ['360x800', { size: sizes.strip }],
  ['1280x800-dark', { size: sizes.wide, colorScheme: 'dark' }],
];
const person = (name) => page.getByRole('heading', { level: 1, name });
const button = (name) => page.getByRole('button', { name, exact: true });
const form = () => page.locator('form.form');

for (const [view, options] of views) {
  test(`counter ${view}`, async () => {
    const { collector, shopper, nameless } = setting.people;
    const shot = (name) => see(page, `counter-${name}-${view}`);
    page = await openPage(browser, setting.counter, options);
    await page.getByText('Chi sei?').waitFor();
    await shot('1-sign-in');
    await page.getByRole('button', { name: setting.staff.display_name }).click();
    await type(page, '111');
    await shot('2-pin');
    await type(page, '222');
    await page.keyboard.press('Enter');
    await page.getByText('PIN sbagliato').waitFor();
    await shot('3-pin-wrong');
    await type(page, setting.staff.pin);
    await page.keyboard.press('Enter');
    await page.getByText('In linea').or(page.getByText('Senza rete')).first().waitFor();
    await shot('4-nobody');
    await wedge(page, collector.code);
    await person(collector.name).waitFor();
    await shot('5-shown');
    await button('Vendita').click();
    await type(page, 'R-1');
    await shot('6-sale');
    await button('Annulla').click();
    await button('Nota').click();
    await type(page, 'Ama il verde');
    await page.route('**/v1/interactions', (route) => route.abort());
    await button('Registra').click();
    await page.getByText('Quello che hai scritto è ancora qui').waitFor();
    await shot('7-note-failed');
    await page.unrouteAll();
    await button('Registra di nuovo').click();
    await page.getByText(/Nota registrata/).waitFor();
    await shot('8-recorded');
    await button('Ritiro').click();
    await form().waitFor();
    await shot('9-collection');
    await wedge(page, nameless.code);
    await person(nameless.name).waitFor();
    await shot('10-nameless');
    await wedge(page, shopper.code);
    await person(shopper.name).waitFor();
    await shot('11-english-speaker');
    await wedge(page, setting.unknown);
    await page.getByText('Non conosciamo').waitFor();
    await shot('12-unknown');
    await button('Continua senza').click();
    await shot('13-without-card');
    await wedge(page, '4111111111111111');
    await page.getByText('carta di pagamento').waitFor();
    await shot('14-refused');
    await page.getByTitle('Stato del dispositivo').click();
    await shot('15-status');
    await page.getByRole('dialog').getByRole('button', { name: 'Chiudi' }).click();
    await button('Chiudi').click();
  });
}

test('counter in English', async () => {
  const { collector } = setting.people;
  const shot = (name) => see(page, `counter-${name}-english`);
  page = await openPage(browser, setting.counter);
  await page.getByText('Chi sei?').waitFor();
  await button('English').click();
  await signIn(page, setting.staff);
  await page.getByRole('heading', { name: 'Scan a card' }).waitFor();
  await shot('4-nobody');
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  await shot('5-shown');
  await button('Close visit').click();
});

test('counter when things are not well', async () => {
  const { fake, people } = setting;
  if (!fake) return void (page = await openPage(browser, setting.counter));
  const shot = (name) => see(page, `counter-${name}`);
  page = await openPage(browser, setting.counter);
  await signIn(page, setting.staff);
  const since = new Date();
  since.setHours(0, 0, 0, 0);
  fake.goOffline(Math.max(since.getTime(), Date.now() - 40 * 60_000), 17);
  await page.getByText(/Senza rete dalle .* · 17 da inviare · niente è perso/).waitFor();
  fake.change({
    replica: {
      state: 'well',
      as_of: new Date(Date.now() - 90_000_000).toISOString(),
      age_s: 90_000,
    },
  });
  await wedge(page, people.collector.code);
  await page.getByText('Può mancare qualcosa.').waitFor();
  await shot('20-offline');
  await page.getByTitle('Stato del dispositivo').click();
  await shot('21-offline-status');
  await page.getByRole('dialog').getByRole('button', { name: 'Chiudi' }).click();
  await button('Chiudi visita').click();
  fake.change({ replica: { state: 'not_configured', as_of: null, age_s: null } });
  await page.getByText('Il riconoscimento non è ancora attivo').waitFor();
  await shot('22-not-configured');
  fake.change({ failed: true });
  await page.getByText('Questo dispositivo non può registrare').waitFor();
  await shot('23-failed');
  fake.change({ failed: false });
  fake.show({ state: 'looking' });
  await page.getByText('Un attimo…').waitFor();
  await shot('24-looking');
  await page.route('**/v1/**', (route) => route.abort());
  fake.cutStreams();
  await page.getByText('Il dispositivo non risponde.').waitFor();
  await shot('25-no-answer');
  await page.unrouteAll();
  fake.change({ replica: { state: 'well', as_of: new Date().toISOString(), age_s: 1 } });
  fake.goOnline();
  fake.endSessions();
  await page.getByText('Schermo bloccato').waitFor();
  await shot('26-locked');
});

const kiosks = [
  ['800x1280', { size: sizes.tablet }],
  ['1280x800', { size: sizes.wide }],
  ['360x800', { size: sizes.strip }],
  ['800x480', { size: sizes.till }],
  ['800x1280-dark', { size: sizes.tablet, colorScheme: 'dark' }],
  ['800x1280-still', { size: sizes.tablet, reducedMotion: 'reduce' }],
];
for (const [view, options] of kiosks) {
  test(`kiosk ${view}`, async () => {
    const shot = (name) => see(page, `kiosk-${name}-${view}`);
    page = await openPage(browser, setting.kiosk, options);
    await page.getByText('Quanto è probabile').waitFor();
    await shot('1-question');
    await button('Privacy').click();
    await shot('2-privacy');
    await button('Ho capito').click();
    await page.route('**/v1/interactions', (route) => route.abort());
    await button('9').click();
    await page.getByText('non è ancora registrata').waitFor();
    await shot('3-failed');
    await page.unrouteAll();
    await page.getByText('Ancora una domanda').waitFor();
    await shot('4-faces');
    await button('Testo grande').click();
    await shot('5-faces-large');
    await button('Testo grande').click();
    await button('Ottima').click();
    await page.getByText('al sicuro').waitFor();
    await shot('6-thanks');
    await button('Nuova risposta').click();
    await page.getByText('Quanto è probabile').waitFor();
    await button('English').click();
    await page.getByText('How likely').waitFor();
    await shot('7-english');
  });
}

test('kiosk about to start again', async () => {
  page = await openPage(browser, setting.kiosk, { size: sizes.tablet });
  await page.clock.install();
  await page.reload();
  await button('9').click();
  await page.getByText('Ancora una domanda').waitFor();
  await page.clock.runFor(31_000);
  await button('Sono ancora qui').waitFor();
  await page.clock.runFor(7_000);
  await see(page, 'kiosk-8-idle-800x1280');
});
