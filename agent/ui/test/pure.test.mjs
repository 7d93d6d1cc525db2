// The parts that need no browser: the scanner's speed, the stream's grammar, times and amounts, ids.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { build } from 'esbuild';

globalThis.crypto ??= webcrypto; // Node 18 does not offer it by itself

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

const { Burst } = await load('counter/burst.ts');
const { dayOf, filled, newcomerOf } = await load('counter/newcomer.ts');
const { parser } = await load('counter/stream.ts');
const { monthLater, receiptNumber } = await load('counter/receipt_number.ts');
const { amountOf, daysBetween, moments, money } = await load('shared/moments.ts');
const { uuid7 } = await load('shared/uuid7.ts');

// Presses each key `gap` ms after the one before; returns what was said of each.
function press(burst, keys, gap, inField, from = 1000) {
  return keys.map((key, i) => burst.press(key, from + i * gap, inField));
}
const kinds = (verdicts) => verdicts.map((one) => one.kind).join(' ');

test('a burst with no field is held from its first key and ends as a code', () => {
  const said = press(new Burst(), [...'29004', 'Enter'], 10, false);
  assert.equal(kinds(said), 'hold hold hold hold hold code');
  assert.equal(said.at(-1).code, '29004');
});

test('a burst in a field is held from its third key and the code is whole', () => {
  const said = press(new Burst(), [...'29004', 'Tab'], 20, true);
  assert.equal(kinds(said), 'pass pass hold hold hold code');
  assert.equal(said.at(-1).code, '29004');
});

test('a person is left alone in a field', () => {
  const said = press(new Burst(), [...'Bianchi', 'Enter'], 90, true);
  assert.equal(kinds(said), 'pass pass pass pass pass pass pass pass');
});

test('a few keys rolled over are a person', () => {
  const said = press(new Burst(), [...'ciò', 'Enter'], 30, true);
  assert.equal(said.at(-1).kind, 'pass');
});

test('what was held and is given back is still part of the burst that goes on', () => {
  const burst = new Burst();
  press(burst, [...'290'], 10, false);
  assert.equal(burst.release(), '290');
  const said = press(burst, [...'0417', 'Enter'], 10, false, 1030);
  assert.equal(said.at(-1).code, '2900417');
});

test('an arrow key or a chord ends a burst', () => {
  const said = press(new Burst(), [...'2900', 'ArrowLeft', 'Enter'], 10, false);
  assert.equal(said.at(-1).kind, 'pass');
});

test('a stream cut anywhere is read the same', () => {
  const text =
    'event: card\ndata: {"a":\ndata: 1}\n\n:\n\nevent: status\r\ndata: {}\r\n\r\ndata: x\n\n';
  const read = (size) => {
    const events = [];
    const parse = parser((name, data) => events.push([name, data]));
    for (let i = 0; i < text.length; i += size) parse(text.slice(i, i + size));
    return events;
  };
  const whole = read(text.length);
  assert.deepEqual(whole, [
    ['card', '{"a":\n1}'],
    ['status', '{}'],
    ['message', 'x'],
  ]);
  for (let size = 1; size < 12; size++) assert.deepEqual(read(size), whole, `in pieces of ${size}`);
});

test('times are said relative and exact, in both languages', () => {
  const now = new Date(2025, 10, 20, 12, 0);
  const it = moments('it', now);
  const en = moments('en-GB', now);
  const yesterday = new Date(2025, 10, 19, 18, 40);
  assert.equal(it.short(yesterday), 'ieri 18:40');
  assert.equal(en.short(yesterday), 'yesterday 18:40');
  assert.equal(it.short(new Date(2025, 10, 18, 9, 5)), 'martedì 09:05');
  assert.equal(it.short(new Date(2025, 10, 20, 11, 48)), '12 min fa');
  assert.equal(it.short(new Date(2025, 10, 20, 12, 0, 20)), 'ora');
  assert.equal(it.short(new Date(2025, 9, 12)), '12 ott');
  assert.equal(en.short(new Date(2023, 9, 12)), '12 Oct 2023');
});

test('a day is a date on the calendar, also when the clocks change', () => {
  assert.equal(daysBetween(new Date(2025, 2, 29, 23, 59), new Date(2025, 2, 30, 0, 1)), 1);
  assert.equal(daysBetween(new Date(2025, 2, 30, 0, 1), new Date(2025, 2, 31, 0, 1)), 1);
  assert.equal(daysBetween(new Date(2025, 9, 26, 0, 1), new Date(2025, 9, 27, 0, 1)), 1);
});

test('amounts are read as they are written in either country', () => {
  const cases = {
    '29,90': 29.9,
    '29.90': 29.9,
    '1.234,50': 1234.5,
    '1,234.50': 1234.5,
    1.234: 1234,
    '€ 12': 12,
    7: 7,
    '': null,
    abc: null,
    '-3': null,
    '1e9': null,
  };
  for (const [text, amount] of Object.entries(cases)) assert.equal(amountOf(text), amount, text);
  assert.equal(money('it', 234.5, 'EUR').replace(/\s/g, ' '), '234,50 €');
});

test('an id is a UUIDv7 of now', () => {
  const now = 1_763_640_000_123;
  const id = uuid7(now);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(id.replace('-', '').slice(0, 12), 16), now);
});

test('a day of birth as people write it', () => {
  for (const [text, day] of [
    ['7/3/1984', '1984-03-07'],
    ['07.03.1984', '1984-03-07'],
    [' 7-3-1984 ', '1984-03-07'],
    ['1984-03-07', '1984-03-07'],
    ['1984', '1984'],
    ['31/2/1990', ''],
    ['13/13/1990', ''],
    ['84', ''],
    ['yesterday', ''],
  ])
    assert.equal(dayOf(text), day, text);
});

test('what a visit knows already is taken along into the form', () => {
  const of = (words, card) => filled(newcomerOf(words, 'it', card));
  assert.deepEqual(of('maria grazia rossi'), { given_name: 'Maria', family_name: 'Grazia Rossi', language: 'it' });
  assert.deepEqual(of('McAdam'), { given_name: 'McAdam', language: 'it' });
  assert.deepEqual(of('a@example.org'), { email: 'a@example.org', language: 'it' });
  assert.deepEqual(of('+39 340 1234567'), { phone: '+39 340 1234567', language: 'it' });
  assert.deepEqual(of('2900417', '2900417'), { card: '2900417', language: 'it' });
  assert.deepEqual(of('20121'), { language: 'it' });
  assert.deepEqual(of(''), { language: 'it' });
});

test('a month later is the end of the same day, or of the last one there is', () => {
  const until = (...day) => {
    const due = monthLater(new Date(...day));
    return [due.getFullYear(), due.getMonth() + 1, due.getDate(), due.getHours()].join('-');
  };
  assert.equal(until(2026, 2, 2, 10), '2026-4-2-23');
  assert.equal(until(2026, 0, 31), '2026-2-28-23');
  assert.equal(until(2028, 0, 30), '2028-2-29-23');
  assert.equal(until(2026, 11, 31), '2027-1-31-23');
});

test('a receipt is numbered by the end of its id', () => {
  assert.equal(receiptNumber('0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10'), '3F0C-7C1D-2B10');
});
