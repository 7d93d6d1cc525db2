// The browser, and the words the tests are written in.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const pictures = fileURLToPath(new URL('pictures/', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const sizes = {
  wide: { width: 1280, height: 800 },
  counter: { width: 1024, height: 768 },
  till: { width: 800, height: 480 },
  tablet: { width: 768, height: 1024 },
  kiosk: { width: 800, height: 1280 },
  strip: { width: 320, height: 800 }, // beside the till's own window
};

export async function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
}

// A page that remembers everything it complained about. `trouble` is asserted empty by the caller;
// a test that breaks the network on purpose says which complaints it expects. `session`: somebody is
// signed in already.
export async function openPage(
  browser,
  url,
  { size = sizes.wide, language = 'it-IT', session, ...more } = {},
) {
  const context = await browser.newContext({
    viewport: size,
    locale: language,
    timezoneId: 'Europe/Rome',
    ...more,
  });
  if (session) {
    const [name, value] = session.split('=');
    await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Strict' }]);
  }
  const page = await context.newPage();
  page.trouble = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      page.trouble.push(message.text());
  });
  page.on('pageerror', (error) => page.trouble.push(String(error)));
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  return page;
}

export function assertQuiet(page, ...expected) {
  const left = page.trouble.filter((text) => !expected.some((pattern) => pattern.test(text)));
  assert.deepEqual(left, [], 'the browser complained');
}

const cdpOf = async (page) => (page.cdp ??= await page.context().newCDPSession(page));

// A keyboard-wedge scanner: a key every 8 ms, then Enter. The events carry their own times, so that a
// busy machine does not turn a scanner into a slow typist.
export async function wedge(page, code, end = 'Enter') {
  const cdp = await cdpOf(page);
  const keys = [...code].map((key) => ({ key, text: key }));
  keys.push(
    end === 'Enter'
      ? { key: 'Enter', text: '\r', windowsVirtualKeyCode: 13 }
      : { key: 'Tab', windowsVirtualKeyCode: 9 },
  );
  const start = Date.now();
  await Promise.all(
    keys.flatMap((key, i) => {
      const timestamp = (start + 8 * i) / 1000;
      return [
        cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp, ...key }),
        cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp, key: key.key }),
      ];
    }),
  );
}

// A person: slowly. The events carry the times at which they were sent, so that a busy machine, which hands
// several to the page at once, does not turn somebody who types into a scanner.
export async function type(page, text) {
  const cdp = await cdpOf(page);
  for (const key of text) {
    const timestamp = Date.now() / 1000;
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp, key, text: key });
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp, key });
    await page.waitForTimeout(70);
  }
}

export async function signIn(page, { display_name, pin }) {
  await page.getByRole('button', { name: display_name, exact: true }).click();
  await type(page, pin);
  await page.keyboard.press('Enter');
  await page.locator('.desk').waitFor();
}

// Pictures of states that no longer exist would mislead.
export function forgetPictures(whose) {
  mkdirSync(pictures, { recursive: true });
  for (const name of readdirSync(pictures)) {
    if (name.startsWith(`${whose}-`)) rmSync(join(pictures, name));
  }
}

// Nothing fades or moves any more.
export const settled = (page) =>
  page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((one) => one.effect.getTiming().duration < 1000)
        .map((one) => one.finished),
    ),
  );

export async function picture(page, name) {
  await settled(page);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// What another light or size can change; asking everything of each picture takes a minute.
export const ofLight = ['color-contrast'];
export const ofSize = ['target-size', 'scrollable-region-focusable', 'link-in-text-block'];

export async function assertAccessible(page, where, rules = everything) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (runOnly) => {
    // What is scrolled under a bar that stays is there in full, and no small target.
    const still = new CSSStyleSheet();
    still.replaceSync('.status, .top { position: static !important }');
    document.adoptedStyleSheets = [still];
    const { violations } = await window.axe.run(document, { runOnly });
    document.adoptedStyleSheets = [];
    return violations.map(
      (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
    );
  }, rules);
  assert.deepEqual(found, [], `accessibility of ${where}`);
}

// A picture, that nothing runs out at the side, and what axe says of what is in it.
export async function see(page, name, rules = everything) {
  await picture(page, name);
  const beside = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(beside <= 0, `${name} runs out of the screen by ${beside} px`);
  // Nor within what scrolls by itself; a table, a command to copy and a text of settings may.
  const hidden = await page.evaluate(() =>
    [...document.querySelectorAll('main, main *')]
      .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
      .filter((one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))
      .filter((one) => !one.matches('pre, code, textarea, :has(> table)'))
      .map((one) => `${one.className || one.tagName} by ${one.scrollWidth - one.clientWidth} px`),
  );
  assert.deepEqual(hidden, [], `${name} hides what is beside`);
  await assertAccessible(page, name, rules);
}

// The page's own time passes (page.clock), until this is seen; no longer than `atMostS`.
export async function passTimeUntil(page, locator, atMostS) {
  for (let passed = 0; !(await locator.isVisible()); passed += 2) {
    assert.ok(passed < atMostS, `nothing happened within ${atMostS} s`);
    await page.clock.runFor(2000);
  }
}

// What the browser says of an answer that is not 2xx; the pages expect some.
export const refusals = /the server responded with a status of (401|403|409|422|429|503)/;
export const noAnswer = /net::ERR_/;

// Stands between the device's answers to one path and the page. `decide` is asked once an answer has
// arrived: true lets it through, false loses it.
async function atAnswers(page, path, decide, requestStage = 'Response') {
  const session = await page.context().newCDPSession(page);
  session.on('Fetch.requestPaused', async ({ requestId }) => {
    const through = await decide();
    const verdict = through
      ? session.send('Fetch.continueRequest', { requestId })
      : session.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' });
    await verdict.catch(() => {}); // the page has gone meanwhile
  });
  await session.send('Fetch.enable', {
    patterns: [{ urlPattern: `*${path}`, requestStage }],
  });
}

// Holds the answers back until the returned function is called: the device has answered, the page
// does not know.
export async function holdAnswers(page, path) {
  let release;
  const gate = new Promise((resolve) => (release = () => resolve(true)));
  await atAnswers(page, path, () => gate);
  return release;
}

// The same before the device has heard of it: nothing that it would push meanwhile is seen either.
export async function holdRequests(page, path) {
  let release;
  const gate = new Promise((resolve) => (release = () => resolve(true)));
  await atAnswers(page, path, () => gate, 'Request');
  return release;
}

// The device answers, the page never hears it: the first `count` times.
export async function loseAnswers(page, path, count) {
  let left = count;
  await atAnswers(page, path, async () => left-- <= 0);
}
