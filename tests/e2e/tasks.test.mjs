// What there is to put right in the store: it is at the counter at once, somebody takes it, hands it over,
// and says what came of it; with the network down, too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofSize, openPage, see, signIn, sizes } from './browser.mjs';
import { atDesk, browser, button, closeVisit, open, page, person, region, serve, setting, stage } from './stage.mjs';

stage({ pictures: 'tasks', leave: closeVisit });

const tasks = () => region('Da mettere a posto');
const task = (text) => tasks().getByRole('listitem').filter({ hasText: text });
const tap = (item, name) => item.getByRole('button', { name, exact: true }).click();

async function answerAtKiosk(score) {
  const kiosk = await openPage(browser, setting.kiosk, { size: sizes.kiosk });
  try {
    await kiosk.getByRole('radio', { name: new RegExp(`^${score}\\b`) }).click();
    await kiosk.getByText('Grazie!').waitFor();
  } finally {
    await kiosk.context().close();
  }
}
const staffEvent = (staff, type, data) => setting.happenings.recorded(staff, type, { ...data, staff: staff.name });

test('an unhappy customer at the kiosk is at the counter at once; taken, handed over, put right', async () => {
  const { happenings, staff, other } = setting;
  await atDesk();
  await happenings.cutNetwork();
  await answerAtKiosk('9');
  await answerAtKiosk('2');
  const low = () => task('Voto basso al chiosco: 2/10');
  await low().waitFor();
  assert.equal(await tasks().getByRole('listitem').count(), 1, 'whoever is content is no task');
  await see(page, 'tasks-1-open');

  await tap(low(), 'Ci penso io');
  await low().getByText(/Ci pensi tu/).waitFor();
  assert.equal(await low().getByRole('button', { name: 'Ci penso io' }).count(), 0);

  // The next shift.
  await page.context().close();
  await open(setting.counter, { session: await happenings.session(other) });
  await low().getByText(new RegExp(`Ci pensa ${staff.display_name}`)).waitFor();
  await see(page, 'tasks-2-taken');
  await tap(low(), 'Ci penso io');
  await low().getByText(/Ci pensi tu/).waitFor();
  await tap(low(), 'Fatto…');
  await page.getByLabel('Che cosa ne è stato?').fill('Aperta la seconda cassa');
  await see(page, 'tasks-3-ending');
  await page.keyboard.press('Enter');
  await page.getByText(/Messo a posto, registrato alle/).waitFor();
  await tasks().getByText('Niente, per ora.').waitFor();
  await tasks().getByText('1 cosa messa a posto nelle ultime ore').click();
  const done = task('Aperta la seconda cassa');
  await done.getByText(/qualcuno se ne è occupato dopo 0 min · a posto dopo 0 min/).waitFor();
  await see(page, 'tasks-4-ended');

  // And back, if that was a slip.
  await button('Togli la registrazione').click();
  await low().getByText(/Ci pensi tu/).waitFor();
  await tap(low(), 'Fatto…');
  await button('Non serve più').click();
  await tasks().getByText('Niente, per ora.').waitFor();

  await happenings.mendNetwork();
  const taken = await happenings.arrived('touchpoint.task.taken');
  assert.deepEqual(taken.map(({ data }) => data.staff), [staff.name, other.name]);
  const [answer] = (await happenings.arrived('touchpoint.survey.answered')).filter(({ data }) => data.score === 2);
  assert.ok(taken.every(({ data }) => data.task_id === (answer.data.response ?? answer.id)));
});

test('a complaint is answered and a call is taken, each in its own words', async () => {
  const { staff, supervisor, happenings } = setting;
  await staffEvent(staff, 'touchpoint.complaint.raised', { complaint_id: 'C-99', text: 'Il manico si stacca' });
  await staffEvent(staff, 'touchpoint.manager.called', { text: 'Un cambio senza scontrino' });
  await open(setting.counter, { session: await happenings.session(supervisor) });
  const call = task('Chiamata al responsabile');
  await call.getByText('Un cambio senza scontrino').waitFor();
  await call.getByText(`registrato da ${staff.display_name}`).waitFor();
  assert.match(await tasks().getByRole('listitem').first().innerText(), /Chiamata/, 'somebody waits for it');
  await tap(call, 'Fatto…');
  await button('Registra come fatto').click();
  await call.waitFor({ state: 'detached' });
  const complaint = task('Il manico si stacca');
  await tap(complaint, 'Fatto…');
  await page.getByLabel('Che cosa ne è stato?').fill('Sostituita la borsa');
  await button('Registra come fatto').click();
  await complaint.waitFor({ state: 'detached' });
  const answered = (await happenings.arrived('touchpoint.complaint.answered')).at(-1);
  assert.deepEqual([answered.data.complaint_id, answered.data.text, answered.data.staff], ['C-99', 'Sostituita la borsa', supervisor.name]);
});

test('while a customer is served it is said without a word of what another one said', async () => {
  const { people, happenings, staff, other } = setting;
  await serve(people.shopper);
  await answerAtKiosk('0');
  const news = (text) => page.locator('.notice').filter({ hasText: text });
  await news('Voto basso al chiosco: 0/10').waitFor();
  await staffEvent(other, 'touchpoint.complaint.raised', { complaint_id: 'C-98', text: 'Fila troppo lunga' });
  await news('Reclamo').waitFor();
  await see(page, 'tasks-5-news');
  assert.equal(await page.getByText('Fila troppo lunga').count(), 0);
  await tap(news('Reclamo'), 'Dopo');
  await news('Reclamo').waitFor({ state: 'detached' });
  await tap(news('Voto basso'), 'Ci penso io');
  await news('Voto basso').waitFor({ state: 'detached' });
  assert.ok(await person(people.shopper.name).isVisible());
  await closeVisit();
  const low = task('Voto basso al chiosco: 0/10');
  await low.getByText(/Ci pensi tu/).waitFor();
  await tap(low, 'Fatto…');
  await button('Registra come fatto').click();
  await low.waitFor({ state: 'detached' });
  const { data } = (await happenings.arrived('touchpoint.task.taken')).at(-1);
  assert.deepEqual([data.staff, data.profile], [staff.name, undefined]);
});

test('the card of whom it is about is one tap away, and nobody is counted as recognised', async () => {
  const { people, happenings, staff } = setting;
  await serve(people.collector);
  const { who } = (await happenings.shown(people.collector.code)).card;
  const before = (await happenings.arrived('touchpoint.customer.recognised')).length;
  const due = new Date(Date.now() + 2 * 3_600_000).toISOString();
  await staffEvent(staff, 'touchpoint.task.opened', { task_id: 'T-77', profile: who.profile, text: 'Richiamare per la cintura', due, owner: setting.other.name });
  await closeVisit();
  await atDesk();
  const promise = task('Richiamare per la cintura');
  await promise.getByText(new RegExp(`per ${setting.other.display_name}`)).waitFor();
  await see(page, 'tasks-6-promise');
  assert.equal(await page.getByText('Bianchi').count(), 0, 'no name on the screen of nobody');
  await tap(promise, 'Scheda');
  await person(people.collector.name).waitFor();
  await page.getByText('nessuno è stato riconosciuto').waitFor();
  assert.equal((await happenings.arrived('touchpoint.customer.recognised')).length, before);
});

test('a tap that does not arrive says so, and the next one takes it', async () => {
  await atDesk();
  const promise = task('Richiamare per la cintura');
  await promise.waitFor();
  await page.route('**/v1/interactions', (route) => route.abort());
  await tap(promise, 'Ci penso io');
  await promise.getByText(/il dispositivo non risponde/i).waitFor();
  await page.unrouteAll();
  await tap(promise, 'Ci penso io');
  await promise.getByText(/Ci pensi tu/).waitFor();
  assert.equal(await promise.getByText(/non risponde/).count(), 0);
  await button('Togli la registrazione').click();
  await promise.getByText(/Ci pensi tu/).waitFor({ state: 'detached' });
});

for (const [view, options] of [
  ['800x480', { size: sizes.till }],
  ['320x800', { size: sizes.strip }],
  ['768x1024', { size: sizes.tablet }],
  ['1280x800-dark', { size: sizes.wide, colorScheme: 'dark' }],
]) {
  test(`tasks ${view}`, async () => {
    await atDesk(options);
    const promise = task('Richiamare per la cintura');
    await promise.waitFor();
    await see(page, `tasks-1-open-${view}`, view.endsWith('dark') ? undefined : ofSize);
    await tap(promise, 'Fatto…');
    await see(page, `tasks-3-ending-${view}`, view.endsWith('dark') ? undefined : ofSize);
  });
}

test('tasks in English', async () => {
  await open(setting.counter);
  await button('English').click();
  await signIn(page, setting.staff);
  await page.getByRole('region', { name: 'To put right' }).getByText('Richiamare per la cintura').waitFor();
  await see(page, 'tasks-1-open-english');
});
