// How the day stands: what is promised, whether the device may be switched off, and the board's figures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';

async function load(path) {
  const { outputFiles } = await build({
    entryPoints: [new URL(`../src/${path}`, import.meta.url).pathname],
    bundle: true,
    format: 'esm',
    target: 'node18',
    write: false,
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
  );
}

const { promised, verdict } = await load('counter/closing.ts');
const { figure, lasting, trend, touchpointsOf, written } = await load('counter/figures.ts');

const device = (journal, online = true) => ({ journal: { to_send: 0, state: 'well', ...journal }, hub: { online } });

test('a device is safe to switch off only when it answers and records', () => {
  for (const [status, lost, begun, said] of [
    [null, false, 0, 'unknown'],
    [device(), true, 0, 'unknown'],
    [device({ to_send: undefined }), false, 0, 'unknown'],
    [device({ state: 'failed' }), false, 0, 'help'],
    [device({ state: 'full', to_send: 3 }), false, 1, 'help'],
    [device(), false, 1, 'unrecorded'],
    [device({ to_send: 3 }), false, 0, 'sending'],
    [device({ to_send: 3 }, false), false, 0, 'kept'],
    [device({}, false), false, 0, 'safe'],
    [device(), false, 0, 'safe'],
  ])
    assert.equal(verdict(status, lost, begun), said, JSON.stringify([status, lost, begun]));
});

test('a promise is for today until midnight, and late from its time on', () => {
  const now = new Date(2026, 10, 23, 12);
  const due = (...at) => ({ due: new Date(2026, 10, ...at).toISOString() });
  const tasks = [due(23, 11), due(23, 12), due(23, 23, 59), due(24, 0), { closed: {}, ...due(23, 13) }, {}];
  assert.deepEqual(promised(tasks, now), { today: 2, late: 1 });
});

const row = (day, touchpoint, sales, recognition = { n: 0 }) => ({
  ...(day && { day }),
  ...(touchpoint && { touchpoint }),
  sales,
  recognition,
});
const board = {
  today: '2026-11-23',
  rows: [
    row('2026-11-23', '', 3, { n: 12, value: 0.75, low: 0.47, high: 0.91 }),
    row('2026-11-23', 'counter-1', 3),
    row('2026-11-22', '', 1, { n: 4 }),
    row('', '', 4),
    row('', 'counter-1', 3),
  ],
};

test('a trend has each day once, the first first, and no value where there are too few', () => {
  assert.deepEqual(
    trend(board, 'recognition', '').map(({ day, n, value }) => [day, n, value]),
    [['2026-11-22', 4, undefined], ['2026-11-23', 12, 0.75]],
  );
  // Where nothing happened at a touchpoint nothing was sold, and nobody was asked.
  assert.deepEqual(trend(board, 'sales', 'counter-1').map(({ value }) => value), [0, 3]);
  assert.deepEqual(trend(board, 'nps', 'counter-1').map(({ n, value }) => [n, value])[0], [0, undefined]);
  assert.deepEqual(trend(board, 'action', ''), [], 'the store is not known');
});

test('a figure is of a day or of all, and what is not known is none', () => {
  assert.equal(figure(board, 'sales', '', undefined).value, 4);
  assert.equal(figure(board, 'sales', 'kiosk-1', '2026-11-23'), null);
  assert.equal(figure(board, 'action', '', '2026-11-23'), null);
  assert.deepEqual(touchpointsOf(board), ['counter-1']);
});

test('figures in words', () => {
  assert.equal(written('en-GB', 'recognition', 0.8), '80%');
  assert.equal(written('en-GB', 'nps', 30), '+30');
  assert.equal(written('en-GB', 'nps', 0), '0');
  assert.equal(written('en-GB', 'sales', 12), '12');
  assert.match(lasting('en-GB', 40), /^40 secs?$/);
  assert.match(lasting('en-GB', 390), /^7 mins?$/);
  assert.match(lasting('it', 3 * 3600), /^3\s*h$|^3\s*ore$/);
});
