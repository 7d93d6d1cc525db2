// Every state of the counter, one after the other, in the sizes of a till and enlarged four times: nothing lies
// over anything else, nothing runs out at the side, whatever gets the focus is seen, what is written can be read by
// day and by night, and nothing moves for whoever asked for that (WCAG 2.2: 1.4.3, 1.4.10, 2.3.3, 2.4.11). Which
// state it was stands in the failure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, ofLight, settled, sizes, type, wedge } from './browser.mjs';
import { covered, moving, unseenFocus } from './covered.mjs';
import { atDesk, button, closeVisit, open, page, person, serve, setting, stage } from './stage.mjs';

const zoomed = { width: 320, height: 256 }; // 1280×1024 at 400 %
let problems = [];

stage({
  leave: async () => {
    await page.unrouteAll();
    const found = problems;
    problems = [];
    for (const name of ['Non ora', 'Fatto']) if (await button(name).isVisible()) await button(name).click();
    if (await page.locator('.desk').isVisible()) await closeVisit();
    assert.equal(found.join('\n'), '');
  },
});

async function check(state) {
  const note = (view, found) => problems.push(...found.map((one) => `${state}, ${view}: ${one}`));
  const beside = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  for (const [view, size] of [['1280x800', sizes.wide], ['800x480', sizes.till], ['400 %', zoomed]]) {
    await page.setViewportSize(size);
    note(view, await covered(page));
    note(view, await unseenFocus(page));
    if ((await beside()) > 0) note(view, [`runs out by ${await beside()} px`]);
  }
  await page.setViewportSize(sizes.wide);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  note('less motion', await moving(page));
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    await assertAccessible(page, state, ofLight).catch(({ actual, message }) => note(colorScheme, actual ?? [message]));
  }
}

const field = (name) => page.getByLabel(name);
const sheet = () => page.getByRole('dialog');
async function openForm(form) {
  const more = button('Altro da registrare');
  if (await more.isVisible()) await more.click();
  await button(form).click();
}

test('who is there: names, PIN, the wrong one', async () => {
  await open(setting.counter);
  await page.getByText('Chi sei?').waitFor();
  await check('names');
  await page.getByRole('button', { name: setting.staff.display_name, exact: true }).click();
  await check('PIN');
  await type(page, '111222');
  await page.keyboard.press('Enter');
  await page.getByText('PIN sbagliato').waitFor();
  await check('wrong PIN');
});

test('nobody there: the day, tasks, search, the sheets', async () => {
  const { happenings, staff, supervisor, other } = setting;
  await happenings.recorded(staff, 'touchpoint.complaint.raised', { complaint_id: 'E-1', text: 'Il manico si stacca', staff: staff.name });
  await happenings.recorded(staff, 'touchpoint.manager.called', { text: 'Un cambio senza scontrino', staff: staff.name });
  await open(setting.counter, { session: await happenings.session(supervisor) });
  const { name, display_name } = other;
  await page.route('**/v1/staff', (route) => route.fulfill({ json: { staff: [{ name, display_name, role: 'associate', disabled: true }] } }));
  const call = page.getByRole('listitem').filter({ hasText: 'Chiamata al responsabile' });
  await call.waitFor();
  await check('nobody');
  await call.getByRole('button', { name: 'Fatto…' }).click();
  await check('a task that is ended');
  await page.getByRole('button', { name: 'Registra come fatto' }).click();
  await page.getByText(/Messo a posto, registrato alle/).waitFor();
  await check('a task is done');
  await button('Aiuto').click();
  await check('help');
  await sheet().getByRole('button', { name: 'Ho capito' }).click();
  await button('Chiusura').click();
  await check('closing');
  await sheet().getByRole('button', { name: 'Torna al banco' }).click();
  await page.getByTitle('Stato del dispositivo').click();
  await page.getByText('Colleghi che non possono più entrare').waitFor();
  await check('status');
  await button('Verifica che niente sia perso').click();
  await page.getByText(/^Provato: niente è perso/).waitFor();
  await check('proof');
  await button(`Dai un badge a ${display_name}`).click();
  await page.getByText(`Passa ora il badge di ${display_name}`).waitFor();
  await check('a badge is given');
  await sheet().getByRole('button', { name: 'Chiudi' }).click();
  await page.locator('#to-board').click();
  await page.getByRole('heading', { level: 1, name: 'Andamento del negozio' }).waitFor();
  await check('board');
});

test('whoever comes: asked for, not known, refused, without a card', async () => {
  const { collector } = setting.people;
  await atDesk();
  await page.locator('#scan').fill(collector.phone);
  await page.keyboard.press('Enter');
  await person(`È ${collector.name}?`).waitFor();
  await check('is it they');
  await button("No, è un'altra persona").click();
  await page.getByText('Non è la persona che avevamo trovato').waitFor();
  await check('they are not');
  await wedge(page, setting.unknown);
  await page.getByText('Non conosciamo').waitFor();
  await check('not known');
  await button('Continua senza').click();
  await check('without a card');
  await wedge(page, '4111111111111111');
  await page.getByText('carta di pagamento').waitFor();
  await check('refused');
});

test('somebody new: the form, what is wrong, who may be meant, their own screen', async () => {
  await atDesk();
  await page.keyboard.press('F6');
  await field('Nome').first().waitFor();
  await check('registering');
  await button('Registra il cliente').click();
  await page.getByText('Manca il nome').waitFor();
  await check('registering, wrong');
  await page.getByLabel('Nome', { exact: true }).fill('Anna');
  await page.getByLabel('Cognome', { exact: true }).fill('Bianchi');
  await page.getByLabel('Telefono', { exact: true }).fill(setting.people.collector.phone);
  await button('Registra il cliente').click();
  await page.getByRole('heading', { name: 'Forse è già cliente' }).waitFor();
  await check('who may be meant');
  await button('È nuovo: registra').click();
  await page.getByRole('heading', { name: /I Suoi dati/ }).waitFor();
  await check("the customer's own screen");
  await button('Non ora').click();
  await person('Anna Bianchi').waitFor();
  await check('just registered');
});

test('a card with something of every kind, and all that can be recorded', async () => {
  const { regular, collector } = setting.people;
  await serve(regular);
  await check('card');
  for (const form of ['Vendita', 'Nota', 'Ritiro', 'Reso', 'Desiderio', 'Proposta', 'Reclamo', 'Promessa', 'Consulenza', 'Intervista', 'Diritti sui dati', 'Responsabile']) {
    await openForm(form);
    await page.locator('form.form').waitFor();
    await check(`form ${form}`);
    await button('Registra').click();
    await check(`form ${form}, sent as it was`);
    if (await button('Annulla').isVisible()) await button('Annulla').click();
  }
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  await check('card with an order, and one waits');
  await button('Parte o delega').click();
  await page.locator('form.form').waitFor();
  await check('part of an order, or a delegate');
  await button('Annulla').click();
  await openForm('Diritti sui dati');
  await button('Cancellare i dati').click();
  await button('Registra').click();
  await page.getByRole('heading', { name: 'Ricevuta della Sua richiesta' }).waitFor();
  await check('receipt');
  await button('Fatto').click();
  await button('Consensi').click();
  await page.getByRole('heading', { name: /I Suoi dati/ }).waitFor();
  await check('consents');
});

test('what comes between: not recorded, recorded, begun, waiting, from elsewhere, the wrong person', async () => {
  const { regular, shopper } = setting.people;
  const { happenings, staff, other } = setting;
  await serve(shopper);
  await button('Nota').click();
  await page.locator('#note').fill('Ama il verde');
  await page.route('**/v1/interactions', (route) => route.abort());
  await button('Registra').click();
  await page.getByText('Quello che hai scritto è ancora qui').waitFor();
  await check('not recorded');
  await page.unrouteAll();
  await button('Registra di nuovo').click();
  await page.getByText(/Nota registrata/).waitFor();
  await check('recorded');
  await button('Nota').click();
  await page.locator('#note').fill('a metà');
  await page.locator('.who').getByRole('button', { name: 'Chiudi visita' }).click();
  await page.locator('.notice.stop').waitFor();
  await check('begun');
  await happenings.recorded(other, 'touchpoint.complaint.raised', { complaint_id: 'E-2', text: 'Fila troppo lunga', staff: other.name });
  await page.locator('.notice').filter({ hasText: 'Reclamo' }).waitFor();
  await check('news from elsewhere');
  await wedge(page, regular.code);
  await person(regular.name).waitFor();
  await check('one waits');
  await button('Persona sbagliata').click();
  await page.getByRole('heading', { name: 'Non sappiamo ancora chi è' }).waitFor();
  await check('the wrong person');
});

test('IT, who sees the device and nobody', async () => {
  const it = await setting.happenings.joins('ivo', 'Ivo T.', 'it');
  await open(setting.counter, { session: await setting.happenings.session(it) });
  await page.getByText(/^In linea/).waitFor();
  await button('Verifica che niente sia perso').click();
  await page.getByText(/^Provato/).waitFor();
  await check('IT');
});

test('alone: offline, and a device that does not answer', async () => {
  const { happenings, people } = setting;
  await serve(people.collector);
  await happenings.cutNetwork();
  await page.getByText(/Senza rete dalle/).waitFor();
  await button('Nota').click();
  await page.locator('#note').fill('Senza rete');
  await button('Registra').click();
  await page.getByText(/Nota registrata/).waitFor();
  await check('offline');
  await happenings.mendNetwork();
  await happenings.switchOff();
  await page.getByText('Il dispositivo non risponde.').waitFor();
  await check('no answer');
  await happenings.switchOn();
  await page.getByText('Schermo bloccato').waitFor();
  await check('locked');
});
