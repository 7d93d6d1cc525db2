// A customer at the kiosk, by what is visible.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { holdAnswers, loseAnswers, noAnswer, passTimeUntil, sizes } from './browser.mjs';
import { answer, browser, button, open, page, setting, stage } from './stage.mjs';

stage({ expected: [noAnswer] });
beforeEach(async () => {
  await open(setting.kiosk, { size: sizes.kiosk });
  await scale().first().waitFor();
});

const scale = () => page.getByRole('radiogroup', { name: /Quanto è probabile/ }).getByRole('radio');
const pageText = () => page.locator('body').innerText();
// Nothing but answers is recorded here.
const recorded = async () => (await setting.happenings.status()).journal.last;

test('two questions, thanks, and the start again', async () => {
  await answer('9').click();
  await page.getByText('Ancora una domanda, se vuole.').waitFor();
  await answer('Buona').click();
  await page.getByText('La Sua risposta è al sicuro').waitFor();
  await button('Nuova risposta').click();
  await scale().first().waitFor();
});

test('thank you comes only with the answer of the device', async () => {
  await page.clock.install();
  await page.reload();
  const release = await holdAnswers(page, '/v1/interactions');
  await answer('10, Molto probabile').click();
  await page.getByText('Un momento, registriamo la Sua risposta…').waitFor();
  await page.clock.runFor(8_000);
  assert.doesNotMatch(await pageText(), /Grazie/);
  release();
  await page.getByText('Grazie!').waitFor();
});

test('a lost answer is said honestly, tried again by itself, and recorded once', async () => {
  const before = await recorded();
  await loseAnswers(page, '/v1/interactions', 1);
  await answer('7').click();
  await page.getByText('La Sua risposta non è ancora registrata.').waitFor();
  assert.doesNotMatch(await pageText(), /Grazie/);
  await page.getByText('Grazie!').waitFor();
  assert.equal(await recorded(), before + 1);
});

test('the first tap counts, however often one taps', async () => {
  const before = await recorded();
  await page.evaluate(() => {
    const [one, two] = [...document.querySelectorAll('.scale button')].slice(3);
    one.click();
    one.click();
    two.click();
  });
  await page.getByText('Grazie!').waitFor();
  assert.equal(await recorded(), before + 1);
  const { data, id, actor } = (
    await setting.happenings.arrived('touchpoint.survey.answered')
  ).at(-1);
  assert.deepEqual(
    { score: data.score, kind: data.kind, language: data.language },
    { score: 3, kind: 'nps', language: 'it' },
  );
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(actor, 'customer');
});

test('leaving it leaves nothing', async () => {
  await page.route('**/v1/interactions', (route) => route.abort());
  await answer('5').click();
  await button('Lascia stare').click();
  await scale().first().waitFor();
  assert.equal(await page.locator('[aria-checked="true"]').count(), 0);
  await page.unrouteAll();
});

test('another language holds for this customer only', async () => {
  await button('English').click();
  await page.getByText('How likely are you to recommend').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await answer('9').click();
  await page.getByText('One more question, if you like.').waitFor();
  await button('That is all').click();
  await scale().first().waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'it');
});

test('idle: it asks, lets one stay, and otherwise wipes everything', async () => {
  const warning = page.getByRole('dialog', { name: 'Are you still here?' });
  const idle = () => passTimeUntil(page, warning, 2 * setting.kioskIdleS);
  await page.clock.install();
  await page.reload();
  await button('English').click();
  await answer('9').click();
  await page.getByText('One more question, if you like.').waitFor();

  await idle();
  await button('I am still here').click();
  await warning.waitFor({ state: 'detached' });
  await page.getByText('One more question, if you like.').waitFor();

  await idle();
  await passTimeUntil(page, scale().first(), 30);
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.equal(await page.locator('html').getAttribute('lang'), 'it');
  const left = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    cookie: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    history: history.length,
  }));
  assert.deepEqual(left, {
    local: 0,
    session: 0,
    cookie: '',
    databases: 0,
    caches: 0,
    history: left.history,
  });
});

test('whoever taps that they are still here stays, on a screen that is slow to draw too', async () => {
  await page.clock.install();
  await page.reload();
  await page.evaluate(() => {
    window.requestAnimationFrame = () => 0;
    window.cancelAnimationFrame = () => {};
  });
  await answer('9').click();
  await page.getByText('Ancora una domanda').waitFor();
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000);
  // The tap comes at every moment between two beats of the countdown.
  for (let ms = 0; ms < 250; ms += 25) {
    await page.clock.fastForward(setting.kioskIdleS * 1000 + 500);
    await page.clock.runFor(100 + ms);
    await button('Sono ancora qui').evaluate((one) => one.click());
    await page.clock.runFor(100);
    assert.equal(await page.locator('dialog').count(), 0, `it asks again after a tap at ${ms} ms`);
  }
});

test('idle at the start is no reason to ask', async () => {
  await page.clock.install();
  await page.reload();
  await scale().first().waitFor();
  await page.clock.runFor(120_000);
  assert.equal(await page.getByRole('dialog').count(), 0);
});

test('the privacy notice is one tap away before anything is answered', async () => {
  await button('Privacy').click();
  await page.getByRole('dialog', { name: 'Che cosa registriamo' }).waitFor();
  await button('Ho capito').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('by keyboard alone, and with text twice as large', async () => {
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  // A new screen is painted first and takes the focus then.
  const headed = (pattern) =>
    page.waitForFunction((wanted) => new RegExp(wanted).test(document.activeElement.textContent), pattern);
  await press('Tab', 'Tab', 'Enter');
  await page.waitForFunction(() => getComputedStyle(document.documentElement).fontSize === '32px');
  // One stop for the whole scale; the arrows go round in it and answer nothing by themselves.
  const before = await recorded();
  await press('Tab');
  assert.equal(await focused(), '0');
  await press('ArrowLeft');
  assert.equal(await focused(), '10');
  await press('ArrowRight', 'ArrowRight', 'ArrowDown');
  assert.equal(await focused(), '2');
  await press('End', 'ArrowUp');
  assert.equal(await focused(), '9');
  await press('Tab');
  assert.equal(await focused(), 'Italiano');
  await press('Shift+Tab');
  assert.equal(await focused(), '9');
  assert.equal(await recorded(), before);
  await press('Space');
  await page.getByText('Ancora una domanda').waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, 'nothing runs out at the side');
  // The question has the focus, so that it is read first; its answers are the next stop.
  await headed('\\?$');
  await press('Tab', 'Home');
  assert.equal(await focused(), 'Pessima');
  await press('Enter');
  await page.getByText('La Sua risposta è al sicuro').waitFor();
  await headed('^Grazie!$');
});

test("the browser's own keys for larger text make it larger", async () => {
  const size = (px) =>
    page.waitForFunction((is) => getComputedStyle(document.documentElement).fontSize === is, px);
  await page.keyboard.press('Control+Equal');
  await size('32px');
  await page.keyboard.press('Control+Digit0');
  await size('16px');
});

test('high contrast is asked for with a tap, and is gone with the customer', async () => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await button('Contrasto forte').click();
  assert.equal(await ground(), 'rgb(0, 0, 0)');
  await answer('9').click();
  await page.getByText('Ancora una domanda').waitFor();
  assert.equal(await ground(), 'rgb(0, 0, 0)');
  await button('Basta così').click();
  await scale().first().waitFor();
  assert.notEqual(await ground(), 'rgb(0, 0, 0)');
});

test('one goes back and answers otherwise; both answers are kept, the last one counts', async () => {
  await page.getByText('Domanda 1 di 2 al massimo').waitFor();
  await answer('2').click();
  await page.getByText('Ultima domanda').waitFor();
  await button('Indietro').click();
  assert.equal(await answer('2').getAttribute('aria-checked'), 'true');
  const before = await recorded();
  await button('Lascia così').click();
  await answer('Buona').waitFor();
  await button('Indietro').click();
  await answer('2').click(); // the same again is nothing new
  await answer('Buona').waitFor();
  assert.equal(await recorded(), before);
  await button('Indietro').click();
  await answer('8').click();
  await answer('Buona').waitFor();
  const given = (await setting.happenings.arrived('touchpoint.survey.answered')).slice(-2);
  assert.deepEqual(given.map(({ data }) => data.score), [2, 8]);
  assert.equal(given[0].data.response, given[1].data.response);
});

test('whoever comes is greeted in each language; who is here, in theirs', async () => {
  const greetings = () => page.locator('.hello').innerText();
  assert.match(await greetings(), /Un tocco[^]*One tap/);
  await button('English').click();
  await page.getByText('How likely').waitFor();
  assert.equal(await greetings(), 'One tap, and you have helped.');
});

test('no menu, no zoom, no shortcut, no way back', async () => {
  const refused = await page.evaluate(() => {
    const stopped = (event) => !document.body.dispatchEvent(event);
    const options = { bubbles: true, cancelable: true };
    return [
      stopped(new MouseEvent('contextmenu', options)),
      stopped(new WheelEvent('wheel', { ...options, ctrlKey: true })),
      stopped(new KeyboardEvent('keydown', { ...options, key: 'p', ctrlKey: true })),
      stopped(new KeyboardEvent('keydown', { ...options, key: 'F11' })),
      stopped(new KeyboardEvent('keydown', { ...options, key: 'BrowserBack' })),
      stopped(new KeyboardEvent('keydown', { ...options, key: 'ArrowLeft', altKey: true })),
      stopped(new MouseEvent('mouseup', { ...options, button: 3 })),
      stopped(new MouseEvent('auxclick', { ...options, button: 1 })),
      stopped(new Event('dragstart', options)),
      stopped(new Event('drop', options)),
      stopped(new Event('selectstart', options)),
      stopped(new Event('gesturestart', options)),
    ];
  });
  assert.deepEqual(refused, Array(12).fill(true));
  // AltGr writes @ on an Italian keyboard: it is Ctrl and Alt to the page, and no chord.
  const written = await page.evaluate(() =>
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', {
        bubbles: true, cancelable: true, key: '@', ctrlKey: true, altKey: true, modifierAltGraph: true,
      }),
    ),
  );
  assert.ok(written);
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.documentElement).overscrollBehaviorX),
    'none',
  );
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.documentElement).touchAction),
    'pan-x pan-y',
  );
});

test('two fingers do not zoom', async () => {
  const context = await browser.newContext({ viewport: sizes.tablet, hasTouch: true, isMobile: true });
  const tablet = await context.newPage();
  await tablet.goto(setting.kiosk);
  await tablet.getByRole('radio').first().waitFor();
  const cdp = await context.newCDPSession(tablet);
  await cdp.send('Input.synthesizePinchGesture', { x: 380, y: 500, scaleFactor: 2.5 });
  assert.equal(await tablet.evaluate(() => visualViewport.scale), 1);
  await context.close();
});

test('every target is at least 44 px, most 64', async () => {
  for (const size of [sizes.kiosk, sizes.tablet, sizes.wide, sizes.strip]) {
    await page.setViewportSize(size);
    const boxes = await page.evaluate(() =>
      [...document.querySelectorAll('button')].map((one) => {
        const { width, height } = one.getBoundingClientRect();
        return { text: one.textContent, least: Math.min(width, height) };
      }),
    );
    for (const { text, least } of boxes) assert.ok(least >= 44, `"${text}" is ${least} px`);
  }
});
