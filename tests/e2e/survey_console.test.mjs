// A survey is made in the hub's console: in fields or as text, checked by what devices read it by, shown as a kiosk shows it,
// published with what else the settings say, and asked at the kiosk.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { World, eventually } from '../support/world.mjs';
import { ofSize, openPage, see, sizes } from './browser.mjs';
import { browse, browser, button, open, page } from './stage.mjs';

const world = new World({ sync: { news_poll: '500ms', backoff_max: '1s' } });
let operator;
const preview = () => page.locator('.preview');
const readNow = () => page.locator('[aria-busy=false] .preview').waitFor();
const json = () => page.locator('textarea.json');
const written = async () => JSON.parse(await json().inputValue());

browse({
  pictures: 'survey_console',
  begin: async () => {
    await world.start();
    operator = world.addOperator('anna');
    const file = world.path('settings.toml');
    writeFileSync(file, '# a quieter kiosk\n[kiosk]\nidle = "45s" # longer\n\n[counter]\nvisit_idle = "5m"\n');
    world.hubctl('settings', 'publish', file, '--note', 'before');
  },
  end: () => world.end(),
});

async function signIn(options = {}) {
  await open(world.consoleUrl, { language: 'en-GB', ...options });
  await page.locator('#name').fill(operator.name);
  await page.locator('#password').fill(operator.password);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Surveys', exact: true }).click();
  await preview().getByRole('radio').first().waitFor();
}

test('a survey is made in fields, looked at as a kiosk shows it, published, and asked', async () => {
  await signIn();
  await see(page, 'survey_console-1-begun');
  await page.locator('#survey_id').fill('autumn');
  await page.locator('#title_0_0_en').fill('Was it good at {store}?');
  await page.locator('#title_0_0_it').fill('È andata bene da {store}?');
  await preview().getByText('Was it good at Milano, Via Torino?').waitFor();

  await button('Add a question').click();
  await page.locator('#kind_0_1').selectOption('checkbox');
  await page.locator('#name_0_1').fill('why');
  await page.locator('#title_0_1_en').fill('Why not?');
  await page.locator('#title_0_1_it').fill('Perché no?');
  await page.locator('#when_0_1').fill('{visit} <= 2');
  await page.locator('#choice_0_1_0_en').fill('The wait');
  await page.locator('#choice_0_1_0_it').fill("L'attesa");
  await page.locator('#choice_0_1_1_en').fill('The prices');
  await page.locator('#choice_0_1_1_it').fill('I prezzi');
  await readNow();
  const survey = await written();
  assert.deepEqual(survey.pages[0].elements[1].choices[0], { value: 'a', text: { en: 'The wait', it: "L'attesa" } });

  // As the kiosk asks it: whoever was content is not asked why.
  await preview().getByRole('radio').first().click();
  await preview().getByText('Why not?').waitFor();
  await preview().getByRole('checkbox', { name: 'The wait' }).click();
  await preview().getByRole('checkbox', { name: 'The wait', checked: true }).waitFor();
  await see(page, 'survey_console-2-made');
  await preview().getByRole('button', { name: 'Back' }).click();
  await preview().getByRole('radio').last().click();
  await preview().getByText('Thank you!').waitFor();
  await page.locator('#language').selectOption('it');
  await preview().getByText('È andata bene da Milano, Via Torino?').waitFor();

  await page.locator('#note').fill('autumn');
  await button('Publish…').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published as number 2 to ring all.').waitFor();
  const body = world.hubctl('settings', 'show', '2');
  for (const kept of ['# a quieter kiosk', 'idle = "45s" # longer', 'visit_idle = "5m"']) assert.ok(body.includes(kept), body);

  await eventually('the settings to be here', () => world.deviceStatus().settings?.number === 2);
  await world.agent.stop();
  await world.startAgent();
  const kiosk = await openPage(browser, `http://kiosk.localhost:${world.agentPort}/`, { size: sizes.kiosk });
  await kiosk.getByText('È andata bene da').waitFor();
  await kiosk.getByRole('radio').first().click();
  await kiosk.getByText('Perché no?').waitFor();
  await kiosk.context().close();
});

test('what is published is changed as its next version; what cannot be asked is said in the words of the device', async () => {
  await signIn();
  const before = await written();
  assert.deepEqual([before.id, before.version], ['autumn', 2]);
  for (const [wrong, says] of [
    [{ ...before, pages: [{ elements: [{ ...before.pages[0].elements[0], metric: 'nps' }] }] }, /nps is asked from 0 to 10/],
    [{ ...before, pages: [{ elements: [{ type: 'matrix', name: 'm', title: 'M' }] }] }, /cannot ask the type "matrix"/],
    [{ ...before, logo: 'x' }, /a kiosk does not know "logo"/],
    [{ ...before, promise: { hours: 48 } }, /the survey's promise/],
  ]) {
    await json().fill(JSON.stringify(wrong));
    await page.locator('#complaint').getByText(says).waitFor();
    await preview().waitFor({ state: 'detached' });
  }
  await see(page, 'survey_console-3-refused');
  await button('Publish…').click();
  await page.getByText('This cannot be asked').waitFor();
  await json().fill('{ "id": ');
  await page.getByText('This text cannot be shown in fields').waitFor();
  await page.locator('#complaint').getByText('it is not JSON').waitFor();
  await json().fill(JSON.stringify({ ...before, completedHtml: { en: "That's '''it'''", it: 'Grazie' } }));
  await preview().getByRole('radio').first().waitFor();
  await button('Publish…').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published as number 3 to ring all.').waitFor();
  await page.waitForFunction(() => JSON.parse(document.querySelector('textarea.json').value).version === 3);
  assert.equal((await written()).completedHtml.en, "That's '''it'''");
});

test('the page is usable on a small screen', async () => {
  await signIn({ size: sizes.strip });
  await see(page, 'survey_console-4-320x800', ofSize);
});
