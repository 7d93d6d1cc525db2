// Where the tests run: against the fake device by default, or against a real one that somebody has
// started and filled.
//
//   TOUCHPOINT_URL_COUNTER, TOUCHPOINT_URL_KIOSK   the two origins
//   TOUCHPOINT_SETTING                             a JSON file with `staff`, `people`, `unknown` as below
import { readFileSync } from 'node:fs';
import { FakeDevice } from './fake_device.mjs';
import { listen } from './fake_web.mjs';

export async function openSetting() {
  const {
    TOUCHPOINT_URL_COUNTER: counter,
    TOUCHPOINT_URL_KIOSK: kiosk,
    TOUCHPOINT_SETTING: file,
  } = process.env;
  if (counter || kiosk) {
    const given = JSON.parse(readFileSync(file, 'utf8'));
    return { counter, kiosk, fake: null, close() {}, ...given };
  }
  const fake = new FakeDevice();
  const server = await listen(fake);
  return {
    counter: `http://counter.localhost:${server.port}/`,
    kiosk: `http://kiosk.localhost:${server.port}/`,
    staff: { name: 'giulia', display_name: 'Giulia R.', pin: fake.pin },
    other: { name: 'matteo', display_name: 'Matteo B.', pin: fake.pin },
    people: {
      collector: { code: '2900417', name: 'Anna Bianchi', order: 'W-1043' }, // has an order to collect
      shopper: { code: '2900425', name: 'Marco Ferrari' },
      nameless: { code: '13085', name: 'Carta 13085' }, // known by a number only
    },
    unknown: '7777777',
    fake,
    close: server.close,
  };
}
