// Staff say how they find their work: told before the first tap who will see what, once each, without a name. Below
// the least number nothing leaves the device; from it on the centre has the figure, and nowhere stands whose it is.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { DeviceClient } from '../support/device_client.mjs';
import { World, eventually } from '../support/world.mjs';
import { holdAnswers, ofLight, ofSize, see, sizes, type, wedge } from './browser.mjs';
import { covered, unseenFocus } from './covered.mjs';
import { browse, button, open, page } from './stage.mjs';

const world = new World({ sync: { news_poll: '500ms', backoff_max: '1s' } });
const survey = {
  id: 'work-autumn',
  version: 1,
  purpose: { it: 'Serve a migliorare i turni e il lavoro in negozio.', en: 'It is for better shifts and work in the store.' },
  completedHtml: { it: 'Ne parliamo alla riunione di dicembre.', en: 'We talk about it at the meeting in December.' },
  pages: [
    { elements: [
      { type: 'rating', name: 'recommend', metric: 'enps', rateMin: 0, rateMax: 10, isRequired: true,
        title: { it: 'Quanto consiglieresti {store} come posto di lavoro?', en: 'How likely are you to recommend {store} as a place to work?' },
        minRateDescription: { it: 'Per niente', en: 'Not at all' }, maxRateDescription: { it: 'Moltissimo', en: 'Extremely' } },
      { type: 'rating', name: 'week', rateMin: 1, rateMax: 5, rateType: 'smileys', title: { it: 'Com’è andata la settimana?', en: 'How was your week?' } },
      { type: 'checkbox', name: 'better', visibleIf: '{week} <= 2', title: { it: 'Che cosa aiuterebbe di più?', en: 'What would help most?' },
        choices: [{ value: 'shifts', text: { it: 'Turni prevedibili', en: 'Predictable shifts' } }, { value: 'tools', text: { it: 'Gli strumenti', en: 'Tools' } }] },
      { type: 'comment', name: 'tell', title: { it: 'Vuoi aggiungere qualcosa?', en: 'Anything to add?' }, maxLength: 300 },
    ] },
  ],
};
const kType = 'touchpoint.staff_survey.answered';

function publish(one, more = '') {
  const file = world.path('settings.toml');
  writeFileSync(file, `[staff_survey]\n${more}survey = '''\n${JSON.stringify(one)}\n'''\n`);
  return world.run('touchpoint-hub', ['settings', 'publish', file, '--config', world.path('hub/hub.toml')], { allowFailure: true });
}
async function asked(number) {
  await eventually('the settings to be here', () => world.deviceStatus().settings?.number === number);
  await world.agent.stop();
  await world.startAgent();
}
const counter = () => `http://counter.localhost:${world.agentPort}/`;
const recorded = () => world.ctl(['tail', '-n', '1000', '--json']).split('\n').filter((line) => line.includes(kType)).length;
// What the centre has, in the order in which it was recorded. It alone opens its database, so it rests meanwhile.
async function arrived() {
  await eventually('all to be sent', () => world.deviceStatus().journal.to_send === 0);
  await world.hub.stop();
  const text = execFileSync('sqlite3', ['-readonly', world.path('hub/hub.db'), 'SELECT raw FROM events ORDER BY sequence'], { encoding: 'utf8' });
  await world.startHub();
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}
const figures = () => JSON.parse(world.hubctl('staff-survey', '--json')).waves;
const sealed = () => readFileSync(world.path('device/state/staff-voices.sealed'));

const staff = [];
let operator;
browse({
  pictures: 'voice',
  begin: async () => {
    await world.start();
    staff.push(world.staff);
    for (const [name, shown] of [['matteo', 'Matteo B.'], ['sara', 'Sara L.'], ['elena', 'Elena M.'], ['paolo', 'Paolo V.'], ['luca', 'Luca T.']]) {
      staff.push(await world.addStaff(name, shown));
    }
    const published = publish(survey);
    assert.equal(published.status, 0, published.stderr);
    await asked(1);
  },
  end: () => world.end(),
});

// By their session, without the page.
async function client({ name, pin }) {
  const one = new DeviceClient(world.agentPort);
  await one.signIn(name, pin);
  return one;
}
const answers = (recommend, week, more = []) => ({
  survey: 'work-autumn', version: 1,
  answers: [{ question: 'recommend', score: recommend }, { question: 'week', score: week }, ...more],
});
async function atDesk(who, options = {}) {
  const { cookie } = await client(who);
  await open(counter(), { session: cookie, ...options });
  await page.locator('.nobody').waitFor();
}
const title = (name) => page.getByRole('heading', { level: 1, name, exact: true });
const group = (name) => page.getByRole('group', { name });
const given = []; // what was answered, in the order in which it was

test('what would name somebody, and eNPS on another scale, are refused where they are published', () => {
  const [recommend] = survey.pages[0].elements;
  const one = (element, more) => ({ ...survey, ...more, pages: [{ elements: [element] }] });
  for (const [wrong, says] of [
    [one({ ...recommend, rateMin: 1 }), /enps is asked from 0 to 10/],
    [one({ ...recommend, metric: 'nps' }), /what staff answer is eNPS .* and never NPS/],
    [one(recommend, { promise: { hours: 24, channels: ['email'], version: '1', text: 'x' } }), /"promise", which needs an address/],
    [one(recommend, { identify: { version: '1', text: 'x' } }), /"identify", which asks who they are/],
    [one({ type: 'text', name: 'who', title: 'Nome' }), /a name or an address is typed/],
  ]) {
    const { status, stderr } = publish(wrong);
    assert.notEqual(status, 0);
    assert.match(stderr, says);
  }
  const { status, stderr } = publish(survey, 'minimum_group = 4\n');
  assert.notEqual(status, 0);
  assert.match(stderr, /minimum_group.*(5|50)/s);
});

test('it is offered on the empty desk, says who sees what, and is answered by keyboard; thanks come from the device', async () => {
  await atDesk(staff[0]);
  const offer = page.getByText('Com’è lavorare qui? Due minuti, senza nome.');
  await offer.waitFor();
  await see(page, 'voice-1-offered');
  await button('Rispondi').focus();
  await page.keyboard.press('Enter');
  await title('La tua voce').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'work-title');
  for (const told of ['Il tuo nome non viene conservato', 'almeno 5 alla stessa domanda', 'mai di meno di 5 persone', 'cancellate senza che nessuno le legga', 'Le parole possono far capire chi sei']) {
    await page.getByText(told).first().waitFor();
  }
  await see(page, 'voice-2-asked');
  // Each row of answers is one stop of Tab, and arrows move in it.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await group(/Quanto consiglieresti/).getByRole('radio', { name: '1', exact: true }).isChecked();
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
  assert.ok(await group(/Quanto consiglieresti/).getByRole('radio', { name: '9', exact: true }).isChecked());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  assert.ok(await group(/settimana/).getByRole('radio', { name: 'Molto male' }).isChecked());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  assert.ok(await page.getByRole('checkbox', { name: 'Turni prevedibili' }).isChecked());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await type(page, 'Meno sabati');
  await see(page, 'voice-3-answered');
  const release = await holdAnswers(page, '/v1/staff/survey');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await button('Un momento…').waitFor();
  assert.equal(await title('Grazie!').count(), 0);
  await release();
  await title('Grazie!').waitFor();
  await page.getByText('Ne parliamo alla riunione di dicembre.').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'work-title');
  await see(page, 'voice-4-thanks');
  given.push(['recommend', 9], ['week', 1], ['better', 'shifts'], ['tell', 'Meno sabati']);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement?.id === 'to-voice');
  assert.equal(await offer.count(), 0);
});

test('a second try of the same person is told so, here and after a restart', async () => {
  await world.agent.stop('SIGKILL');
  await world.startAgent();
  await atDesk(staff[0]);
  await button('La tua voce').click();
  await title('Hai già risposto').waitFor();
  assert.equal(await page.getByRole('radio').count(), 0);
  await see(page, 'voice-5-already');
  const again = await (await client(staff[0])).request('POST', '/v1/staff/survey', answers(0, 1));
  assert.equal(again.status, 409);
  assert.equal(again.body.error, 'already_answered');
});

test('whoever says later is not offered it again and may still answer; a customer comes first and takes nothing away', async () => {
  await atDesk(staff[1], { size: sizes.till, language: 'en-GB' });
  await button('In linea').or(page.locator('.status button')).first().click();
  await button('English').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByText('What is it like to work here?').waitFor();
  await see(page, 'voice-1-offered-800x480-en', ofSize);
  await button('Not now').click();
  await page.getByText('What is it like to work here?').waitFor({ state: 'detached' });
  await page.reload();
  await button('La tua voce').waitFor();
  assert.equal(await page.getByText('Com’è lavorare qui?').count(), 0);
  await page.locator('.status button').first().click();
  await button('English').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await button('Your voice').click();
  await title('Your voice').waitFor();
  await see(page, 'voice-2-asked-800x480-en', ofSize);
  await button('Send your answers').click();
  await page.getByText('An answer that is needed is missing.').waitFor();
  await group(/How likely/).getByRole('radio', { name: '3', exact: true }).click();
  await group(/your week/).getByRole('radio', { name: 'Bad', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Tools' }).click();
  await group(/your week/).scrollIntoViewIfNeeded();
  await see(page, 'voice-3-answered-800x480-en', ofSize);
  await wedge(page, '2977777777770');
  await page.getByRole('heading', { name: 'We do not know this card yet' }).waitFor();
  await button('Close').first().click();
  await button('Your voice').click();
  await title('Your voice').waitFor();
  assert.ok(await group(/How likely/).getByRole('radio', { name: '3', exact: true }).isChecked());
  await group(/your week/).getByRole('radio', { name: 'Very good', exact: true }).click();
  assert.equal(await page.getByRole('checkbox').count(), 0, 'what does not follow any more is not asked');
  await button('Send your answers').click();
  await title('Thank you!').waitFor();
  await see(page, 'voice-4-thanks-800x480-en', ofSize);
  given.push(['recommend', 3], ['week', 5]);
});

const looks = [
  ['320x800', ofSize, { size: sizes.strip }],
  ['dark', ofLight, { colorScheme: 'dark' }],
  ['enlarged', ofSize, { size: { width: 320, height: 200 } }], // 400 % of 1280×800
];
for (const [look, rules, options] of looks) {
  test(`it can be read and answered ${look}`, async () => {
    await atDesk(staff[5], options);
    await button('La tua voce').click();
    await title('La tua voce').waitFor();
    await group(/settimana/).getByRole('radio', { name: 'Male', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Gli strumenti' }).waitFor();
    await see(page, `voice-7-asked-${look}`, rules);
    if (look === 'dark') assert.deepEqual(await covered(page), []); // where a page scrolls as a whole, its bars lie over it
    assert.deepEqual(await unseenFocus(page), []);
  });
}

test('below the least number nothing leaves the device', async () => {
  for (const [i, score] of [[2, 10], [3, 8]]) {
    await (await client(staff[i])).expect(204, 'POST', '/v1/staff/survey', answers(score, i));
    given.push(['recommend', score], ['week', i]);
  }
  await eventually('all to be sent', () => world.deviceStatus().journal.to_send === 0);
  assert.equal(recorded(), 0);
  assert.deepEqual(figures(), []);
});

test('at it the centre has the figure, and nothing tells whose an answer is', async () => {
  await world.agent.stop('SIGKILL'); // what waits, waits on
  await world.startAgent();
  await (await client(staff[4])).expect(204, 'POST', '/v1/staff/survey', answers(9, 2, [{ question: 'tell', text: 'Bene così' }]));
  given.push(['recommend', 9], ['week', 2], ['tell', 'Bene così']);
  await eventually('the figure at the centre', () => figures()[0]?.questions.length === 2);
  const [wave] = figures();
  assert.deepEqual([wave.survey, wave.version], ['work-autumn', 1]);
  const [recommend, week] = wave.questions;
  const store = recommend.groups.find(({ of }) => of === 'store');
  // 9, 3, 10, 8, 9: three promoters, one detractor.
  assert.equal(store.store, world.store);
  assert.equal(store.n, 5);
  assert.equal(store.enps.value, 40);
  assert.ok(store.enps.low < 40 && store.enps.high > 40);
  assert.deepEqual(store.counts, [{ what: 'detractors', n: 1 }, { what: 'passives', n: 1 }, { what: 'promoters', n: 3 }]);
  assert.equal(recommend.groups.find(({ of }) => of === 'all').n, 5);
  assert.deepEqual(week.groups[0].counts.map(({ what, n }) => [what, n]), [['1', 1], ['2', 2], ['3', 1], ['5', 1]]);

  const all = await arrived();
  const told = all.filter(({ type }) => type === kType);
  assert.equal(told.length, 10, 'two questions have five answers; one comment and two choices wait');
  assert.deepEqual(new Set(told.map(({ time }) => time)).size, 1, 'one moment for all');
  const order = told.map(({ data }) => [data.question, data.score]);
  assert.notDeepEqual(order, given.filter(([question]) => question === 'recommend' || question === 'week'), 'not the order in which they were given');
  for (const { data } of told) {
    assert.deepEqual(Object.keys(data).sort(), ['kind', 'minimum', 'question', 'score', 'survey', 'version']);
  }
  const names = staff.flatMap(({ name, display_name }) => [name, display_name]);
  const everything = [
    JSON.stringify(told), // the journal's rows, which are the audit's, too
    readFileSync(world.agent.log, 'utf8'),
    readFileSync(world.hub.log, 'utf8'),
    world.hubctl('staff-survey', '--csv'),
    world.hubctl('operator', 'actions'),
    await (await fetch(`http://127.0.0.1:${world.agentPort}/metrics`)).text(),
    sealed().toString('latin1'),
  ];
  for (const text of everything) {
    for (const name of names) assert.ok(!text.includes(name), `${name} in ${text.slice(0, 200)}`);
    assert.ok(!text.includes('Meno sabati') && !text.includes('Bene così'));
  }
  // What else is recorded says who was signed in, and nothing of the survey.
  const other = JSON.stringify(all.filter(({ type }) => type !== kType));
  assert.match(other, /"staff":"giulia"/);
  assert.doesNotMatch(other, /staff_survey\.answered|work-autumn|Meno sabati/);
});

const views = [
  ['1280x800', undefined, { language: 'it-IT' }, 'Personale', 'Che cosa dice il personale (eNPS)', 'La voce del personale', 'Com’è andata la settimana?'],
  ['800x480-en', ofSize, { language: 'en-GB', size: sizes.till }, 'Staff', 'What staff say (eNPS)', 'What staff say', 'How was your week?'],
];
for (const [view, rules, options, menu, link, heading, question] of views) {
  test(`an operator sees the figures of groups at the console, ${view}`, async () => {
    operator ??= world.addOperator('anna');
    await open(world.consoleUrl, options);
    await page.locator('#name').fill(operator.name);
    await page.locator('#password').fill(operator.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: menu, exact: true }).click();
    await page.getByRole('link', { name: link, exact: true }).click();
    await title(heading).waitFor();
    const row = page.getByRole('row', { name: /^milano-01 5 \+40/ });
    await row.waitFor();
    await page.getByRole('heading', { level: 2, name: question }).waitFor();
    assert.match(await row.innerText(), /3.*\b1\b|1.*\b3\b/s);
    assert.equal(await page.getByText(/Meno sabati|Bene così/).count(), 0, 'two comments are of too few');
    await see(page, `voice-6-console-${view}`, rules);
    assert.match(world.hubctl('operator', 'actions'), /anna.*staff_survey\.figures/);
  });
}

test('it is a table to save, too, and the next wave asks everybody anew', async () => {
  const csv = world.hubctl('staff-survey', '--csv').split('\r\n');
  assert.equal(csv[0], 'survey,version,question,kind,minimum,group,store,what,value');
  assert.ok(csv.includes('work-autumn,1,recommend,enps,5,store,milano-01,eNPS,40.0'), csv.join('\n'));
  assert.match(world.hubctl('staff-survey'), /milano-01: 5 answers, eNPS \+40 \(/);
  assert.match(world.hubctl('staff-survey', '--survey', 'another') || '-', /^-$/);
  const published = publish({ ...survey, version: 2 });
  assert.equal(published.status, 0, published.stderr);
  await asked(2);
  const mine = await (await client(staff[0])).expect(200, 'GET', '/v1/staff/survey');
  assert.deepEqual([mine.answered, mine.survey.version], [false, 2]);
  assert.equal(recorded(), 10, 'what too few have said is gone');
});
