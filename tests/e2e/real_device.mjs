// The browser tests against the real programs: starts a world, fills it with the people that the
// tests ask for, and runs the test files that are named.
//
//   node real_device.mjs counter kiosk …

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { World, eventually } from '../support/world.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

const person = (userId, firstName, lastName, title) => ({
  type: 'identify',
  userId,
  traits: { firstName, lastName, title, locale: 'it', channel: 'email', createdAt: '2019-05-02T00:00:00Z' },
  context: { consent: { categoryPreferences: { marketing: false, profiling: true } } },
});

async function fill(world) {
  world.openShop({ customers: 0 });
  const { shop, uplink } = world;
  const bag = shop.articles('BAG-02');
  const order = shop.order({ userId: '2900417' }, bag, { collect: true, id: 'W-1043', days: 1 });
  await uplink.send(
    person('2900417', 'Anna', 'Bianchi', 'Sig.ra'),
    person('2900425', 'Marco', 'Ferrari', 'Sig.'),
    { type: 'identify', userId: '13085', traits: {} },
    { type: 'page', userId: '2900417', name: 'Borse', timestamp: new Date(Date.now() - 3 * 86400e3).toISOString() },
    shop.order({ userId: '2900425' }, shop.articles('HAT-01', 'SCF-02'), { id: 'W-1044', days: 9 }),
    shop.order({ userId: '13085' }, shop.articles('UMB-01'), { id: 'W-1045', days: 200 }),
    order,
    shop.orderReady(order, 'B4'),
  );
  await eventually('the replica', () => world.deviceStatus().replica.profiles === 3);
}

const world = new World();
let code = 1;
try {
  await world.start();
  await fill(world);
  const other = await world.addStaff('matteo', 'Matteo B.');
  const setting = world.path('setting.json');
  writeFileSync(setting, JSON.stringify({
    staff: world.staff,
    other,
    people: {
      collector: { code: '2900417', name: 'Anna Bianchi', order: 'W-1043' },
      shopper: { code: '2900425', name: 'Marco Ferrari' },
      nameless: { code: '13085', name: 'Carta 13085' },
    },
    unknown: '7777777',
  }));
  const tests = spawn(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=1',
    ...process.argv.slice(2).map((name) => path.join(here, `${name}.test.mjs`))], {
    stdio: 'inherit',
    env: {
      ...process.env,
      TOUCHPOINT_URL_COUNTER: `http://counter.localhost:${world.agentPort}/`,
      TOUCHPOINT_URL_KIOSK: `http://kiosk.localhost:${world.agentPort}/`,
      TOUCHPOINT_SETTING: setting,
    },
  });
  [code] = await once(tests, 'exit');
} catch (error) {
  console.error(error.message, ...world.lastWords());
} finally {
  await world.end();
}
process.exit(code ?? 1);
