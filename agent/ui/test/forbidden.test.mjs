// What a tablet does not keep while it cannot ask the device.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: [new URL('../src/tablet/forbidden.ts', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  target: 'node18',
  write: false,
});
const { looksForbidden } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);
const said = (text) => JSON.stringify({ data: { text } });

test('a card number or a tax code is not kept on a tablet, however it is written', () => {
  for (const text of ['4111 1111 1111 1111', 'my card 5500-0000.0000/0004 thanks', 'RSSMRA85T10A562S', 'rss mra 85t10 a562s']) {
    assert.ok(looksForbidden(said(text)), text);
  }
});

test('nor is a payment card in the place of an order, whose number may be as long', () => {
  const order = (order_id) => looksForbidden(JSON.stringify({ data: { order_id } }));
  for (const number of ['4111111111111111', '5500-0000-0000-0004', 'RSSMRA85T10A562S']) assert.ok(order(number), number);
  for (const number of ['W-1043', '4111111111111112', '20261123104500123456', 'MI.2026/000123']) assert.ok(!order(number), number);
});

test('ordinary words and figures are', () => {
  for (const text of ['', 'Waited 20 minutes on 12.11.2026', 'Tel. 02 5558 1234', 'taglia 42, articolo 80012345']) {
    assert.ok(!looksForbidden(said(text)), text);
  }
  assert.ok(!looksForbidden(JSON.stringify({ data: { score: 9 } })));
});
