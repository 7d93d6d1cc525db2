// What holds for both pages as they are served.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openPage } from './browser.mjs';
import { browser, setting, stage } from './stage.mjs';

stage();

// Loads a page and returns every answer of its own origin.
async function load(url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const answers = [];
  page.on('response', (response) => answers.push(response));
  await page.goto(url);
  await page.getByRole('heading').first().waitFor();
  return { page, answers };
}

for (const name of ['counter', 'kiosk']) {
  test(`${name}: everything comes from its own origin, under a strict policy`, async () => {
    const { page, answers } = await load(setting[name]);
    for (const answer of answers) {
      assert.equal(new URL(answer.url()).origin, new URL(setting[name]).origin);
    }
    const policy = answers[0].headers()['content-security-policy'];
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    const inline = await page.evaluate(
      () => document.querySelectorAll('script:not([src]), style, [style], [onclick]').length,
    );
    assert.equal(inline, 0);
    await page.context().close();
  });
}

test('the policy really stops an inline script', async () => {
  const page = await openPage(browser, setting.kiosk);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    try {
      script.textContent = 'window.ran = true';
      document.head.append(script);
    } catch {
      return false; // refused even earlier
    }
    return 'ran' in window;
  });
  assert.equal(ran, false);
  await page.context().close();
});

test('the kiosk: at most 15 KB up to the first question, and at most 10 KB behind it', async (t) => {
  const { page, answers } = await load(setting.kiosk);
  await page.getByRole('button', { name: 'Privacy' }).click();
  await page.getByRole('dialog').waitFor();
  const named = await answers[0].text(); // what index.html names is loaded first
  const total = { first: 0, later: 0 };
  for (const answer of answers) {
    const { pathname } = new URL(answer.url());
    if (pathname.startsWith('/v1/')) continue;
    const part = pathname === '/' || named.includes(pathname) ? 'first' : 'later';
    total[part] += gzipSync(await answer.body(), { level: 9 }).length;
  }
  t.diagnostic(`gzip: ${total.first} B, later ${total.later} B`);
  assert.ok(total.first <= 15 * 1024, `${total.first} B`);
  assert.ok(total.later > 0 && total.later <= 10 * 1024, `${total.later} B`);
  await page.context().close();
});

test('the kiosk asks its first question while what comes behind it does not', async () => {
  const { page: before, answers } = await load(setting.kiosk);
  const named = await answers[0].text();
  await before.context().close();
  const page = await openPage(browser, 'about:blank');
  await page.route('**/assets/*.js', (route) =>
    named.includes(new URL(route.request().url()).pathname) ? route.continue() : route.abort());
  await page.goto(setting.kiosk);
  const nine = page.getByRole('radio', { name: '9', exact: true });
  await nine.click();
  await page.getByRole('radio', { name: /Ottima|Very good/ }).waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Privacy' }).click();
  await page.getByRole('dialog').waitFor(); // it was asked for again
  await page.context().close();
});

test('each language says everything', () => {
  const folder = new URL('../../agent/ui/locales/', import.meta.url);
  const [first, ...rest] = readdirSync(folder).map((name) => {
    const texts = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    return Object.entries(texts)
      .flatMap(([page, part]) => Object.keys(part).map((key) => `${page}.${key}`))
      .sort();
  });
  for (const keys of rest) assert.deepEqual(keys, first);
});
