// The store's day: the opening line on the empty desk, the board with its chart and the table beside it, the
// sheet for closing; with the network down, too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ofLight, ofSize, see, sizes, wedge } from './browser.mjs';
import { button, closeVisit, open, page, person, region, setting, stage } from './stage.mjs';

const kMinute = 60_000;
const kDay = 24 * 60 * kMinute;

stage({ pictures: 'board', leave: closeVisit, prepare });

// A week at a counter and a kiosk. The figures below follow from it.
async function prepare() {
  const { happenings, staff, supervisor, people, unknown } = setting;
  await happenings.inZone('Europe/Rome');
  const event = (type, data, ago, more = {}) => ({
    type: `touchpoint.${type}`,
    time: new Date(Date.now() - ago).toISOString(),
    data: { ...data, staff: staff.name },
    ...more,
  });
  const answer = (kind, score, ago) =>
    event('survey.answered', { survey: 'store-visit', version: 1, question: kind, kind, score, language: 'it' }, ago, { touchpoint: 'kiosk-1' });
  const week = [];
  for (let day = 0; day < 7; ++day) {
    const ago = day * kDay + 1000;
    for (let n = 0; n < 12 + day; ++n) {
      week.push(answer('nps', n % 4 === 0 ? 3 + day % 3 : 9, ago), answer('csat', 2 + (n + day) % 4, ago));
      week.push(event('order.completed', { order_id: `B-${day}-${n}`, total: 20, currency: 'EUR', products: [{ name: 'Cintura', quantity: 1, price: 20 }] }, ago));
    }
    for (let n = 0; n <= day; ++n) week.push(event('order.collected', { order_id: `C-${day}-${n}` }, ago));
    week.push(event('order.refunded', { order_id: `B-${day}-0` }, ago));
    // Six complaints a day, taken after 4 to 9 minutes.
    for (let n = 0; day > 0 && n < 6; ++n) {
      const complaint_id = `R-${day}-${n}`;
      week.push(event('complaint.raised', { complaint_id, text: 'La fibbia si è rotta' }, ago));
      week.push(event('complaint.answered', { complaint_id }, ago - (4 + n) * kMinute));
    }
  }
  week.push(event('survey.answered', { survey: 'store-visit', version: 1, question: 'effort', kind: 'ces', score: 6, language: 'it' }, 1000, { touchpoint: 'kiosk-1' }));
  const tonight = new Date();
  tonight.setHours(23, 59, 0, 0);
  week.push(event('task.opened', { task_id: 'P-1', text: 'Richiamare per la taglia', due: tonight.toISOString() }, 1000));
  await happenings.told(staff, week);
  for (let n = 0; n < 10; ++n) await happenings.scanned(supervisor, n < 8 ? people.collector.code : unknown);
}

const atDesk = async (who, options = {}) => {
  await open(setting.counter, { session: await setting.happenings.session(who), ...options });
  await page.locator('.day').waitFor();
};
const openBoard = async (who = setting.supervisor, options = {}) => {
  await atDesk(who, options);
  await page.locator('#to-board').click();
  await page.locator('.leading').first().waitFor();
};
const tile = (name) => page.locator('.tile').filter({ has: page.getByText(name, { exact: true }) });

test('the day stands in one line, and the board is opened and left with the keyboard', async () => {
  await atDesk(setting.supervisor);
  const day = region('La giornata');
  await day.getByText('1 promessa per oggi').waitFor();
  await see(page, 'board-1-opening');
  await page.locator('#to-board').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Andamento del negozio' }).waitFor();
  await page.locator('#board-title:focus').waitFor();
  await tile('Riconosciuti').getByText(/^80\s?%$/).first().waitFor();
  await page.keyboard.press('Escape');
  await day.waitFor();
  await page.locator('#to-board:focus').waitFor();
});

test('four figures with how many and between what, the counts, and what is too few', async () => {
  await openBoard();
  assert.match(await tile('Riconosciuti').innerText(), /80\s?%\s+tra 49\s?% e 94\s?%, n.=.10/);
  assert.match(await tile('NPS').innerText(), /\+50/);
  assert.match(await tile('Tempo di reazione').innerText(), /(nessuno|troppo pochi)[\s\S]*7 giorni: 7 min/);
  assert.match(await tile('Vendite').innerText(), /12[\s\S]*7 giorni: 105/);
  assert.match(await tile('Ritiri').innerText(), /1[\s\S]*7 giorni: 28/);
  assert.match(await tile('Reclami').innerText(), /0[\s\S]*7 giorni: 36/);
  await page.locator('.chart canvas').waitFor(); // drawn by what is loaded behind the page
  const table = page.getByRole('table', { name: /Riconosciuti/ });
  assert.match(await table.getByRole('row').nth(1).innerText(), /oggi\s+80\s?%\s+49\s?% … 94\s?%\s+10/);
  await see(page, 'board-2-recognised');

  await button('NPS').click();
  const scores = page.getByRole('table', { name: /NPS/ });
  assert.equal(await scores.getByRole('row').count(), 8, 'a heading and seven days');
  await see(page, 'board-3-nps');
  await button('Facile (CES)').click();
  await page.getByRole('table', { name: /CES/ }).getByText('troppo pochi').waitFor();
  await button('Tempo di reazione').click();
  await page.getByRole('table', { name: /Tempo di reazione · in tutto il negozio/ }).getByText('7 min').first().waitFor();
  await see(page, 'board-4-action');
  await button('Vendite').click();
  await see(page, 'board-5-sales');

  // By touchpoint: nobody sells at the kiosk.
  await button('kiosk-1').click();
  assert.match(await tile('Vendite').innerText(), /^Vendite\s+oggi\s+0/);
  assert.match(await tile('NPS').innerText(), /\+50/);
  await button('counter-1').click();
  assert.match(await tile('NPS').innerText(), /nessuno/);
});

const views = [
  ['1920x1080', ofSize, { size: { width: 1920, height: 1080 } }],
  ['800x480', ofSize, { size: sizes.till }],
  ['768x1024', ofSize, { size: sizes.tablet }],
  ['320x800', ofSize, { size: sizes.strip }],
  ['zoom-400', ofSize, { size: { width: 320, height: 200 } }], // 1280x800 at 400 %
  ['1280x800-dark', ofLight, { size: sizes.wide, colorScheme: 'dark' }],
  ['1280x800-still', ofLight, { size: sizes.wide, reducedMotion: 'reduce', contrast: 'more' }],
];
for (const [view, rules, options] of views) {
  test(`the board ${view}`, async () => {
    await openBoard(setting.supervisor, options);
    await button('NPS').click();
    await see(page, `board-6-board-${view}`, rules);
    await page.locator('.trend').scrollIntoViewIfNeeded();
    await see(page, `board-7-trend-${view}`, rules);
    await button('Torna al banco').click();
    await see(page, `board-8-opening-${view}`, rules);
    await button('Chiusura').click();
    await page.getByRole('dialog').getByText(/si può spegnere/i).waitFor();
    await see(page, `board-9-closing-${view}`, rules);
    await page.getByRole('dialog').getByRole('button', { name: 'Torna al banco' }).click();
  });
}

test('the board in English', async () => {
  await openBoard(setting.supervisor, { language: 'en-GB' });
  await page.keyboard.press('Escape');
  await page.getByTitle(/Stato del dispositivo|Device status/).click();
  await page.getByRole('button', { name: 'English' }).click();
  await page.keyboard.press('Escape');
  await button('Store board').click();
  await page.getByRole('heading', { name: 'Store board' }).waitFor();
  await tile('Recognised').getByText(/between 49\s?% and 94\s?%, n.=.10/).first().waitFor();
  await see(page, 'board-10-english');
  await button('Back to the counter').click();
  await button('Closing').click();
  await see(page, 'board-11-closing-english');
  await page.getByRole('dialog').getByRole('button', { name: 'Back to the counter' }).click();
});

test('the figures are saved as a table', async () => {
  await openBoard();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Salva CSV' }).click()]);
  assert.match(file.suggestedFilename(), /^board-.*-\d{4}-\d{2}-\d{2}\.csv$/);
  const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\r\n').map((line) => line.split(','));
  const [head] = lines;
  assert.ok(lines.every((line) => line.length === head.length), 'each row has every column');
  const row = (of, day, touchpoint) => {
    const found = lines.find((line) => (of === 'store') === (line[0] === 'store') && line[1] === day && line[2] === touchpoint);
    return Object.fromEntries(head.map((name, at) => [name, found[at]]));
  };
  const device = row('device', 'all', '');
  assert.deepEqual([device.sales, device.collections, device.recognised_n, device.recognised, device.ces_n, device.ces], ['105', '28', '10', '0.8000', '1', '']);
  const store = row('store', 'all', '');
  assert.ok(Number(store.time_to_action_s_n) >= 36, JSON.stringify(store));
  assert.equal(store.sales, '');
});

test('after a restart the same figures are counted anew', async () => {
  const { happenings, supervisor } = setting;
  const rows = async () => (await happenings.asked(supervisor, '/v1/board')).body.rows;
  const before = await rows();
  await happenings.switchOff();
  await happenings.switchOn();
  assert.deepEqual(await rows(), before);
  await atDesk(supervisor);
});

test('who is no supervisor sees the day and the sheet, and no figures', async () => {
  await atDesk(setting.staff);
  assert.equal(await page.locator('#to-board').count(), 0);
  assert.equal((await setting.happenings.asked(setting.staff, '/v1/board')).status, 403);
  assert.equal((await setting.happenings.asked(setting.staff, '/v1/board.csv')).status, 403);
  await button('Chiusura').click();
  await page.getByRole('dialog').getByText(/^Promessa · dalle/).waitFor();
});

test('whoever comes to the counter comes first', async () => {
  await openBoard();
  await wedge(page, setting.people.shopper.code);
  await person(setting.people.shopper.name).waitFor();
  await closeVisit();
  await region('La giornata').waitFor();
});

test('alone, too: the figures are there, and what is unsent is said before it is switched off', async () => {
  const { happenings, supervisor, staff } = setting;
  await happenings.cutNetwork();
  await happenings.told(staff, [{ type: 'touchpoint.complaint.raised', data: { complaint_id: 'R-now', text: 'Manca uno spillo', staff: staff.name } },
    { type: 'touchpoint.note.added', data: { text: 'Senza rete', staff: staff.name } }]);
  await openBoard(supervisor);
  await tile('Reclami').getByText('1', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await button('Chiusura').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('Si può spegnere. Quello che non è ancora partito resta qui').waitFor();
  await sheet.getByText(/^\d+ \(dalle/).waitFor();
  await sheet.getByText(/^Reclamo · dalle/).first().waitFor();
  await see(page, 'board-12-closing-alone');
  await sheet.getByRole('button', { name: 'Torna al banco' }).click();

  // Something that was typed and left.
  await button('Nota').click();
  await page.locator('#note').fill('Da finire');
  await page.keyboard.press('Escape');
  await button('Chiusura').click();
  await sheet.getByText('Qualcosa è stato cominciato e non registrato').waitFor();
  await see(page, 'board-13-closing-unrecorded');
  await sheet.getByRole('button', { name: 'Esci' }).click();
  await page.getByText('Chi sei?').waitFor();
  await page.context().close();
  await happenings.mendNetwork();

  await atDesk(supervisor);
  await button('Chiusura').click();
  const safe = page.getByRole('dialog');
  await safe.getByText('Tutto è arrivato alla centrale: si può spegnere.').waitFor();
  await safe.getByRole('button', { name: 'Torna al banco' }).click();
});
