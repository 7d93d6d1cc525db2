// The hub's console, walked by an operator: a real hub, a real broker, real devices.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { DeviceClient } from '../support/device_client.mjs';
import { World, eventually } from '../support/world.mjs';
import {
  assertQuiet,
  noAnswer,
  openBrowser,
  openPage,
  passTimeUntil,
  refusals,
  see,
  forgetPictures,
  ofLight,
  ofSize,
  sizes,
} from './browser.mjs';
import { SecondDevice } from '../support/second_device.mjs';
import { fillFleet, knock } from './fleet.mjs';

let world, operator, browser, page, second, third;
before(async () => {
  forgetPictures('console');
  world = new World();
  try {
    await world.start();
    operator = world.addOperator('anna');
    world.hubctl('source', 'add', 'web-shop', '--home-store', world.store);
    browser = await openBrowser();
  } catch (error) {
    console.error(...world.lastWords());
    await world.end();
    throw error;
  }
});
after(async () => {
  await browser?.close();
  await second?.end();
  await third?.end();
  await world?.end();
});
afterEach(async () => {
  if (!page) return;
  assertQuiet(page, refusals, noAnswer);
  await page.context().close();
  page = null;
});

const heading = (name) => page.getByRole('heading', { name });
const button = (name) => page.getByRole('button', { name, exact: true });
const row = (device) => page.getByRole('row', { name: new RegExp(device) });
const go = (name) => page.getByRole('link', { name, exact: true }).click();

async function signIn(options) {
  page = await openPage(browser, world.consoleUrl, { language: 'en-GB', ...options });
  await page.locator('#name').fill(operator.name);
  await page.locator('#password').fill(operator.password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').waitFor();
}

function announce(device, store) {
  const list = world.path('devices.csv');
  writeFileSync(list, `device,store\n${device},${store}\n`);
  world.hubctl('approve', list);
}

test('nothing of the hub is seen before somebody signs in, and a wrong password says so', async () => {
  page = await openPage(browser, world.consoleUrl, { language: 'en-GB' });
  await page.locator('#name').fill(operator.name);
  await page.locator('#password').fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByText('The name or the password is wrong.').waitFor();
  assert.equal(await page.getByText(world.device).count(), 0);
  assert.equal(await page.locator('#password').inputValue(), '');
});

test('a device is enrolled with a token of the console, and is seen in the fleet', async () => {
  await signIn();
  await row(world.device).waitFor();
  await go('Tokens');
  await page.locator('#store').fill('torino-02');
  await page.locator('#device').fill('torino-02-pos-1');
  await button('Make token').click();
  await page.getByRole('img', { name: 'QR code of the token' }).waitFor();
  const [command, token] = await page.locator('.copied code').allTextContents();
  assert.match(command, /^sudo touchpointctl enrol --hub https:\/\/localhost:\d+ --token-file -$/);
  assert.match(token, /^tp1\./);
  second = new SecondDevice(world, 'torino-02', 'torino-02-pos-1');
  await second.start();
  // What the page says to type, typed.
  second.enrol(command.split(' ').slice(2), token);
  await second.online();
  await button('Done').click();
  await go('Devices');
  await row('torino-02-pos-1').waitFor();
  const { findings, state } = world
    .hubStatus()
    .devices.find((one) => one.device === 'torino-02-pos-1');
  // Whether the clock of the machine that tests is synchronised is not ours to say.
  assert.deepEqual(findings.filter(({ code }) => code !== 'clock'), []);
  assert.ok(state.disk_free > 0);
  assert.ok(Date.parse(state.certificate_until) > Date.now());
  assert.equal(await page.getByText(token).count(), 0);
});

test('a device that went away is the first, and says since when', async () => {
  await second.stop('SIGKILL');
  await signIn();
  await page.getByText(/Offline since/).waitFor();
  const first = page.locator('tbody tr').first();
  assert.match(await first.textContent(), /torino-02-pos-1.*Offline since/s);
  assert.match(await page.locator('h1').textContent(), /to keep an eye on/);
  await first.getByRole('link').click();
  await heading('What is wrong').waitFor();
  await page.getByText(/It goes on recording/).waitFor();
});

test('a revoked device is let in no more, and a confirmation stands before it', async () => {
  await signIn();
  await go('torino-02-pos-1');
  await button('Revoke…').click();
  await button('Cancel').click();
  assert.equal(world.hubStatus().devices.find((one) => one.store === 'torino-02').revoked, false);
  await button('Revoke…').click();
  await button('Revoke').click();
  await page.getByText('Revoked: it is let in no more.').waitFor();
  assert.equal(world.hubStatus().devices.find((one) => one.store === 'torino-02').revoked, true);
  await go('Log');
  const noted = page.getByRole('row', { name: /device revoked/ });
  assert.match(await noted.textContent(), /anna.*torino-02-pos-1/);
});

test('a source is added, its key works, and a new key ends it', async () => {
  await signIn();
  await go('Sources');
  await page.locator('#name').fill('Web Shop!');
  await button('Add').click();
  await page.getByText(/only a-z, 0-9/).waitFor();
  await page.locator('#name').fill('app');
  await page.locator('#home').fill(world.store);
  await button('Add').click();
  const key = await page.locator('.copied code').textContent();
  const status = async (with_) =>
    (
      await fetch(`${world.sourcesUrl}/v1/track`, {
        method: 'POST',
        headers: {
          Authorization: `Basic ${Buffer.from(`${with_}:`).toString('base64')}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ userId: '2900417', event: 'Product Viewed' }),
      })
    ).status;
  assert.equal(await status(key), 200);
  await button('Done').click();
  await button('New key for app').click();
  await page.getByRole('dialog').getByRole('button', { name: 'New key' }).click();
  await page.locator('.copied code').waitFor();
  const next = await page.locator('.copied code').textContent();
  assert.equal(await status(key), 401);
  assert.equal(await status(next), 200);
  await button('Done').click();
  await button('Remove app').click();
  await button('Cancel').click();
  assert.equal(await status(next), 200);
  await button('Remove app').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText(/^app is removed/).waitFor();
  await row('app').waitFor({ state: 'detached' });
  assert.equal(await status(next), 401);
});

test('a device that waits is approved by its fingerprint, and only by its own', async () => {
  await signIn();
  await go('Tokens');
  await page.getByText(/^No device is waiting/).waitFor();
  announce('bari-04-pos-1', 'bari-04');
  third = new SecondDevice(world, 'bari-04', 'bari-04-pos-1');
  await third.start();
  third.enrol(['enrol', '--line-file', '-'], world.hubctl('line', '--hub', world.hubUrl));
  await page.reload();
  const print = third.print();
  const field = page.getByLabel('Type the first four groups as the device shows them');
  await field.waitFor();
  assert.equal((await page.locator('.print').textContent()).trim(), print);
  await field.fill(print.slice(0, 9));
  await button('Approve bari-04-pos-1').click();
  await page.getByText(/At least 16 hex digits/).waitFor();
  await field.fill('ABCD '.repeat(4));
  await page.keyboard.press('Enter');
  await page.getByText(/not the fingerprint of this key: approve nothing/).waitFor();
  await field.fill(print.slice(0, 19).toLowerCase());
  await page.keyboard.press('Enter');
  await page.getByText(/^No device is waiting/).waitFor();
  await third.online();
  await go('Devices');
  await row('bari-04-pos-1').waitFor();
  await go('Log');
  const noted = page.getByRole('row', { name: /key approved or refused/ });
  assert.match(await noted.textContent(), /anna.*bari-04-pos-1/);
});

test('a key that waits is refused after a confirmation, and says so', async () => {
  announce('bari-04-pos-2', 'bari-04');
  await knock(world, 'bari-04-pos-2', 'bari-04');
  await signIn();
  await go('Tokens');
  await button('Refuse bari-04-pos-2').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
  await page.getByText('Refused.', { exact: true }).waitFor();
  const { pending } = JSON.parse(world.hubctl('pending', 'list', '--json'));
  assert.deepEqual(
    pending.map(({ device, refused }) => [device, refused]),
    [['bari-04-pos-2', true]],
  );
});

test('somebody added on the page signs in at the device, until they are removed', async () => {
  const device = new DeviceClient(world.agentPort);
  await signIn();
  await go('Staff');
  await page.getByText(/^Nobody yet/).waitFor();
  const give = async (pin, again = pin) => {
    await page.locator('#pin').fill(pin);
    await page.locator('#pin-again').fill(again);
    await page.keyboard.press('Enter');
  };
  await page.locator('#store').fill(world.store);
  await page.locator('#name').fill('marco');
  await page.locator('#shown').fill('Marco B.');
  await page.locator('#role').selectOption('supervisor');
  await give('739164', '739165');
  await page.getByText('The two PINs are not the same.').waitFor();
  await give('123456');
  await page.getByText(/too easily guessed/).waitFor();
  await give('739164');
  await page.getByText(/^Marco B. may sign in/).waitFor();
  assert.equal(await page.locator('#pin').inputValue(), '');
  assert.match(await row('Marco B.').textContent(), /milano-01.*marco.*supervisor.*anna/);
  const signedIn = async () => (await device.request('GET', '/v1/session')).status === 200;
  await eventually('marco at the device', () => /^marco\t/m.test(world.ctl(['staff', 'list'])));
  await device.signIn('marco', '739164');
  assert.ok(await signedIn());

  await button('New PIN for Marco B.').click();
  await page.locator('#pin:focus').waitFor();
  await give('950271');
  await page.getByText(/^Marco B. has a new PIN/).waitFor();
  await eventually('the session with the old PIN to end', async () => !(await signedIn()));
  await device.signIn('marco', '950271');

  await button('Remove Marco B.').click();
  await button('Cancel').click();
  await row('Marco B.').waitFor();
  await button('Remove Marco B.').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText(/^Nobody yet/).waitFor();
  await eventually('the session to end', async () => !(await signedIn()));
  await assert.rejects(device.signIn('marco', '950271'), /sign-in: 401/);
});

test('a device is announced on the page', async () => {
  await signIn();
  await go('Tokens');
  await page.locator('#expect-store').fill('bari-04');
  await page.locator('#expect-device').fill('bari-04-pos-3');
  await page.locator('#expect-print').fill('AB12');
  await button('Announce').click();
  await page.getByText(/A fingerprint has 64 hex digits/).waitFor();
  await page.locator('#expect-print').fill('');
  await button('Announce').click();
  await page.getByText('bari-04-pos-3 may ask to come in.').waitFor();
  await knock(world, 'bari-04-pos-3', 'bari-04');
  await page.reload();
  await button('Approve bari-04-pos-3').waitFor();
  await go('Log');
  await page.getByRole('row', { name: /devices announced/ }).first().waitFor();
});

test('settings published on the page arrive, are widened and withdrawn', async () => {
  await signIn();
  await go('Settings');
  await page.getByText('No settings have been published yet.').waitFor();
  await page.locator('#ring-name').fill('pilot');
  await button('Add').click();
  await page.getByText(/^Ring pilot is added/).waitFor();
  await page.locator('#who').selectOption(`device ${world.device}`);
  await page.locator('#into').selectOption('pilot');
  await button('Move').click();
  await page.getByText(`${world.device} is in ring pilot.`).waitFor();
  await page.locator('#body').fill('[web]\nlisten = "127.0.0.1:1"\n');
  await button('Check and publish…').click();
  await page.getByText(/"listen" in \[web\] cannot be given by the hub/).waitFor();
  const body = '[kiosk]\nidle = "45s"\n';
  await page.locator('#body').fill(body);
  await page.locator('#ring').selectOption('pilot');
  await page.locator('#note').fill('a quieter kiosk');
  await button('Check and publish…').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText(/^Published as number/).waitFor();
  const has = async (number) =>
    eventually(`settings ${number}`, () => world.deviceStatus().settings?.number === number);
  const newest = () => JSON.parse(world.hubctl('settings', 'status', '--json')).settings[0];
  const { number, by, note } = newest();
  assert.deepEqual([by, note], ['anna', 'a quieter kiosk']);
  await has(number);
  assert.match(world.ctl(['config', 'show', '--origin']), /idle = "45s" {2}# from the hub/);

  await button(`Text of ${number}`).click();
  await page.locator('pre').waitFor();
  assert.equal(await page.locator('pre').textContent(), body);
  const pilot = page.getByRole('row', { name: /^pilot/ });
  // What devices have said since.
  await eventually('the ring to be up to date', async () => {
    await page.reload();
    await pilot.waitFor();
    return /1 of 1/.test(await pilot.textContent());
  });
  assert.match(await pilot.textContent(), new RegExp(`number ${number}.*${world.device}`));

  await button('Widen to all').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Widen' }).click();
  await page.getByText(/reach the next ring/).waitFor();
  await button(`Withdraw ${number}…`).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText(/brings back what was before/).waitFor();
  assert.deepEqual([newest().withdraws, newest().by], [number, 'anna']);
  await has(newest().number);
  assert.doesNotMatch(world.ctl(['config', 'show', '--origin']), /idle = .*from the hub/);
  await go('Log');
  for (const what of ['settings published', 'settings widened', 'settings withdrawn']) {
    const noted = page.getByRole('row', { name: new RegExp(what) });
    assert.match(await noted.textContent(), /anna/);
  }
});

test('an open token is withdrawn', async () => {
  world.hubctl('token', '--device', 'roma-03-pos-1', '--store', 'roma-03');
  await signIn();
  await go('Tokens');
  await button('Withdraw the token of roma-03-pos-1').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('No token is waiting for a device.').waitFor();
});

test('signing out leaves nothing behind, and the keyboard alone is enough', async () => {
  await signIn();
  await page.getByText(world.device).waitFor();
  await page.getByRole('button', { name: /sign out/ }).focus();
  await page.keyboard.press('Enter');
  await page.locator('#password').waitFor();
  assert.equal(await page.getByText(world.device).count(), 0);
  await page.reload();
  await page.locator('#password').waitFor();
});

test('when the hub is away the page says so, and when it is back asks who is there', async () => {
  page = await openPage(browser, 'about:blank', { language: 'en-GB' });
  await page.clock.install();
  await page.goto(world.consoleUrl);
  await page.locator('#name').fill(operator.name);
  await page.locator('#password').fill(operator.password);
  await page.keyboard.press('Enter');
  await row(world.device).waitFor();
  await world.hub.stop();
  const stale = page.getByText(/The hub does not answer/);
  await passTimeUntil(page, stale, 30);
  assert.equal(await row(world.device).isVisible(), true, 'what was known stays on the screen');
  await world.startHub();
  await passTimeUntil(page, page.getByText('Your session has ended.', { exact: false }), 30);
  assert.equal(await page.getByText(world.device).count(), 0);
});

test('four hundred devices: the sick first, found by name, and quick', async (t) => {
  await world.hub.stop();
  fillFleet(world.path('hub/hub.db'), 400);
  await world.startHub();
  await signIn();
  const from = Date.now();
  await eventually('400 rows', async () => (await page.locator('tbody tr').count()) >= 400);
  t.diagnostic(`400 rows after ${Date.now() - from} ms`);
  const weights = await page.locator('tbody tr').evaluateAll((rows) => rows.map((one) => one.className));
  const order = ['act', 'watch', 'well', 'revoked'];
  const places = weights.map((weight) => order.indexOf(weight));
  assert.deepEqual(places, [...places].sort((one, other) => one - other));
  await page.getByText(/Settings 12: refused by 3 devices/).waitFor();
  await page.locator('.refusals').getByText('unknown key "quiet_from" in [kiosk]').waitFor();
  const typing = Date.now();
  await page.locator('#search').fill('store-17-pos-3');
  await eventually('one row', async () => (await page.locator('tbody tr').count()) === 1);
  t.diagnostic(`found after ${Date.now() - typing} ms`);
  await page.locator('#search').fill('');
  await page.locator('#store').selectOption('store-07');
  await eventually('a store', async () => (await page.locator('tbody tr').count()) === 10);
});

test('somebody and some settings for the pictures', () => {
  world.run('touchpoint-hub', ['staff', 'add', 'marco', '--display-name', 'Marco B.', '--store']
    .concat([world.store, '--pin-file', '-', '--config', world.path('hub/hub.toml')]), {
    input: '739164\n',
  });
  const file = world.path('central.toml');
  writeFileSync(file, '[kiosk]\nidle = "45s"\n');
  world.hubctl('settings', 'publish', file, '--note', 'a quieter kiosk');
});

const views = [
  ['1280x800', undefined, { size: sizes.wide }],
  ['800x480', ofSize, { size: sizes.till }],
  ['1280x800-it', ofSize, { size: sizes.wide, language: 'it-IT' }],
  ['800x480-it', ofSize, { size: sizes.till, language: 'it-IT' }],
  ['320x800', ofSize, { size: sizes.strip }],
  ['1280x800-dark', ofLight, { size: sizes.wide, colorScheme: 'dark' }],
];

for (const [view, rules, options] of views) {
  test(`console ${view}`, async () => {
    const shot = (name) => see(page, `console-${name}-${view}`, rules);
    page = await openPage(browser, world.consoleUrl, { language: 'en-GB', ...options });
    await page.locator('#name').fill(operator.name);
    await page.locator('#password').fill('not the password');
    await page.keyboard.press('Enter');
    await page.locator('.failed').waitFor();
    await shot('1-sign-in');
    await page.locator('#password').fill(operator.password);
    await page.keyboard.press('Enter');
    await page.locator('tbody tr').first().waitFor();
    await shot('2-fleet');
    await page.locator('tbody tr.act a').first().click();
    await page.locator('#wrong').waitFor();
    await shot('3-device');
    await page.locator('#remedies').scrollIntoViewIfNeeded();
    await page.locator('button.danger').click();
    await page.getByRole('dialog').waitFor();
    await shot('4-revoke');
    await page.keyboard.press('Escape');
    await page.locator('a[href="#/tokens"]').click();
    await page.locator('.print').first().waitFor();
    await shot('5-waiting');
    await page.locator('#store').fill('milano-01');
    await page.locator('#device').fill('milano-01-pos-7');
    await page.locator('#device').press('Enter');
    await page.locator('.qr').waitFor();
    await shot('6-token');
    await page.locator('a[href="#/staff"]').click();
    await page.locator('tbody tr').first().waitFor();
    await shot('7-staff');
    await page.locator('a[href="#/settings"]').click();
    await page.locator('tbody tr').first().waitFor();
    await shot('8-settings');
    await page.locator('tbody .doing button').first().click();
    await page.locator('pre').waitFor();
    await page.locator('section[aria-labelledby="text"]').evaluate((one) => one.scrollIntoView());
    await shot('9-text');
    await page.locator('section[aria-labelledby="text"] button').click();
    await page.locator('#body').fill('[web]\nlisten = "127.0.0.1:1"\n');
    await page.locator('#note').press('Enter');
    await page.locator('#complaint code').waitFor();
    await page.locator('form.card[aria-labelledby=publish]').evaluate((one) => one.scrollIntoView());
    await shot('10-publish');
    await page.locator('a[href="#/sources"]').click();
    await page.locator('#user-id').waitFor();
    await shot('11-sources');
    await page.locator('a[href="#/actions"]').click();
    await page.locator('tbody tr').first().waitFor();
    await shot('12-log');
  });
}
