// A picture of the counter in every state, in the sizes, languages and lights it is used in, and
// what axe says of it (WCAG 2.2 AA and its best practices). Look at them: tests/e2e/pictures/.
import { test } from 'node:test';
import { ofLight, ofSize, picture, see, sizes, type, wedge } from './browser.mjs';
import { button, open, page, person, setting, stage } from './stage.mjs';

stage({ pictures: 'counter' });

const form = () => page.locator('form.form');
const record = async (text) => {
  await button('Nota').click();
  await page.locator('#note').fill(text);
  await button('Registra').click();
  await page.getByText(/Nota registrata/).waitFor();
};

const views = [
  ['1280x800', undefined, { size: sizes.wide }],
  ['800x480', ofSize, { size: sizes.till }],
  ['768x1024', ofSize, { size: sizes.tablet }],
  ['320x800', ofSize, { size: sizes.strip }],
  ['1280x800-dark', ofLight, { size: sizes.wide, colorScheme: 'dark' }],
];

for (const [view, rules, options] of views) {
  test(`counter ${view}`, async () => {
    const { collector, shopper, nameless } = setting.people;
    const shot = (name) => see(page, `counter-${name}-${view}`, rules);
    await open(setting.counter, options);
    await page.getByText('Chi sei?').waitFor();
    await shot('1-sign-in');
    await page.getByRole('button', { name: setting.staff.display_name, exact: true }).click();
    await type(page, '111');
    await shot('2-pin');
    await type(page, '222');
    await page.keyboard.press('Enter');
    await page.getByText('PIN sbagliato').waitFor();
    await shot('3-pin-wrong');
    await type(page, setting.staff.pin);
    await page.keyboard.press('Enter');
    await page.getByText('In linea').waitFor();
    await shot('4-nobody');
    await wedge(page, collector.code);
    await person(collector.name).waitFor();
    await shot('5-shown');
    await button('Vendita').click();
    await page.locator('#receipt').fill('R-1');
    await shot('6-sale');
    await button('Annulla').click();
    await button('Nota').click();
    await page.locator('#note').fill('Ama il verde');
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
  await open(setting.counter);
  await page.getByText('Chi sei?').waitFor();
  await button('English').click();
  await shot('1-sign-in');
  await page.getByRole('button', { name: setting.staff.display_name, exact: true }).click();
  await type(page, setting.staff.pin);
  await shot('2-pin');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Scan a card' }).waitFor();
  await shot('4-nobody');
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  await shot('5-shown');
  for (const size of [sizes.till, sizes.tablet]) {
    await page.setViewportSize(size);
    await picture(page, `counter-5-shown-english-${size.width}x${size.height}`);
  }
  await button('Close visit').click();
});

test('counter when things are not well', async () => {
  const { happenings, people, staff } = setting;
  const shot = (name) => see(page, `counter-${name}`);
  const session = await happenings.session(staff);
  await open(setting.counter, { session });
  await page.getByText('In linea').waitFor();

  await happenings.cutNetwork();
  await page.getByText(/Senza rete dalle .* · niente è perso/).waitFor();
  await wedge(page, people.collector.code);
  await record('Ama il verde');
  await page.getByText(/da inviare · niente è perso/).waitFor();
  await shot('20-offline');
  await page.getByTitle('Stato del dispositivo').click();
  await shot('21-offline-status');
  await page.getByRole('dialog').getByRole('button', { name: 'Chiudi' }).click();
  await happenings.mendNetwork();
  await page.getByText(/In linea · tutto inviato/).waitFor();

  await happenings.switchOff();
  await page.getByText('Il dispositivo non risponde.').waitFor();
  await shot('22-no-answer');
  await happenings.switchOn();
  await page.getByText('Schermo bloccato').waitFor();
  await shot('23-locked');

  await happenings.forgetPurposes();
  await type(page, staff.pin);
  await page.keyboard.press('Enter');
  await page.getByText('Il riconoscimento non è ancora attivo').waitFor();
  await shot('24-not-configured');
  await happenings.rememberPurposes();
});

// No device can be asked for a broken disk, for a day without news or to be slow: what it would say
// then is put into its stream on the way to the page.
test('counter, only told to the page: a broken disk, old data, somebody loyal, a card looked for', async () => {
  const { happenings, people, staff } = setting;
  const shot = (name) => see(page, `counter-${name}`);
  const session = await happenings.session(staff);
  await open(setting.counter, { session });
  const { status, card } = await happenings.shown(people.collector.code);
  let told = {};
  await page.route('**/v1/stream', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: sse(told) }),
  );
  const tell = async (more) => {
    told = { status, card, ...more };
    await page.reload();
  };

  const { touchpoint, visit, at } = card;
  await tell({
    card: { state: 'nobody', touchpoint },
    status: { ...status, journal: { ...status.journal, state: 'failed' } },
  });
  await page.getByText('Questo dispositivo non può registrare').waitFor();
  await shot('25-failed');
  const asOf = new Date(Date.now() - 90_000_000).toISOString();
  await tell({ card: { ...card, as_of: asOf, age_s: 90_000 } });
  await page.getByText('Può mancare qualcosa.').waitFor();
  await shot('26-old');
  const until = new Date(Date.now() + 9 * 86_400_000).toISOString();
  const vouchers = [{ title: '10 € sulle scarpe', code: 'V-8812', until }, { title: 'Un caffè' }];
  await tell({ card: { ...card, who: { ...card.who, tier: 'Oro', vouchers } } });
  await page.getByText('Buono: 10 € sulle scarpe').waitFor();
  await page.getByText(/^V-8812 · scade: .* · Dati del centro/).waitFor();
  await page.getByText(/Livello: Oro/).waitFor();
  await shot('26-loyal');
  await tell({ card: { state: 'looking', touchpoint, visit, at } });
  await page.getByText('Un attimo…').waitFor();
  await shot('27-looking');
  await page.unrouteAll();
});

const sse = (events) =>
  Object.entries(events)
    .map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    .join('');

// Ten wrong PINs take ten minutes of waiting: who is locked out is told to the page, and whoever is let in
// is let in by the device.
test('a supervisor lets a colleague in who is only told to the page as locked out', async () => {
  const session = await setting.happenings.session(setting.supervisor);
  for (const [view, options] of [['till', { size: sizes.till }], ['strip', { size: sizes.strip }]]) {
    await open(setting.counter, { session, ...options });
    const { name, display_name } = setting.other;
    await page.route('**/v1/staff', (route) =>
      route.fulfill({ json: { staff: [{ name, display_name, role: 'associate', disabled: true }] } }));
    await page.getByText('In linea').waitFor();
    await page.getByTitle('Stato del dispositivo').click();
    await page.getByText('Colleghi che non possono più entrare').waitFor();
    await see(page, `counter-28-locked-out-${view}`, ofSize);
    await button(`Fai entrare di nuovo ${display_name}`).click();
    await page.getByText(`${display_name} può di nuovo entrare`).waitFor();
    await see(page, `counter-29-let-in-${view}`, ofSize);
    if (view === 'till') await page.context().close();
  }
});
