// What the card says of somebody with something open of every kind, and why; and how that is closed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofSize, picture, see, signIn, sizes, wedge } from './browser.mjs';
import { button, closeVisit, open, page, region, serve, setting, stage } from './stage.mjs';

stage({ pictures: 'guards', prepare: () => lowScore(setting.people.regular), leave: closeVisit });

// As the cards of this shop's people are told to the page.
async function lowScore(whom) {
  await setting.happenings.session(setting.staff);
  const { card } = await setting.happenings.shown(whom.code);
  await setting.happenings.recorded(setting.staff, 'touchpoint.survey.answered', {
    profile: card.who.profile,
    survey: 'visit',
    version: 1,
    question: 'nps',
    kind: 'nps',
    language: 'it',
    score: 3,
  });
}

test('each line says what to do, what it follows from, who said so and as of when', async () => {
  const { regular } = setting.people;
  await serve(regular);
  const now = region('Adesso');
  await now.getByText(/Reclamo senza risposta .*: La fibbia si è rotta/).waitFor();
  await now.getByText(/Promessa scaduta: .*: Richiamarla per la fibbia/).waitFor();
  await now.getByText('L’ultimo voto è stato 3/10').waitFor();
  await now.getByText('Reso in arrivo: Folding umbrella').waitFor();
  await now.getByText(/Ordine W-1060 in arrivo/).waitFor();
  await region('Da non fare').getByText('manca il consenso').waitFor();
  await region('Da non fare').getByText(/Non proporre Felt hat: acquisto online/).waitFor();
  const suggest = region('Da suggerire');
  await suggest.getByText('Lasciato nel carrello: Ankle boots').waitFor();
  await suggest.getByText('Chiedi il consenso: Marketing').waitFor();
  const why = await now.locator('.open_complaint .small').innerText();
  assert.match(why, /^Online · .+ · .+ · Dati del centro: /);
  assert.match(await now.locator('.detractor .small').innerText(), /^Negozio/);
  await see(page, 'guards-card-1280x800');
  for (const name of ['counter', 'till', 'tablet', 'strip']) {
    await page.setViewportSize(sizes[name]);
    await see(page, `guards-card-${name}`, ofSize);
  }
});

test('in English, too', async () => {
  await open(setting.counter);
  await page.getByText('Chi sei?').waitFor();
  await button('English').click();
  await signIn(page, setting.staff);
  await wedge(page, setting.people.regular.code);
  await region('Now').getByText(/Complaint without an answer .*: La fibbia/).waitFor();
  await region('Do not').getByText('Felt hat').waitFor();
  await region('Suggest').getByText('Ask for consent: Marketing').waitFor();
  await region('Journey').getByText('Paid but not delivered').waitFor();
  await see(page, 'guards-card-english');
  await button('More to record').click();
  for (const name of ['counter', 'till', 'tablet', 'strip']) {
    await page.setViewportSize(sizes[name]);
    await see(page, `guards-card-english-${name}`, ofSize);
  }
});

test('the journey has a stage and gaps, and the timeline is filtered by kind and channel', async () => {
  await serve(setting.people.regular);
  const journey = region('Percorso');
  assert.equal(await journey.locator('[aria-current=step]').innerText(), 'Fedeltà');
  await journey.getByText(/Pagato e non consegnato .* · Ordine W-1060/).waitFor();
  await journey.getByText(/Reclamo senza risposta .* · La fibbia/).waitFor();
  const timeline = region('Cronologia');
  const entries = timeline.locator('ol > li');
  const all = await entries.count();
  await timeline.getByRole('group', { name: 'Mostra un tipo' }).getByRole('button', { name: 'Opinioni' }).click();
  await timeline.getByText('Reclamo: La fibbia si è rotta').waitFor();
  const some = await entries.count();
  assert.ok(some < all && (await timeline.getByText(/Ordine W/).count()) === 0);
  await timeline.getByRole('group', { name: 'Mostra un canale' }).getByRole('button', { name: 'Online' }).click();
  assert.ok((await entries.count()) < some);
  await timeline.scrollIntoViewIfNeeded();
  await picture(page, 'guards-timeline-filtered');
});

test('lines that are switched off are not shown', async () => {
  await setting.happenings.sayNothingOf('abandoned_cart', 'open_complaint');
  await serve(setting.people.regular);
  await region('Adesso').getByText(/Promess/).waitFor();
  assert.equal(await page.getByText('Lasciato nel carrello').count(), 0);
  assert.equal(await region('Adesso').getByText('Reclamo senza risposta').count(), 0);
});
