// A survey that promises an answer: whoever wants one says where, and only then; it is a task with its time at the
// counter, its address is at the counter and nowhere else, and goes when it is erased.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceClient } from '../support/device_client.mjs';
import { eventually } from '../support/world.mjs';
import { ofLight, ofSize, see, sizes } from './browser.mjs';
import { button, open, page } from './stage.mjs';
import { kiosk, publish, rows, surveyStage, world } from './survey_stage.mjs';

const survey = {
  id: 'listen',
  version: 1,
  promise: {
    hours: 48,
    channels: ['email', 'phone'],
    version: '2026-1',
    text: {
      it: 'Lo usiamo solo per risponderLe. Lo cancelliamo quando Le abbiamo risposto.',
      en: 'We use it only to answer you. We delete it once you have our answer.',
    },
  },
  pages: [
    {
      elements: [
        {
          type: 'rating', name: 'visit', metric: 'csat', rateType: 'smileys',
          title: { it: 'Come è andata da {store}?', en: 'How was it at {store}?' },
        },
        { type: 'comment', name: 'tell', title: { it: 'Che cosa vuole chiederci?', en: 'What would you like to ask us?' } },
      ],
    },
  ],
};

surveyStage({ survey, pictures: 'promise' });

test('a promise that is half made is not published', () => {
  const refused = publish({ ...survey, promise: { ...survey.promise, text: undefined } });
  assert.notEqual(refused.status, 0);
  assert.match(refused.stderr, /the survey's promise: it has no "text"/);
});

async function toThePromise(face, words) {
  await page.getByRole('radio', { name: face }).click();
  await page.getByRole('textbox').fill(words);
  await button('Avanti').click();
  await page.getByText('Le rispondiamo entro 2 giorni. Come?').waitFor();
}

const views = [
  ['800x1280', undefined, { size: sizes.kiosk }],
  ['800x480', ofSize, { size: sizes.till }],
  ['320x800', ofSize, { size: sizes.strip }],
  ['800x1280-dark', ofLight, { size: sizes.kiosk, colorScheme: 'dark' }],
];
for (const [view, rules, options] of views) {
  test(`whoever wants an answer says where, ${view}`, async () => {
    const before = rows('task.opened');
    await open(kiosk(), options);
    await toThePromise('Pessima', 'Avete il 42?');
    await see(page, `promise-1-how-${view}`, rules);
    await button('Per e-mail').click();
    await page.getByText('Lo usiamo solo per risponderLe.').waitFor();
    assert.equal(await page.getByRole('textbox').inputValue(), '', 'it is asked behind its use, and is empty');
    await page.getByRole('textbox').fill('anna@example');
    await button('Invia').click();
    await page.getByText('Così non riusciamo a raggiungerLa').waitFor();
    await see(page, `promise-2-address-${view}`, rules);
    assert.equal(rows('task.opened'), before);
    await page.getByRole('textbox').fill('anna@example.org');
    await page.keyboard.press('Enter');
    await page.getByText('Grazie!').waitFor();
    assert.equal(rows('task.opened'), before + 1);
  });
}

test('whoever does not want one is asked for nothing; whoever skipped everything is promised nothing', async () => {
  const before = rows('task.opened');
  await open(kiosk(), { size: sizes.kiosk });
  await toThePromise('Ottima', 'Niente');
  await button('No, grazie').click();
  await page.getByText('Grazie!').waitFor();
  await button('Nuova risposta').click();
  await button('Salta questa domanda').click();
  await button('Salta questa domanda').click();
  await page.getByText('Grazie!').waitFor();
  assert.equal(rows('task.opened'), before);
});

test('it is at the counter with its time and where to answer; ended, the channel stays; erased, nothing does', async () => {
  const staff = new DeviceClient(world.agentPort);
  await staff.signIn(world.staff.name, world.staff.pin);
  await open(kiosk(), { size: sizes.kiosk });
  await toThePromise('Buona', 'Quando torna il modello blu?');
  await button('Per telefono').click();
  await page.getByRole('textbox').fill('+39 02 1234567');
  await button('Invia').click();
  await page.getByText('Grazie!').waitFor();
  await page.context().close();

  await open(`http://counter.localhost:${world.agentPort}/`, { session: staff.cookie });
  const more = page.getByText(/altr[ea]/).first();
  const task = () => page.locator('.tasks li').filter({ hasText: 'Quando torna il modello blu?' });
  await page.locator('.tasks').waitFor();
  if (await more.isVisible()) await more.click();
  await task().getByText('Telefono: ••• 567').waitFor();
  await task().getByText('Un cliente aspetta una risposta').waitFor();
  await task().getByText(/entro/).waitFor();
  assert.equal(await button('Mostra').count(), 0, 'it is for who sees to it');
  await see(page, 'promise-3-counter', ofSize);
  await task().getByRole('button', { name: 'Ci penso io' }).click();
  await task().getByRole('button', { name: 'Mostra' }).click();
  await task().getByText('Telefono: +39 02 1234567').waitFor();
  await see(page, 'promise-3-shown', ofSize);
  assert.equal(rows('contact.revealed'), 1);
  await task().getByRole('button', { name: 'Fatto…' }).click();
  await page.getByLabel('Che cosa ne è stato?').fill('Chiamata: giovedì');
  await page.keyboard.press('Enter');
  await page.getByText(/messa a posto nelle ultime ore/).click();
  const ended = page.locator('.tasks li').filter({ hasText: 'Chiamata: giovedì' });
  await ended.getByText(/risposta per telefono/).waitFor();
  await see(page, 'promise-4-ended', ofSize);

  const asked = ({ tasks }) => tasks.find(({ reply }) => reply?.masked === '••• 567');
  const of = asked(await staff.stream().until('tasks', asked, 'the task'));
  staff.close();
  // The kiosk's own clock says when it is due, the device's when it was opened: never later than promised.
  const time = Date.parse(of.due) - Date.parse(of.opened);
  assert.ok(time <= 48 * 3600_000 && time > 47 * 3600_000, `${time} ms`);
  // Through the hub it is at every device of the store: here it comes back, and is the same.
  await eventually('all to be at the hub', () => {
    const { journal } = world.deviceStatus();
    return journal.through === journal.last;
  });
  const said = world.ctl(['erase', '--profile', of.task]);
  assert.match(said, /6 rows erased|6 righe cancellate/);
  await ended.waitFor({ state: 'detached' });
});
