// What the tests of one file stand on: a setting and a browser, opened before the first test and closed
// behind the last; the page of the test that runs, closed behind it; and the counter's usual moves.
import { after, afterEach, before } from 'node:test';
import { assertQuiet, forgetPictures, noAnswer, openBrowser, openPage, refusals, wedge } from './browser.mjs';
import { openSetting } from './setting.mjs';

export let setting, browser, page;

// `begin` and `end`: what the file's programs need; `prepare`: what else, once they and the browser are there.
// `pictures`: whose are made anew. `leave`: before a test's page goes; it may have complained of answers in
// `expected` only.
export function browse({ pictures, begin, end, prepare, leave, expected = [refusals, noAnswer] }) {
  before(async () => {
    if (pictures) forgetPictures(pictures);
    await begin();
    browser = await openBrowser();
    await prepare?.();
  });
  after(async () => {
    await browser?.close();
    await end();
  });
  afterEach(async () => {
    if (!page) return;
    await page.unrouteAll();
    await leave?.();
    assertQuiet(page, ...expected);
    await page.context().close();
    page = undefined;
  });
}

// In a shop with its customers and staff. `sync`: the device's.
export function stage({ sync, ...rest } = {}) {
  browse({
    ...rest,
    begin: async () => { setting = await openSetting({ sync }); },
    end: () => setting?.close(),
  });
}

// A test's own page; of several, the last is the one that is closed.
export async function open(url, options) {
  page = await openPage(browser, url, options);
  return page;
}
export const button = (name) => page.getByRole('button', { name, exact: true });
export const answer = (name) => page.getByRole('radio', { name, exact: true }); // at the kiosk
export const region = (name) => page.getByRole('region', { name, exact: true });
export const person = (name) => page.getByRole('heading', { level: 1, name });

// --- at the counter, signed in --------------------------------------------------------------------

export async function atDesk(options = {}) {
  const session = await setting.happenings.session(setting.staff);
  await open(setting.counter, { session, ...options });
  await page.getByRole('heading', { name: 'Passa una carta' }).waitFor();
}
export async function serve(whom, options) {
  await atDesk(options);
  await wedge(page, whom.code);
  await person(whom.name).waitFor();
}
export async function closeVisit() {
  await page.keyboard.press('Escape');
  const close = page.getByRole('button', { name: /^(Chiudi|Chiudi visita|Close|Close visit)$/ }).first();
  if (!(await close.isVisible())) return;
  const closed = page.waitForResponse((answer) => answer.request().method() === 'DELETE' && /\/v1\/card\?/.test(answer.url()));
  await close.click();
  await closed;
}
