// What is asked next, by the answers before it; and in which language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: [new URL('../src/shared/survey.ts', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  write: false,
});
const { goOn, nextQuestion, words } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);

const asks = (condition, answers) =>
  nextQuestion([{ question: 'q', when: [[condition]] }], 0, answers) === 0;

test('a score is compared as a number', () => {
  for (const [comparison, below, same, above] of [
    ['=', false, true, false],
    ['<>', true, false, true],
    ['<', true, false, false],
    ['<=', true, true, false],
    ['>', false, false, true],
    ['>=', false, true, true],
  ]) {
    assert.deepEqual(
      [9, 10, 11].map((a) => asks(['a', comparison, 10], { a })),
      [below, same, above],
      comparison,
    );
  }
});

test('choices and words are there or not', () => {
  assert.equal(asks(['a', 'contains', 'x'], { a: ['y', 'x'] }), true);
  assert.equal(asks(['a', 'contains', 'x'], { a: ['y'] }), false);
  assert.equal(asks(['a', '=', 'x'], { a: ['x'] }), true);
  assert.equal(asks(['a', '=', 'x'], { a: 'x' }), true);
  for (const a of [undefined, [], '']) {
    assert.equal(asks(['a', 'empty'], { a }), true);
    assert.equal(asks(['a', 'notempty'], { a }), false);
    assert.equal(asks(['a', '=', 0], { a }), false);
    assert.equal(asks(['a', '<', 5], { a }), false);
  }
  assert.equal(asks(['a', 'notempty'], { a: 0 }), true, 'nought is an answer');
});

test('any reason will do, and all its conditions must hold', () => {
  const questions = [
    { question: 'one' },
    { question: 'two', when: [[['one', '>', 3], ['one', '<', 6]], [['one', '=', 9]]] },
    { question: 'three' },
  ];
  const after = (one) => nextQuestion(questions, 1, { one });
  assert.deepEqual([3, 4, 5, 6, 9].map(after), [2, 1, 1, 2, 1]);
  assert.equal(nextQuestion(questions, 3, {}), 3, 'there is no more');
});

test('words in the language asked for, or the nearest there is', () => {
  const both = { it: 'Sì', en: 'Yes' };
  assert.equal(words(both, 'en-GB', 'it'), 'Yes');
  assert.equal(words(both, 'de', 'en'), 'Yes');
  assert.equal(words(both, 'de'), 'Sì');
  assert.equal(words({ default: 'Ja', it: 'Sì' }, 'fr'), 'Ja');
  assert.equal(words(undefined, 'it'), '');
});

test('an answer on a way that is no longer gone decides nothing', () => {
  const questions = [
    { question: 'a' },
    { question: 'b', when: [[['a', '=', 1]]] },
    { question: 'c', when: [[['b', '=', 1]]] },
  ];
  const through = goOn(questions, goOn(questions, [0], { a: 1 }), { a: 1, b: 1 });
  assert.deepEqual(through, [0, 1, 2]);
  // Gone back and answered otherwise: b is not asked any more, and what was said to it counts for nothing.
  assert.deepEqual(goOn(questions, [0], { a: 2, b: 1 }), [0, 3]);
});
