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

const { businessDay, promised, verdict } = await load('counter/closing.ts');
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

const rome = { time_zone: 'Europe/Rome', day_turns_at: 4 };

test("a moment belongs to the store's day, by the store's clocks", () => {
  for (const [moment, hours, day] of [
    ['2026-11-23T02:59:59Z', rome, '2026-11-22'],
    ['2026-11-23T03:00:00Z', rome, '2026-11-23'],
    ['2026-07-23T01:59:59Z', rome, '2026-07-22'],
    ['2026-07-23T02:00:00Z', rome, '2026-07-23'],
    ['2026-11-30T23:30:00Z', { ...rome, day_turns_at: 0 }, '2026-12-01'],
    ['2026-01-01T08:00:00Z', { time_zone: 'America/Los_Angeles', day_turns_at: 4 }, '2025-12-31'],
    ['2026-10-25T02:30:00Z', rome, '2026-10-24'], // the night with an hour more
  ])
    assert.equal(businessDay(new Date(moment), hours), day, moment);
  const noon = new Date(2026, 10, 23, 12);
  assert.equal(businessDay(noon, { time_zone: 'local', day_turns_at: 4 }), '2026-11-23');
});

test("a promise is for today until the store's day ends, and late from its time on", () => {
  const now = new Date('2026-11-23T12:00:00+01:00');
  const due = (at) => ({ due: new Date(`2026-11-${at}+01:00`).toISOString() });
  const tasks = [
    due('23T11:00'),
    due('23T12:00'),
    due('24T03:59'),
    due('24T04:00'),
    { closed: {}, ...due('23T13:00') },
    {},
  ];
  assert.deepEqual(promised(tasks, now, rome), { today: 2, late: 1 });
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
