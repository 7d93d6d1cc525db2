// A survey that the hub has published, asked at a kiosk: branches, choices, words, and what arrives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../support/world.mjs';
import { ofLight, ofSize, passTimeUntil, see, sizes } from './browser.mjs';
import { answer, browser, button, open, page } from './stage.mjs';
import { kiosk, publish, rows, surveyStage, world } from './survey_stage.mjs';

const autumn = {
  id: 'autumn',
  version: 2,
  purpose: { it: 'Le leggiamo ogni lunedì in negozio.', en: 'We read them every Monday in the store.' },
  completedHtml: { it: 'Grazie davvero: lunedì le leggiamo.', en: 'Thank you: we read them on Monday.' },
  pages: [
    {
      elements: [
        {
          type: 'rating', name: 'effort', metric: 'ces', rateMin: 1, rateMax: 7, isRequired: true,
          title: { it: 'È stato facile trovare ciò che cercava?', en: 'Was it easy to find what you were looking for?' },
          minRateDescription: { it: 'Difficile', en: 'Difficult' },
          maxRateDescription: { it: 'Facile', en: 'Easy' },
        },
        {
          type: 'rating', name: 'staff', rateType: 'stars',
          title: { it: 'E il personale di {store}?', en: 'And the staff of {store}?' },
        },
      ],
    },
    {
      visibleIf: '{effort} <= 4',
      elements: [
        {
          type: 'checkbox', name: 'reasons', title: { it: 'Che cosa lo ha reso difficile?', en: 'What made it difficult?' },
          choices: [
            { value: 'signs', text: { it: 'Le indicazioni', en: 'The signs' } },
            { value: 'sizes', text: { it: 'Le taglie', en: 'The sizes' } },
            { value: 'wait', text: { it: "L'attesa", en: 'The wait' } },
            { value: 'other', text: { it: 'Altro', en: 'Something else' } },
          ],
        },
        {
          type: 'comment', name: 'tell', visibleIf: "{reasons} contains 'other'", maxLength: 200,
          title: { it: 'Ci racconti.', en: 'Tell us.' },
        },
      ],
    },
    {
      elements: [
        {
          type: 'radiogroup', name: 'next', title: { it: 'Quando torna a trovarci?', en: 'When will you be back?' },
          choices: [
            { value: 'soon', text: { it: 'Presto', en: 'Soon' } },
            { value: 'someday', text: { it: 'Un giorno', en: 'Some day' } },
          ],
        },
      ],
    },
  ],
};

const answers = () => rows('survey.answered');
const stored = () => eventually('everything to be stored', () => {
  const { journal } = world.deviceStatus();
  return journal.through === journal.last;
});

const tick = (name) => page.getByRole('checkbox', { name, exact: true });

surveyStage({ survey: autumn, pictures: 'survey' });

test('what a kiosk cannot ask is not published', () => {
  const matrix = { id: 'm', pages: [{ elements: [{ type: 'matrix', name: 'm', title: 'M' }] }] };
  const refused = publish(matrix);
  assert.notEqual(refused.status, 0);
  assert.match(refused.stderr, /"survey" in \[kiosk\] cannot be asked: question "m": a kiosk cannot ask the type "matrix"/);
  const scale = { id: 'm', pages: [{ elements: [{ type: 'rating', name: 'n', metric: 'nps', rateMin: 1, rateMax: 10, title: 'N' }] }] };
  assert.match(publish(scale).stderr, /nps is asked from 0 to 10/);
});

const views = [
  ['800x1280', undefined, { size: sizes.kiosk }],
  ['1280x800', ofSize, { size: sizes.wide }],
  ['320x800', ofSize, { size: sizes.strip }],
  ['800x480', ofSize, { size: sizes.till }],
  ['800x1280-dark', ofLight, { size: sizes.kiosk, colorScheme: 'dark' }],
];
for (const [view, rules, options] of views) {
  test(`an unhappy customer says why, ${view}`, async () => {
    const shot = (name) => see(page, `survey-${name}-${view}`, rules);
    const before = answers();
    await open(kiosk(), options);
    await page.getByText('È stato facile').waitFor();
    await shot('1-effort');
    assert.equal(await button('Salta questa domanda').count(), 0, 'what is required is not skipped');
    await answer('2').click();
    await page.getByText('E il personale di Milano, Via Torino?').waitFor();
    await shot('2-stars');
    await answer('4 stelle').click();
    await page.getByText('Che cosa lo ha reso difficile?').waitFor();
    await tick('Le taglie').click();
    await tick('Altro').click();
    await shot('3-reasons');
    await button('Avanti').click();
    await page.getByText('Ci racconti.').waitFor();
    await page.getByRole('textbox').fill('La mia carta è 4111 1111 1111 1111');
    await button('Avanti').click();
    await page.getByText('Così non possiamo tenerla').waitFor();
    await shot('4-refused');
    await page.getByRole('textbox').fill('Cercavo il 42 e nessuno lo trovava.');
    await button('Avanti').click();
    await page.getByText('Quando torna').waitFor();
    await shot('5-one');
    await answer('Presto').click();
    await page.getByText('Grazie davvero: lunedì le leggiamo.').waitFor();
    await shot('6-thanks');
    assert.equal(answers(), before + 5);
  });
}

test('a happy customer is not asked what was difficult; what is skipped is not recorded', async () => {
  const before = answers();
  await open(kiosk(), { size: sizes.kiosk });
  await button('English').click();
  await page.getByText('Was it easy').waitFor();
  await answer('7, Easy').click();
  await page.getByText('And the staff').waitFor();
  await button('Skip this question').click();
  await page.getByText('When will you be back?').waitFor();
  await button('Privacy').click();
  await page.getByText('We read them every Monday').waitFor();
  await button('I understand').click();
  await answer('Some day').click();
  await page.getByText('Thank you: we read them on Monday.').waitFor();
  assert.equal(answers(), before + 2);
  await stored();
});

test('what a customer types is text: markup does nothing, and arrives as it was typed', async () => {
  const odd = '<img src=x onerror="window.ran=1"> \u202Edlrow\u202C \u{1F469}\u200D\u{1F467} {{7*7}}';
  await open(kiosk(), { size: sizes.kiosk });
  await answer('2').click();
  await answer('4 stelle').click();
  await tick('Altro').click();
  await button('Avanti').click();
  await page.getByRole('textbox').fill(odd);
  await button('Avanti').click();
  await page.getByText('Quando torna').waitFor();
  await button('Indietro').click(); // it is shown again, as text
  assert.equal(await page.getByRole('textbox').inputValue(), odd);
  assert.equal(await page.evaluate(() => 'ran' in window || document.querySelector('img') !== null), false);
});

test('after the idle time nothing of the last person is left: page, storage, history, cache', async () => {
  const marker = 'MARKER-7f3a';
  const before = answers();
  await open(kiosk(), { size: sizes.kiosk });
  await page.clock.install();
  await page.reload();
  const historyBefore = await page.evaluate(() => history.length);
  await button('English').click();
  await answer('2').click();
  await answer('4 stars').click();
  await tick('Something else').click();
  await button('Next').click();
  await page.getByRole('textbox').fill(`I am ${marker}`);
  // What is sent now does not arrive, and would be sent again.
  await page.route('**/v1/interactions', (route) => route.abort());
  await button('Next').click();
  await page.getByText('Your answer is not recorded yet.').waitFor();
  assert.ok((await page.evaluate(() => document.querySelector('textarea').value)).includes(marker));
  await page.locator('textarea').selectText();
  await page.evaluate(() => sessionStorage.setItem('left', 'behind'));
  const { idle_s } = await page.evaluate(() => fetch('/v1/touchpoint').then((answer) => answer.json()));
  await passTimeUntil(page, page.getByRole('dialog', { name: 'Are you still here?' }), 2 * idle_s);
  assert.match(await page.getByRole('timer').innerText(), /In (20|19|18) s/);
  await passTimeUntil(page, page.getByText('È stato facile'), 30);
  await page.unrouteAll();
  const left = await page.evaluate(async () => ({
    page: document.documentElement.outerHTML + document.title + location.href,
    fields: [...document.querySelectorAll('input, textarea')].map((one) => one.value),
    chosen: document.querySelectorAll('[aria-checked=true]').length,
    selected: `${getSelection()}`,
    storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    history: [history.length, history.state],
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    language: document.documentElement.lang,
    resources: performance.getEntriesByType('resource').map((one) => one.name).join(),
  }));
  assert.doesNotMatch(JSON.stringify(left), new RegExp(`${marker}|behind`));
  assert.deepEqual(
    { ...left, page: '', resources: '' },
    {
      page: '', fields: [], chosen: 0, selected: '', storage: '[{},{},""]', databases: [], caches: [],
      history: [historyBefore, null], workers: 0, language: 'it', resources: '',
    },
  );
  // The browser's own cache has what the device said may be kept, and that is the page alone.
  const cached = await page.evaluate(async () => {
    const from = await fetch('/v1/touchpoint', { cache: 'only-if-cached', mode: 'same-origin' }).catch(() => null);
    return from?.status === 200;
  });
  assert.equal(cached, false);
  // What had not been recorded is not sent behind their back.
  await page.clock.runFor(60_000);
  await stored();
  assert.equal(answers(), before + 3);
  // Back finds nothing either.
  await page.goBack();
  assert.ok(!(await page.content()).includes(marker));
});
