// A day at the counter, by what is visible.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdAnswers, holdRequests, loseAnswers, signIn, type, wedge } from './browser.mjs';
import { atDesk, button, closeVisit, open, page, person, serve, setting, stage } from './stage.mjs';

stage({
  leave: async () => {
    if (await page.locator('.desk').isVisible()) await closeVisit();
  },
});

const pageText = () => page.locator('body').innerText();

const atSignIn = async () => open(setting.counter);

test('a wrong PIN is said, and the right one signs in', async () => {
  await atSignIn();
  await page.getByRole('button', { name: setting.staff.display_name, exact: true }).click();
  await type(page, '000001');
  await button('Entra').click();
  await page.getByText('PIN sbagliato. Riprova.').waitFor();
  for (const digit of setting.staff.pin) await button(digit).click();
  await button('Entra').click();
  await page.getByRole('heading', { name: 'Passa una carta' }).waitFor();
});

test('a short PIN is not sent', async () => {
  await atSignIn();
  await page.getByRole('button', { name: setting.staff.display_name, exact: true }).click();
  await type(page, '123');
  await page.keyboard.press('Enter');
  await page.getByText('almeno 6 cifre').waitFor();
});

test('who, what is open and what must not be done stand together', async () => {
  const { collector } = setting.people;
  await serve(collector);
  await page.getByText('Identità certa: carta').waitFor();
  await page.getByText(new RegExp(`Ordine ${collector.order} pronto (da|dal|dalle) `)).waitFor();
  await page.getByRole('region', { name: 'Da non fare' }).waitFor();
  await page.getByText(/^Dati del centro: /).first().waitFor();
});

test('a customer without a name is shown by the card', async () => {
  await serve(setting.people.nameless);
});

test('an order is handed over, and said to be so only after the answer', async () => {
  const { happenings, people } = setting;
  const { collector } = people;
  await serve(collector);
  happenings.silenceHub();
  const answer = await holdRequests(page, '/v1/interactions');
  await button('Consegna').click();
  await page.getByText('Registro…').waitFor();
  assert.doesNotMatch(await pageText(), /Consegna registrata|Consegnato/);
  answer();
  await page.getByText(/Consegna registrata alle \d\d:\d\d/).waitFor();
  await page.getByText(`Ordine ${collector.order} consegnato`).waitFor();
  const notYetThere = page.getByText('registrato qui, il centro non lo ha ancora');
  await notYetThere.waitFor();
  happenings.hubSpeaks();
  await notYetThere.waitFor({ state: 'detached' });
});

test('a sale is written with the keyboard alone', async () => {
  await serve(setting.people.shopper);
  await page.keyboard.press('F2');
  await page.locator('#receipt').waitFor();
  await type(page, 'R-881');
  await page.keyboard.press('Enter');
  await type(page, 'Cintura');
  await page.keyboard.press('Enter');
  await type(page, '2');
  await page.keyboard.press('Enter');
  await type(page, '29,90');
  await page.keyboard.press('Enter');
  await page.locator('#name-1').waitFor();
  await page.keyboard.press('Enter'); // on an empty line: the end
  await page.getByText(/Vendita registrata alle/).waitFor();
  await page.getByText('Ordine R-881').waitFor();
  await page.getByText('59,80 €').waitFor();
});

test('a note is recorded once though its first answer is lost', async () => {
  await serve(setting.people.shopper);
  await button('Nota').click();
  await type(page, 'Regalo');
  await loseAnswers(page, '/v1/interactions', 1);
  await button('Registra').click();
  await page.getByText(/Nota registrata alle/).waitFor();
  assert.equal(await page.getByText('Nota: Regalo').count(), 1);
});

test('what could not be recorded stays in the form, with what to do', async () => {
  await serve(setting.people.shopper);
  await button('Nota').click();
  await type(page, 'Vuole blu');
  await page.route('**/v1/interactions', (route) => route.abort());
  await button('Registra').click();
  await page
    .getByText('il dispositivo non risponde. Quello che hai scritto è ancora qui')
    .waitFor();
  assert.equal(await page.locator('#note').inputValue(), 'Vuole blu');
  await page.unrouteAll();
  await button('Registra di nuovo').click();
  await page.getByText(/Nota registrata alle/).waitFor();
});

test('an empty note is not sent', async () => {
  await serve(setting.people.shopper);
  await button('Nota').click();
  await button('Registra').click();
  await page.getByText('La nota è vuota.').waitFor();
});

test('after closing nothing of the customer is left on the screen', async () => {
  const { collector } = setting.people;
  await serve(collector);
  await button('Nota').click();
  await type(page, 'Segreto');
  await button('Chiudi visita').click();
  await page
    .getByText('C’è qualcosa')
    .or(page.getByText("C'è qualcosa di non registrato."))
    .waitFor();
  await button('Chiudi senza registrare').click();
  await page.getByRole('heading', { name: 'Passa una carta' }).waitFor();
  await assertNothingOf(collector, 'Segreto');
});

test('whoever comes while the last visit is being closed stays on the screen', async () => {
  const { shopper, collector } = setting.people;
  await serve(shopper);
  const release = await holdAnswers(page, '/v1/card?visit=*');
  await button('Chiudi visita').click();
  await page.getByRole('heading', { name: 'Passa una carta' }).waitFor();
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  const told = page.waitForResponse((answer) => answer.url().includes('/v1/card?visit='));
  release();
  await (await told).finished();
  await button('Nota').click();
  assert.ok(await person(collector.name).isVisible());
});

test('after signing out nothing of the customer is left, and the next person finds no note', async () => {
  const { collector } = setting.people;
  await serve(collector);
  await button('Nota').click();
  await type(page, 'Segreto');
  const answer = await holdRequests(page, '/v1/session');
  let gaveUp = false;
  page.on('requestfailed', (request) => (gaveUp ||= request.method() === 'DELETE'));
  await page.getByRole('button', { name: /esci/ }).click();
  await page.getByText('Chi sei?').waitFor();
  assert.ok(!gaveUp, 'the screen waited for the device');
  await assertNothingOf(collector, 'Segreto');
  answer();

  await signIn(page, setting.other);
  await wedge(page, collector.code);
  await person(collector.name).waitFor();
  assert.equal(await page.locator('#note').count(), 0);
});

async function assertNothingOf({ name, order }, typed) {
  const left = await page.evaluate(() => ({
    html: document.documentElement.outerHTML,
    values: [...document.querySelectorAll('input, textarea')].map((one) => one.value),
    title: document.title,
    url: location.href,
    stored: [localStorage.length, sessionStorage.length],
    script: document.cookie,
  }));
  const text = JSON.stringify(left);
  for (const part of [...name.split(' '), order, typed].filter(Boolean)) {
    assert.ok(!text.includes(part), `"${part}" is still in the page`);
  }
  assert.deepEqual(left.stored, [0, 0]);
  assert.equal(left.script, '', 'the session is not readable by scripts');
}

test('when the session ends the screen locks, and the note waits for the same person', async () => {
  const { collector } = setting.people;
  await serve(collector);
  await button('Nota').click();
  await type(page, 'A metà');
  const [session] = await page.context().cookies();
  await setting.happenings.endSession(`${session.name}=${session.value}`);
  await page.getByText('Schermo bloccato').waitFor();
  await assertNothingOf(collector, 'A metà');
  await type(page, setting.staff.pin);
  await page.keyboard.press('Enter');
  await person(collector.name).waitFor();
  assert.equal(await page.locator('#note').inputValue(), 'A metà');
});

test('an unknown card is no dead end', async () => {
  await atDesk();
  await wedge(page, setting.unknown);
  await page.getByRole('heading', { name: 'Non conosciamo ancora questa carta' }).waitFor();
  await button('Continua senza').click();
  await page.getByRole('heading', { name: 'Cliente senza carta' }).waitFor();
  await button('Nota').click();
  await type(page, 'Cerca guanti');
  await button('Registra').click();
  await page.getByText(/Nota registrata alle/).waitFor();
});

test('a payment card is refused with the reason, and not shown', async () => {
  await atDesk();
  await wedge(page, '4111111111111111');
  await page.getByText('Sembra una carta di pagamento.').waitFor();
  assert.doesNotMatch(await page.content(), /4111111111111111/);
});

test('a device that hangs is said so, and the page comes back by itself', async () => {
  const { happenings, people } = setting;
  await atDesk();
  await page.clock.install();
  await page.reload();
  await page.locator('#scan').fill(people.shopper.code);
  await page.keyboard.press('Enter');
  await person(people.shopper.name).waitFor();
  happenings.hangDevice();
  await page.clock.runFor(80_000); // longer than a device is ever silent
  await page.getByText(/Il dispositivo non risponde\. Quello che vedi/).waitFor();
  happenings.deviceGoesOn();
  await page.getByText(/Il dispositivo non risponde\. Quello che vedi/).waitFor({ state: 'detached' });
  await person(people.shopper.name).waitFor();
});

test('a device that was switched off and on again asks who is there', async () => {
  const { happenings, people, staff } = setting;
  await serve(people.shopper);
  await happenings.switchOff();
  await page.getByText(/Il dispositivo non risponde\. Quello che vedi/).waitFor();
  await happenings.switchOn();
  await page.getByText('Schermo bloccato').waitFor();
  await assertNothingOf(people.shopper, people.shopper.code);
  await type(page, staff.pin);
  await page.keyboard.press('Enter');
  await page.locator('.desk').waitFor();
});
