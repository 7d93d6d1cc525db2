// Who is who, at the hub's console: pairs are looked at side by side, merged, kept apart, undone.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { ShopUplink, loyaltyNumber } from '../support/shop.mjs';
import { World, eventually } from '../support/world.mjs';
import {
  assertQuiet,
  forgetPictures,
  noAnswer,
  ofLight,
  ofSize,
  openBrowser,
  openPage,
  refusals,
  see,
  sizes,
} from './browser.mjs';

// Pairs by chance of the same address: one person twice, a mother and her daughter.
const people = [
  ['shop', 1, 'Paola', 'Riva', '1971-04-02', 'paola.riva@example.org', '+393391112201'],
  ['app', 2, 'Paola', 'Riva', '1971-04-02', 'paola.riva@example.org', '+393391112202'],
  ['shop', 3, 'Marta', 'Galli', '1958-09-30', 'famiglia.galli@example.org', '+393391112203'],
  ['app', 4, 'Ilaria', 'Galli', '1989-01-12', 'famiglia.galli@example.org', '+393391112204'],
];

let world, operator, browser, page;
before(async () => {
  forgetPictures('profiles');
  world = new World();
  try {
    await world.makeHub();
    await world.startBroker();
    await world.startHub();
    operator = world.addOperator('anna');
    for (const name of ['shop', 'app']) {
      const key = world.hubctl('source', 'add', name, '--user-id', 'loyalty', '--home-store', world.store);
      const calls = people.filter(([source]) => source === name).flatMap(([, n, firstName, lastName, birthday, email, phone]) => {
        const userId = loyaltyNumber(n);
        return [
          { type: 'identify', userId, traits: { firstName, lastName, birthday, email, phone },
            context: { consent: { categoryPreferences: { marketing: n !== 2 } } } },
          { type: 'track', event: 'Order Completed', userId,
            properties: { order_id: `W-10${n}`, total: 40 * n, currency: 'EUR' } },
        ];
      });
      await new ShopUplink(world.sourcesUrl, key.trim()).send(...calls);
    }
    browser = await openBrowser();
  } catch (error) {
    console.error(...world.lastWords());
    await world.end();
    throw error;
  }
});
after(async () => {
  await browser?.close();
  await world?.end();
});
afterEach(async () => {
  if (!page) return;
  assertQuiet(page, refusals, noAnswer);
  await page.context().close();
  page = null;
});

const button = (name) => page.getByRole('button', { name, exact: true });
const dialog = (name) => page.getByRole('dialog').getByRole('button', { name, exact: true });
const pair = (name) => page.getByRole('article', { name });
const proposed = () => page.getByRole('article').count();

async function signIn(options) {
  page = await openPage(browser, world.consoleUrl, { language: 'en-GB', ...options });
  await page.locator('#name').fill(operator.name);
  await page.locator('#password').fill(operator.password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').waitFor();
}
async function toProfiles() {
  await page.locator('a[href="#/profiles"]').click();
  await page.getByRole('article').first().waitFor();
}

const views = [
  ['1280x800', undefined, { size: sizes.wide }],
  ['1280x800-it', ofSize, { size: sizes.wide, language: 'it-IT' }],
  ['800x480-it', ofSize, { size: sizes.till, language: 'it-IT' }],
  ['320x800', ofSize, { size: sizes.strip }],
  ['1280x800-dark', ofLight, { size: sizes.wide, colorScheme: 'dark' }],
];
for (const [view, rules, options] of views) {
  test(`proposals ${view}`, async () => {
    await signIn(options);
    await toProfiles();
    await see(page, `profiles-1-proposals-${view}`, rules);
    await page.locator('article .primary').first().click();
    await page.getByRole('dialog').waitFor();
    await see(page, `profiles-2-merge-${view}`, rules);
  });
}

test('the likeliest pair is first, and says what speaks for it and what against', async () => {
  await signIn();
  await toProfiles();
  assert.equal(await proposed(), 2);
  const first = await page.getByRole('article').first().textContent();
  assert.match(first, /Paola Riva and Paola Riva.*same e-mail address.*same name and birth date/s);
  const family = await pair('Marta Galli and Ilaria Galli').textContent();
  assert.match(family, /another first name/);
});

test('nothing is decided without a reason; who is not the same is not shown again', async () => {
  await signIn();
  await toProfiles();
  await button('Marta Galli and Ilaria Galli: not the same').click();
  await dialog('They are two').click();
  await page.getByText('Say why: somebody may have to undo it.').waitFor();
  await page.getByLabel('Reason').fill('mother and daughter');
  await dialog('They are two').click();
  await eventually('one pair', async () => (await proposed()) === 1);
  await page.reload();
  await page.getByRole('article').first().waitFor();
  assert.equal(await proposed(), 1);
});

test('a pair is merged, found by either card, and split again', async () => {
  await signIn();
  await toProfiles();
  await button('Paola Riva and Paola Riva: same person').click();
  await page.getByLabel('Reason').fill('showed both cards');
  await page.keyboard.press('Enter');
  await page.getByText('No two profiles look like one person.').waitFor();
  await page.locator('#who').fill(loyaltyNumber(2));
  await button('Find').click();
  await page.getByRole('heading', { name: 'Who told it' }).waitFor();
  const whole = await page.locator('section[aria-labelledby="whole"]').textContent();
  for (const number of [loyaltyNumber(1), loyaltyNumber(2)]) assert.ok(whole.includes(number));
  assert.match(whole, /Marketing.*withdrawn/s);
  await page.getByText('showed both cards').waitFor();
  for (const [view, rules, options] of views) {
    await page.setViewportSize(options.size);
    if (!options.language && !options.colorScheme) await see(page, `profiles-3-merged-${view}`, rules);
  }
  await page.setViewportSize(sizes.wide);
  await button('Not the same person…').click();
  await page.getByLabel('Reason').fill('two sisters of one name');
  await page.keyboard.press('Enter');
  await eventually('one record', async () => (await button('Not the same person…').count()) === 0);
  await page.getByRole('row', { name: /the same person \(no longer\)/ }).waitFor();
  await see(page, 'profiles-4-split-1280x800');

  await button('Take back…').click();
  await page.getByLabel('Reason').fill('a slip');
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /not the same person \(no longer\)/ }).waitFor();
  await page.locator('a[href="#/profiles"]').click();
  await eventually('the pair', async () => (await proposed()) === 1);
});

test('each look and each decision is in the log, without a name of a customer', async () => {
  await signIn();
  await page.locator('a[href="#/actions"]').click();
  await page.getByRole('row', { name: /customers merged/ }).waitFor();
  const log = await page.locator('table').textContent();
  assert.match(log, /customer looked at/);
  assert.match(log, /customers kept apart/);
  assert.doesNotMatch(log, /Riva|Galli|example\.org/);
});
