// IT at a store's counter: how the device is, who is locked out, which tablets there are; and of customers nothing,
// neither on the page nor from the device.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofLight, ofSize, see, sizes, type, wedge } from './browser.mjs';
import { button, open, page, person, serve, setting, stage } from './stage.mjs';

let it;
stage({
  pictures: 'upkeep',
  sync: { news_poll: '500ms', backoff_max: '1s' },
  prepare: async () => {
    it = await setting.happenings.joins('ivo', 'Ivo T.', 'it');
  },
});

const openUpkeep = async (options = {}) => {
  await open(setting.counter, { session: await setting.happenings.session(it), ...options });
  await page.locator('.upkeep dl').first().waitFor();
};

const views = [
  ['1280x800', undefined, {}],
  ['800x480', ofSize, { size: sizes.till }],
  ['320x800', ofSize, { size: sizes.strip }],
  ['dark', ofLight, { colorScheme: 'dark' }],
];
for (const [view, rules, options] of views) {
  test(`how the device is, ${view}`, async () => {
    await openUpkeep(options);
    await page.getByText(/^In linea · tutto inviato/).waitFor();
    await page.getByText('touchpointctl doctor').waitFor();
    assert.equal(await page.getByRole('textbox').count(), 0, 'nobody is looked for here');
    await see(page, `upkeep-1-${view}`, rules);
    if (view !== '1280x800') return;
    await button('English').click();
    await page.getByText(/^Online · everything sent/).waitFor();
    await see(page, 'upkeep-1-en');
  });
}

test('somebody is being served: IT who takes the counter over sees nobody, and they are still there behind them', async () => {
  const { collector } = setting.people;
  await serve(collector);
  const looks = () => setting.happenings.said().split('touchpoint.profile.viewed').length;
  const before = looks();
  await button(`${setting.staff.display_name}: esci`).click();
  await page.getByRole('button', { name: it.display_name, exact: true }).click();
  await type(page, it.pin);
  await page.keyboard.press('Enter');
  await page.locator('.upkeep').waitFor();
  await page.getByText(/^In linea/).waitFor();
  assert.equal(await person(collector.name).count(), 0);
  await wedge(page, collector.code); // a scanner that somebody picks up
  const refused = await page.evaluate(async (code) => {
    const ask = async (method, path, body) => (await fetch(path, {
      method, ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })).status;
    return [
      await ask('POST', '/v1/scans', { code }),
      await ask('POST', '/v1/people', { query: 'bianchi' }),
      await ask('DELETE', '/v1/card'),
      await ask('GET', '/v1/board'),
    ];
  }, collector.code);
  assert.deepEqual(refused, [403, 403, 403, 403]);
  assert.equal(looks(), before);
  assert.doesNotMatch(await page.locator('body').innerText(), /Bianchi|Anna/);
  await button(`${it.display_name}: esci`).click();
  await page.getByText('Chi sei?').waitFor();
  await open(setting.counter, { session: await setting.happenings.session(setting.staff) });
  await person(collector.name).waitFor();
});

test('is anything lost; and a colleague who is locked out is let in', async () => {
  await openUpkeep();
  await button('Verifica che niente sia perso').click();
  await page.getByText(/^Provato: niente è perso/).waitFor();
  // Ten wrong PINs take ten minutes of waiting: the page is told so, the device lets in.
  const { name, display_name } = setting.other;
  await page.route('**/v1/staff', (route) =>
    route.fulfill({ json: { staff: [{ name, display_name, role: 'associate', disabled: true, badge: false }] } }));
  await page.reload();
  await button(`Fai entrare di nuovo ${display_name}`).click();
  await page.getByText(`${display_name} può di nuovo entrare`).waitFor();
  await see(page, 'upkeep-2-let-in');
  assert.match(setting.happenings.said(), /touchpoint\.staff\.enabled/);
});

test('it ends like any other session when nobody is there', async () => {
  await openUpkeep();
  await setting.happenings.endSession(await setting.happenings.session(it));
  await page.getByText('Schermo bloccato').waitFor();
  assert.equal(await page.locator('.upkeep').count(), 0);
});
