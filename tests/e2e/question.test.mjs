// What the counter asks with one tap: what is this code, and is it they. With a picture of each.
import { test } from 'node:test';
import { refusals, see, sizes, type, wedge } from './browser.mjs';
import { atDesk, button, closeVisit, open, page, person, setting, stage } from './stage.mjs';

stage({
  pictures: 'question',
  prepare: () => setting.happenings.sellGiftCards('88[0-9]{5}'),
  leave: closeVisit,
  expected: [refusals],
});

test('a code that could be three things is asked, and staff know', async () => {
  await atDesk();
  await wedge(page, '8812345');
  await page.getByRole('heading', { name: "Che cos'è?" }).waitFor();
  await see(page, 'question-1-what');
  await button('Carta fedeltà').click();
  await page.getByRole('heading', { name: 'Non conosciamo ancora questa carta' }).waitFor();
});

test('in English, on a small till, and a gift card leads to nobody', async () => {
  await open(setting.counter, { size: sizes.till });
  await page.getByText('Chi sei?').waitFor();
  await button('English').click();
  await page.getByRole('button', { name: setting.staff.display_name, exact: true }).click();
  await type(page, setting.staff.pin);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Scan a card' }).waitFor();
  await wedge(page, '8812345');
  await page.getByRole('heading', { name: 'What is it?' }).waitFor();
  await see(page, 'question-2-what-en');
  await button('Gift card').click();
  await page.getByRole('heading', { name: 'Scan a card' }).waitFor();
});

test('above a customer the question takes nobody away', async () => {
  const { collector } = setting.people;
  await atDesk();
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  await page.getByText('Identità certa: carta mostrata').waitFor();
  await wedge(page, '8812345');
  await page.getByRole('heading', { name: "Che cos'è quello che hai passato?" }).waitFor();
  await person(collector.name).waitFor();
  await see(page, 'question-3-above');
  await button('Buono regalo').click();
  await page.getByText('Che cos\'è quello che hai passato?').waitFor({ state: 'detached' });
  await person(collector.name).waitFor();
});

test('a phone number that is said is possible, and a tap confirms it', async () => {
  const { collector } = setting.people;
  await atDesk();
  await page.locator('#scan').fill(collector.phone);
  await page.keyboard.press('Enter');
  await person(`È ${collector.name}?`).waitFor();
  await see(page, 'question-4-who');
  await button('Sì, il nome corrisponde').click();
  await person(collector.name).waitFor();
  await page.getByText('Nome confermato da te').waitFor();
  await see(page, 'question-5-confirmed');
});

test('and a tap denies it', async () => {
  const { collector } = setting.people;
  await atDesk();
  await type(page, collector.phone);
  await page.keyboard.press('Enter');
  await person(`È ${collector.name}?`).waitFor();
  await button("No, è un'altra persona").click();
  await page.getByText('Non è la persona che avevamo trovato').waitFor();
});

test('a number that is said is not a card that is shown', async () => {
  const { collector } = setting.people;
  await atDesk();
  await type(page, collector.code);
  await page.keyboard.press('Enter');
  await person(collector.name).waitFor();
  await page.getByText('Numero di carta: chiedi il nome · numero detto').waitFor();
});

test('a lottery code is refused in words', async () => {
  await atDesk();
  await wedge(page, 'YYWLR30G');
  await page.getByText('Sembra un codice della lotteria degli scontrini').waitFor();
  await see(page, 'question-6-lottery');
});
