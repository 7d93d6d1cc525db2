// A keyboard-wedge scanner is understood wherever the focus is, and never leaves its code in what
// somebody is typing.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { refusals, type, wedge } from './browser.mjs';
import { atDesk, closeVisit, page, person, setting, stage } from './stage.mjs';

stage({ leave: closeVisit, expected: [refusals] });
beforeEach(() => atDesk());

test('a burst without any focus shows the person', async () => {
  const { collector } = setting.people;
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  assert.equal(await page.locator('#scan').inputValue(), '');
});

test('a burst that ends in Tab is a scan too', async () => {
  const { shopper } = setting.people;
  await wedge(page, shopper.code, 'Tab');
  await person(shopper.name).waitFor();
});

test('a burst while a note is being typed replaces the person and leaves the note as it was', async () => {
  const { collector, shopper } = setting.people;
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  await page.getByRole('button', { name: 'Nota' }).click();
  const note = page.getByLabel('Che cosa c’è', { exact: false }).or(page.locator('#note'));
  await note.focus();
  await type(page, 'Ama il verde');

  await wedge(page, shopper.code);
  await person(shopper.name).waitFor();
  assert.equal(
    await page.locator('#note').count(),
    0,
    'the note does not move to the next customer',
  );

  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  assert.equal(await page.locator('#note').inputValue(), 'Ama il verde');
});

test('a burst into the scan field in which something stands is read alone', async () => {
  const { collector } = setting.people;
  await page.locator('#scan').click();
  await type(page, 'ab');
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
});

test('a burst while a button has the focus presses no button', async () => {
  const { collector } = setting.people;
  await page.getByRole('button', { name: 'Vendita' }).focus();
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  assert.equal(await page.locator('form.form').count(), 0);
});

test('what a person types without a focus lands in the scan field, nothing missing', async () => {
  const { shopper } = setting.people;
  await type(page, shopper.code);
  await page.waitForFunction((code) => document.querySelector('#scan').value === code, shopper.code);
  await page.keyboard.press('Enter');
  await person(shopper.name).waitFor();
});

test('a card scanned at the lock screen is not taken for a PIN', async () => {
  await atPinPad();
  await wedge(page, '246813');
  await page.getByText('Non è il badge di nessuno, qui.').waitFor();
  await page.getByText('0 cifre scritte').waitFor({ state: 'attached' });
});

test('a PIN that is begun with the first picture of the keys is not cut short', async () => {
  await page.getByRole('button', { name: /esci/ }).click();
  await page.getByText('Chi sei?').waitFor();
  await page.evaluate(async (name) => {
    const names = [...document.querySelectorAll('button')];
    names.find((one) => one.textContent.endsWith(name)).click();
    await new Promise((drawn) => {
      new MutationObserver(() => document.querySelector('.pad') && drawn()).observe(document.body, {
        childList: true,
        subtree: true,
      });
    });
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '7', bubbles: true }));
  }, setting.staff.display_name);
  await page.getByText('1 cifra scritta').waitFor({ state: 'attached' });
});

async function atPinPad() {
  await page.getByRole('button', { name: /esci/ }).click();
  await page.getByRole('button', { name: setting.staff.display_name, exact: true }).click();
  await page.getByRole('heading', { name: 'il tuo PIN' }).waitFor();
}
