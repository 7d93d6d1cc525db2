// A right that a customer claims over their data: taken at the counter, with a receipt, and listed until
// it is answered. With pictures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofSize, see, sizes } from './browser.mjs';
import { atDesk, button, closeVisit, page, person, serve, setting, stage } from './stage.mjs';

stage({
  pictures: 'rights',
  leave: async () => {
    if (await page.locator('.desk').isVisible()) await closeVisit();
  },
});

const claim = async (right) => {
  await button('Altro da registrare').click();
  await button('Diritti sui dati').click();
  await button('Registra').click();
  await page.getByText('Scegli che cosa chiede.').waitFor();
  await button(right).click();
};
const receiptNumber = () => page.locator('.receipt .number').innerText();

test('a claim is recorded, handed over as a receipt, and a task until it is answered', async () => {
  const { collector } = setting.people;
  await serve(collector);
  await claim('Cancellare i dati');
  await see(page, 'rights-1-form');
  await button('Registra').click();
  await page.getByRole('heading', { name: 'Ricevuta della Sua richiesta' }).waitFor();
  const number = await receiptNumber();
  assert.match(number, /^[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}$/);
  const text = await page.locator('body').innerText();
  for (const part of collector.name.split(' ')) assert.ok(!text.includes(part), 'it names nobody');
  await see(page, 'rights-2-receipt');
  await page.emulateMedia({ media: 'print' });
  await see(page, 'rights-3-printed');
  assert.ok(!(await button('Stampa').isVisible()));
  await page.emulateMedia({ media: 'screen' });
  await button('Fatto').click();
  await page.getByText('Richiesta sui propri dati: Cancellare i dati').waitFor();
  const [sent] = await setting.happenings.arrived('touchpoint.rights.requested');
  assert.equal(sent.data.right, 'erasure');
  assert.ok(sent.data.profile);
  assert.equal(sent.data.request_id.slice(-12).toUpperCase(), number.replaceAll('-', ''));
  const days = (Date.parse(sent.data.due) - Date.parse(sent.time)) / 86_400_000;
  assert.ok(days > 27 && days < 33, `due in ${days} days`);
  await closeVisit();
  const task = page.getByRole('listitem').filter({ hasText: `ricevuta ${number}` });
  await task.waitFor();
  await see(page, 'rights-4-task');
  await task.getByRole('button', { name: 'Fatto…' }).click();
  await button('Registra come fatto').click();
  await task.getByRole('button', { name: 'Fatto…' }).waitFor({ state: 'detached' });
});

test('without the network, for somebody whom nobody knows', async () => {
  setting.happenings.silenceHub();
  await atDesk();
  await claim('Sapere che dati abbiamo');
  await button('Registra').click();
  await page.getByText('Scrivi chi è e come rispondergli.').waitFor();
  await page.locator('#words').fill('Rosa Conti, rosa@example.org');
  await button('Registra').click();
  await page.getByRole('heading', { name: 'Ricevuta della Sua richiesta' }).waitFor();
  const text = await page.locator('body').innerText();
  assert.ok(!text.includes('Rosa'));
  await button('Fatto').click();
  setting.happenings.hubSpeaks();
});

for (const [view, options] of [
  ['800x480', { size: sizes.till }],
  ['768x1024', { size: sizes.tablet }],
  ['320x800', { size: sizes.strip }],
]) {
  test(`a receipt at ${view}, in the customer's language`, async () => {
    const { shopper } = setting.people;
    await serve(shopper, options);
    await claim('Avere i dati in un file');
    await button('Registra').click();
    await page.getByRole('heading', { name: 'Receipt for your request' }).waitFor();
    await see(page, `rights-5-receipt-${view}`, ofSize);
    await button('Done').click();
    await person(shopper.name).waitFor();
  });
}
