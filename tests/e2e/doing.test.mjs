// What staff record at the counter besides sales: offline as online, and taken back with one tap.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loseAnswers, ofSize, see, sizes } from './browser.mjs';
import { atDesk, button, closeVisit, page, region, serve, setting, stage } from './stage.mjs';

stage({ pictures: 'doing', leave: closeVisit });

const field = (name) => page.getByLabel(name);

async function openForm(form) {
  await button('Altro da registrare').click();
  await button(form).click();
}

test('a complaint, a promise, an offer, a wish, a return and a call, with the network down', async () => {
  const { happenings, people } = setting;
  await serve(people.shopper);
  await happenings.cutNetwork();

  await openForm('Reclamo');
  await button('Registra').click();
  await page.getByText('Scrivi che cosa non è andato.').waitFor();
  await field('Che cosa non è andato?').fill('La cintura si è rotta');
  await see(page, 'doing-complaint');
  await button('Registra').click();
  await page.getByText(/Reclamo registrato alle/).waitFor();
  await region('Adesso').getByText(/Reclamo senza risposta .*: La cintura si è rotta/).waitFor();

  await button('Promessa').click();
  await field('Che cosa hai promesso?').fill('Richiamare per la cintura');
  const soon = new Date(Date.now() + 3 * 3_600_000);
  const local = new Date(soon.getTime() - soon.getTimezoneOffset() * 60_000);
  await field('Entro quando').fill(local.toISOString().slice(0, 16));
  await field('Chi se ne occupa').selectOption({ label: setting.other.display_name });
  await see(page, 'doing-promise');
  await button('Registra').click();
  await region('Adesso').getByText(/Promesso entro .*: Richiamare/).waitFor();

  await button('Proposta').click();
  await field('Che cosa hai proposto?').fill('Cintura intrecciata');
  await button('Rifiutata').click();
  await see(page, 'doing-offer');
  await button('Registra').click();
  await region('Da non fare').getByText(/Non proporre Cintura intrecciata: rifiutato/).waitFor();

  await button('Desiderio').click();
  await field('Che cosa desidera?').fill('Borsa verde');
  await button('Registra').click();
  await region('Cronologia').getByText('Desiderio: Borsa verde').waitFor();

  await button('Reso').click();
  await field(/Numero dell’ordine/).fill('W-0990');
  await button('Difetto').click();
  await see(page, 'doing-return');
  await button('Registra').click();
  await page.getByText(/Reso registrato alle/).waitFor();
  await region('Cronologia').getByText("Reso dell'ordine W-0990").waitFor();

  await button('Responsabile').click();
  await button('Registra').click();
  await page.getByText(/Chiamata registrata alle/).waitFor();
  await see(page, 'doing-all');
  for (const name of ['counter', 'till', 'tablet']) {
    await page.setViewportSize(sizes[name]);
    await see(page, `doing-all-${name}`, ofSize);
  }

  await happenings.mendNetwork();
  for (const [type, member] of [
    ['complaint.raised', 'complaint_id'],
    ['task.opened', 'owner'],
    ['offer.declined', 'offer_id'],
    ['product.added_to_wishlist', 'products'],
    ['order.refunded', 'reason'],
    ['manager.called', 'staff'],
  ]) {
    const [event, ...more] = await happenings.arrived(`touchpoint.${type}`);
    assert.ok(event?.data[member], type);
    assert.equal(more.length, 0, `${type} once`);
    assert.equal(event.data.staff, setting.staff.name);
  }
});

test('a complaint is answered and a promise is kept from the card, and taken back', async () => {
  await serve(setting.people.regular);
  const now = region('Adesso');
  await now.getByText(/Reclamo senza risposta/).waitFor();
  await button('Rispondi').click();
  await field(/Che cosa hai risposto/).fill('Nuova fibbia');
  await button('Registra').click();
  await page.getByText(/Risposta registrata alle/).waitFor();
  await now.getByText(/Reclamo senza risposta/).waitFor({ state: 'detached' });
  await button('Togli la registrazione').click();
  await page.getByText(/Annullato alle/).waitFor();
  await now.getByText(/Reclamo senza risposta/).waitFor();
  await button('Fatto').click();
  await now.getByText(/Promessa scaduta/).waitFor({ state: 'detached' });
});

test('what lies in the cart is offered with one tap, once though the first answer is lost', async () => {
  await serve(setting.people.regular);
  await loseAnswers(page, '/v1/interactions', 1);
  await region('Da suggerire').getByRole('button', { name: 'No', exact: true }).click();
  await region('Da non fare').getByText(/Non proporre Ankle boots: rifiutato/).waitFor();
  await page.getByText('Lasciato nel carrello').waitFor({ state: 'detached' });
  const declined = await setting.happenings.arrived('touchpoint.offer.declined');
  assert.equal(declined.filter(({ data }) => data.products[0].sku === 'SHO-01').length, 1);
});

test('an order is collected in part and by a delegate, with the network down', async () => {
  const { happenings, people } = setting;
  await serve(people.collector);
  const now = region('Adesso');
  const order = now.locator('.collect');
  await order.getByText('Dati del centro').waitFor();
  await page.getByText('non confermato dalle altre casse').waitFor({ state: 'detached' });
  await happenings.cutNetwork();
  await order.getByText('Senza rete: non confermato dalle altre casse.').waitFor();
  await see(page, 'doing-collection-offline');

  const parts = page.getByRole('group', { name: 'Che cosa consegni' }).getByRole('button');
  await order.getByRole('button', { name: 'Parte o delega' }).click();
  assert.equal(await parts.count(), 2);
  for (const part of await parts.all()) await part.click();
  await button('Registra').click();
  await page.getByText('Scegli che cosa consegni.').waitFor();
  await parts.first().click();
  await field(/Chi ritira al posto suo/).fill('Luca Neri');
  await see(page, 'doing-collection-part');
  for (const name of ['counter', 'till', 'tablet']) {
    await page.setViewportSize(sizes[name]);
    await see(page, `doing-collection-part-${name}`, ofSize);
  }
  const [taken, left] = await parts.allInnerTexts();
  await page.setViewportSize(sizes.wide);
  await button('Registra').click();
  await page.getByText(/Consegna registrata alle .* · non confermata dalle altre casse/).waitFor();
  await region('Cronologia').getByText('Ordine W-1043 consegnato in parte').waitFor();
  await order.getByText(left.trim()).waitFor();
  await order.getByText(taken.trim()).waitFor({ state: 'detached' });
  await see(page, 'doing-collection-rest');

  await order.getByRole('button', { name: 'Consegna', exact: true }).click();
  await order.waitFor({ state: 'detached' });
  await happenings.mendNetwork();
  const [part, ...others] = await happenings.arrived('touchpoint.order.partly_collected');
  assert.equal(others.length, 0);
  assert.equal(part.data.order_id, 'W-1043');
  assert.equal(part.data.products.length, 1);
  assert.equal(part.data.delegate, 'Luca Neri');
  const [whole] = await happenings.arrived('touchpoint.order.collected');
  assert.equal(whole.data.order_id, 'W-1043');
});

test('a consultation, and an answer that staff asked for, which is taken back', async () => {
  await serve(setting.people.shopper);
  await openForm('Consulenza');
  await field('Di che cosa avete parlato?').fill('Quale taglia per la cintura');
  await button('Registra').click();
  await region('Cronologia').getByText('Consulenza: Quale taglia per la cintura').waitFor();

  await button('Intervista').click();
  await button('Registra').click();
  await page.getByText('Manca la risposta.').waitFor();
  await page.getByRole('group', { name: 'Che cosa ha risposto' }).getByRole('button', { name: '2', exact: true }).click();
  await see(page, 'doing-interview');
  for (const name of ['counter', 'till', 'tablet']) {
    await page.setViewportSize(sizes[name]);
    await see(page, `doing-interview-${name}`, ofSize);
  }
  await page.setViewportSize(sizes.wide);
  await button('Registra').click();
  await region('Adesso').getByText('L’ultimo voto è stato 2/10').waitFor();
  const why = await region('Adesso').locator('.detractor .small').innerText();
  assert.match(why, /^Negozio/);
  await button('Togli la registrazione').click();
  await region('Adesso').getByText('L’ultimo voto').waitFor({ state: 'detached' });

  const [given] = await setting.happenings.arrived('touchpoint.consultation.given');
  assert.equal(given.data.staff, setting.staff.name);
  const [answered] = await setting.happenings.arrived('touchpoint.survey.answered');
  assert.equal(answered.actor, 'employee');
  assert.deepEqual([answered.data.kind, answered.data.score], ['nps', 2]);
  const [undone] = await setting.happenings.arrived('touchpoint.interaction.undone');
  assert.ok(undone);
});

test('a complaint without a customer is anonymous', async () => {
  await atDesk();
  await see(page, 'doing-nobody');
  await openForm('Reclamo');
  await field('Che cosa non è andato?').fill('Fila troppo lunga');
  await page.setViewportSize(sizes.till);
  await see(page, 'doing-complaint-till', ofSize);
  await button('Registra').click();
  await page.getByText(/Reclamo registrato alle/).waitFor();
  const raised = await setting.happenings.arrived('touchpoint.complaint.raised');
  const { data } = raised.find((event) => event.data.text === 'Fila troppo lunga');
  assert.ok(!('profile' in data));
});
