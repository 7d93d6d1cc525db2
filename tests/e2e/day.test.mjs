// One day of a store: what the opening line says of its devices, and then the day from the first
// customer to the switch, scene by scene.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofSize, openPage, see, signIn, sizes, type, wedge } from './browser.mjs';
import { Film } from './film.mjs';
import { atDesk, browser, button, closeVisit, open, page, person, region, serve, setting, stage } from './stage.mjs';

stage({
  pictures: 'day',
  leave: closeVisit,
  sync: { news_poll: '500ms', receipt_timeout: '5s', backoff_max: '1s' },
});

const day = () => region(/^(La giornata|The day)$/);
async function speakEnglish() {
  await page.getByTitle('Stato del dispositivo').click();
  await button('English').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
}

test("the opening line says how the store's devices are, and what a device that stands alone cannot know", async () => {
  const { happenings } = setting;
  await atDesk();
  await day().getByText(/^1 dispositivo a posto/).waitFor();
  const kiosk = await happenings.another('milano-01-kiosk-1');
  await day().getByText(/^2 dispositivi a posto · 1 ordine pronto/).waitFor();
  await see(page, 'day-devices-1-well');

  await kiosk.stop('SIGKILL');
  await day().getByText(/^1 su 2 dispositivi a posto/).waitFor();
  await day().getByText(/^milano-01-kiosk-1: non risponde dalle \d\d:\d\d$/).waitFor();
  await see(page, 'day-devices-2-one-away');
  for (const [view, size] of [['till', sizes.till], ['strip', sizes.strip]]) {
    await page.setViewportSize(size);
    await see(page, `day-devices-3-one-away-${view}`, ofSize);
  }
  await page.setViewportSize(sizes.wide);

  await happenings.cutNetwork();
  await day().getByText(/gli altri dispositivi non si vedono dalle \d\d:\d\d/).waitFor();
  await see(page, 'day-devices-4-alone');
  await happenings.mendNetwork();
  await kiosk.start();
  await happenings.heardOf(kiosk);
  await day().getByText(/^2 dispositivi a posto/).waitFor();
  await speakEnglish();
  await day().getByText(/^2 devices well · 1 order ready to collect/).waitFor();
  await see(page, 'day-devices-5-english');
});

test('what a customer does online is on the open card', async (t) => {
  const { happenings, people } = setting;
  await serve(people.shopper);
  const from = Date.now();
  await happenings.tells({ type: 'track', event: 'Product Viewed', userId: people.shopper.code,
    timestamp: new Date().toISOString(), properties: { name: 'Felt hat', sku: 'HAT-01' } });
  await region('Cronologia').getByText('Felt hat').waitFor();
  t.diagnostic(`from the shop's call to the card: ${Date.now() - from} ms`);
});

// As after a night without power and with the line cut: nothing was ever heard since the start.
test('a cold start without any network, in 1970: the counter serves', async () => {
  const { happenings, staff, people } = setting;
  const { collector } = people;
  await happenings.coldStart();
  try {
    await open(setting.counter);
    await page.getByText('Chi sei?').waitFor();
    await signIn(page, staff);
    await page.getByText(/^Senza rete · \d+ da inviare/).waitFor(); // since when, no clock can tell
    await wedge(page, collector.code);
    await person(collector.name).waitFor();
    await region('Adesso').getByText(/Ordine W-1043 pronto/).waitFor();
    await see(page, 'day-cold-start', ofSize);
    await button('Nota').click();
    await page.getByLabel("Che cosa c'è da ricordare?").fill('Prima del primo contatto');
    await button('Registra').click();
    await page.getByText(/Nota registrata/).waitFor();
    await closeVisit();
    await page.context().close();
  } finally {
    await happenings.warmStart();
  }
  await atDesk();
  const [note] = (await happenings.arrived('touchpoint.note.added')).filter(({ data }) => data.text === 'Prima del primo contatto');
  assert.equal(note.clockquality, 'unset', 'it says that its time is not to be trusted');
});

// --- the day itself -------------------------------------------------------------------------------

const tasks = () => region('Da mettere a posto');
const task = (text) => tasks().getByRole('listitem').filter({ hasText: text });
const waits = ({ name }) => page.getByRole('button', { name: new RegExp(`^${initials(name)}.*: torna a servire$`) });
const initials = (name) => name.split(' ').map((part) => `${part[0]}\\.`).join(' ');
const desk = () => page.getByRole('heading', { level: 1, name: 'Passa una carta' });
const say = async (field, text) => {
  await page.getByLabel(field).fill(text);
  await button('Registra').click();
};
async function openForm(form) {
  const more = button('Altro da registrare');
  if (await more.isVisible()) await more.click();
  await button(form).click();
}

test('a day, from the first look to the switch', async () => {
  const { happenings, staff, other, people } = setting;
  const { collector, regular, shopper, nameless } = people;
  const film = new Film('day');
  happenings.giveBadge(other, 'BADGE0042');
  const tonight = new Date();
  tonight.setHours(23, 45, 0, 0);
  await happenings.recorded(staff, 'touchpoint.task.opened', { task_id: 'T-day', text: 'Richiamare per la taglia 38', due: tonight.toISOString(), staff: staff.name });

  await open(setting.counter);
  await page.getByText('Chi sei?').waitFor();
  await film.take(page, 'Chi apre');
  await signIn(page, staff);
  await day().getByText(/^2 dispositivi a posto · 1 ordine pronto da ritirare · 1 promessa per oggi/).waitFor();
  await film.take(page, 'Come comincia la giornata');

  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  await film.take(page, 'La prima cliente: il suo ordine web è pronto');
  await button('Consegna').first().click();
  await page.getByText(/Consegna registrata/).waitFor();
  await film.take(page, 'Consegnato');
  await closeVisit();

  for (const one of [shopper, nameless, regular]) {
    await wedge(page, one.code);
    await person(one.name).waitFor();
  }
  await waits(shopper).waitFor();
  await film.take(page, 'Mezzogiorno: due aspettano, una è servita');

  await happenings.cutNetwork();
  await page.getByText(/Senza rete dalle/).waitFor();
  await page.keyboard.press('Alt+1');
  await person(shopper.name).waitFor();
  await button('Nota').click();
  await say("Che cosa c'è da ricordare?", 'Cerca una cintura per agosto');
  await page.getByText(/Nota registrata/).waitFor();
  await page.getByText(/da inviare · niente è perso/).waitFor();
  await film.take(page, 'La rete è via: si lavora lo stesso');
  await closeVisit();

  await waits(regular).click();
  await person(regular.name).waitFor();
  await openForm('Reclamo');
  await page.getByLabel('Che cosa non è andato?').fill('Tre giorni senza risposta per la fibbia');
  await film.take(page, 'La cliente arrabbiata');
  await button('Registra').click();
  await page.getByText(/Reclamo registrato/).waitFor();
  await button('Responsabile').click();
  await say('Perché lo chiami? (facoltativo)', 'È qui, vuole parlarne subito');
  await page.getByText(/Chiamata registrata/).waitFor();
  await closeVisit();
  await page.getByRole('button', { name: /: torna a servire$/ }).click(); // nobody else waits
  await person(nameless.name).waitFor();
  await closeVisit();
  await desk().waitFor();
  await task('È qui, vuole parlarne subito').waitFor();
  await film.take(page, 'Ora è una cosa da mettere a posto');

  await happenings.mendNetwork();
  await wedge(page, 'BADGE0042');
  await page.getByRole('heading', { level: 1, name: `Ciao ${other.display_name.split(' ')[0]}, il tuo PIN` }).waitFor();
  await film.take(page, 'Cambio turno: il badge dice chi è');
  await type(page, other.pin);
  await page.keyboard.press('Enter');
  await desk().waitFor();
  await task('Tre giorni senza risposta').getByRole('button', { name: 'Ci penso io' }).click();
  await task('Tre giorni senza risposta').getByText('Ci pensi tu').waitFor();

  const kiosk = await openPage(browser, setting.kiosk, { size: sizes.wide });
  await kiosk.getByRole('radio', { name: /^2\b/ }).waitFor();
  await film.take(kiosk, 'Al chiosco qualcuno è scontento', { checked: false });
  await kiosk.getByRole('radio', { name: /^2\b/ }).click();
  await kiosk.getByText('Grazie!').waitFor();
  await kiosk.context().close();
  await task('Voto basso al chiosco: 2/10').waitFor();
  await film.take(page, 'E al banco si vede subito');

  for (const [text, came] of [
    ['Voto basso al chiosco', 'Aperta la seconda cassa'],
    ['È qui, vuole parlarne subito', 'Parlato con la responsabile'],
    ['Tre giorni senza risposta', 'Fibbia sostituita'],
    ['Richiamare per la taglia 38', 'Richiamata: passa domani'],
  ]) {
    await task(text).getByRole('button', { name: 'Fatto…' }).click();
    const words = task(text).getByLabel('Che cosa ne è stato?');
    await words.fill(came);
    await words.press('Enter');
    await words.waitFor({ state: 'detached' });
  }
  await happenings.everythingSent();
  await button('Chiusura').click();
  await page.getByRole('dialog').getByText('Tutto è arrivato alla centrale: si può spegnere.').waitFor();
  await film.take(page, 'Chiusura: si può spegnere');
  await page.getByRole('dialog').getByRole('button', { name: 'Esci' }).click();
  await page.getByText('Chi sei?').waitFor();
  await film.develop(browser);
});
