// A survey's place in the settings that the hub gives: all else stays as it was; and questions of each kind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: [new URL('../src/console/survey_text.ts', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  write: false,
});
const { asKind, freeName, kindNames, kindOf, readWritten, surveyIn, withSurvey, withText } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);

test('a survey takes the place of the one before, wherever it stands, and nothing else moves', () => {
  for (const [body, becomes] of [
    ['', "[kiosk]\nsurvey = '''\nX\n'''\n"],
    ['[counter]\na = 1', "[counter]\na = 1\n[kiosk]\nsurvey = '''\nX\n'''\n"],
    ['[kiosk]\nidle = "9s"\n[counter]\n', "[kiosk]\nsurvey = '''\nX\n'''\nidle = \"9s\"\n[counter]\n"],
    ["[kiosk]\nsurvey = '''\n{\n[1]\n}\n''' # old\nidle = \"9s\"\n", "[kiosk]\nsurvey = '''\nX\n'''\nidle = \"9s\"\n"],
    ['[kiosk] # here\n  survey = "{}"\n', "[kiosk] # here\nsurvey = '''\nX\n'''\n"],
    ["[a]\nt = '''\n[kiosk]\nsurvey = 1\n'''\n", "[a]\nt = '''\n[kiosk]\nsurvey = 1\n'''\n[kiosk]\nsurvey = '''\nX\n'''\n"],
    ['[a]\nsurvey = "not this"\n[kiosk]\n', "[a]\nsurvey = \"not this\"\n[kiosk]\nsurvey = '''\nX\n'''\n"],
  ]) {
    assert.equal(withSurvey(body, 'X'), becomes, body);
    assert.equal(surveyIn(becomes), 'X', becomes);
  }
});

test('what only its author can change is left to its author', () => {
  for (const body of ['kiosk.survey = "{}"\n', 'kiosk = { idle = "9s" }\n']) assert.equal(withSurvey(body, 'X'), null, body);
  assert.equal(surveyIn('[kiosk]\nidle = "9s"\n'), null);
  const both = "[kiosk]\nsurvey = '''K'''\n[staff_survey]\nminimum_group = 6\nsurvey = '''S'''\n";
  assert.equal(surveyIn(both), 'K');
  assert.equal(surveyIn(both, 'staff_survey'), 'S');
  assert.equal(surveyIn("[kiosk]\nsurvey = '''K'''\n", 'staff_survey'), null);
});

test('quotes in a survey do not end it', () => {
  const text = JSON.stringify({ say: "'''" });
  assert.deepEqual(JSON.parse(surveyIn(withSurvey('', text))), { say: "'''" });
});

test('a question changes its kind and keeps what each kind has', () => {
  const one = { type: 'comment', name: 'q', title: { it: 'Q' }, isRequired: true, visibleIf: '{a} = 1', maxLength: 9 };
  for (const kind of kindNames) {
    const changed = asKind(one, kind);
    assert.equal(kindOf(changed), kind);
    assert.deepEqual([changed.name, changed.title, changed.isRequired, changed.visibleIf], ['q', one.title, true, one.visibleIf]);
    assert.equal('choices' in changed, kind === 'radiogroup' || kind === 'checkbox');
    assert.equal('maxLength' in changed, false);
  }
});

test('texts come and go in each language; names are free', () => {
  assert.deepEqual(withText('A', 'en', 'B', ['it', 'en']), { it: 'A', en: 'B' });
  assert.equal(withText({ en: 'B' }, 'en', '', ['it', 'en']), undefined);
  const survey = readWritten('{"id":"a","pages":[{"elements":[{"type":"text","name":"question_2"}]}]}');
  assert.equal(freeName(survey), 'question_3');
  for (const text of ['', '{', '[]', '{"pages":1}', '{"pages":[{}]}', '{"pages":[{"elements":[1]}]}', 'null']) {
    assert.equal(readWritten(text), null, text);
  }
});
