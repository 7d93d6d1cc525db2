// Where a test file runs: a world of its own of real programs (hub, broker, device), filled with
// customers that never existed, and what can happen to it.
import { DeviceClient } from '../support/device_client.mjs';
import { ShopUplink } from '../support/shop.mjs';
import { World, eventually } from '../support/world.mjs';
import { Happenings } from './happenings.mjs';

// Found by a card each; the tests know them by what they are for.
const people = {
  collector: { code: '2900417', name: 'Anna Bianchi', order: 'W-1043', phone: '+39 02 5558 1234' }, // has an order to collect
  shopper: { code: '2900425', name: 'Marco Ferrari' },
  nameless: { code: '13085', name: 'Carta 13085' }, // known by a number only
  regular: { code: '2900459', name: 'Paola Conti' }, // has something open of every kind
};

// Found by what they say; they share their names with the collector.
const namesakes = [
  ['2900433', 'Anna', 'Bianchi', { birthday: '1961-04-12', phone: '+39021234567', address: { country: 'IT', postalCode: '20133' } }],
  ['2900441', 'Annamaria', 'Bianchi', { birthday: '1984-03-07', address: { country: 'IT', postalCode: '20121' } }],
];

// Customers of another store: the centre knows them, this device does not.
const elsewhere = {
  guest: { code: '2900508000015', name: 'Ada Bugnon', traits: { birthday: '1971-09-02', address: { country: 'IT', postalCode: '11020' } } },
  visitor: { code: '2900516', name: 'Bice Bugnon', traits: { birthday: '1990-11-30', address: { country: 'IT', postalCode: '11100' } } },
};

// `sync`: how often the device asks, where a test waits for that.
export async function openSetting({ sync } = {}) {
  const world = new World(sync && { sync });
  try {
    await world.start();
    await fill(world);
    const other = await world.addStaff('matteo', 'Matteo B.');
    const supervisor = await world.addStaff('sara', 'Sara L.', 'supervisor');
    const client = new DeviceClient(world.agentPort, 'kiosk.localhost');
    const { idle_s: kioskIdleS } = await client.expect(200, 'GET', '/v1/touchpoint');
    const happenings = new Happenings(world);
    return {
      counter: `http://counter.localhost:${world.agentPort}/`,
      kiosk: `http://kiosk.localhost:${world.agentPort}/`,
      staff: world.staff,
      other,
      supervisor,
      people,
      elsewhere,
      unknown: '2977777777770', // a card and nothing else
      kioskIdleS,
      happenings,
      async close() {
        await happenings.end();
        await world.end();
      },
    };
  } catch (error) {
    console.error(...world.lastWords());
    await world.end();
    throw error;
  }
}

async function fill(world) {
  world.openShop({ customers: 0 });
  const { shop, uplink } = world;
  const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
  const [collector, shopper, nameless, regular] = Object.values(people).map(({ code }) => ({ userId: code }));
  const order = (whom, skus, more) => shop.order(whom, shop.articles(...skus), more);
  const toCollect = order(collector, ['BAG-02', 'BLT-01'], { id: 'W-1043', days: 2, collect: true });
  await uplink.send(
    identify(collector, 'Sig.ra', 'Anna', 'Bianchi', 'it', 'email', false, {
      phone: people.collector.phone,
    }),
    identify(shopper, 'Mr', 'Marco', 'Ferrari', 'en', 'phone', true),
    { type: 'identify', ...nameless, traits: {} },
    ...namesakes.map(([userId, firstName, lastName, traits]) => ({
      type: 'identify',
      userId,
      traits: { firstName, lastName, ...traits },
    })),
    order(collector, ['WLT-01'], { id: 'W-0871', days: 410 }),
    { type: 'page', ...collector, name: 'Resi e cambi', timestamp: ago(96) },
    {
      type: 'screen',
      ...collector,
      name: 'Cinture',
      timestamp: ago(5),
      context: { channel: 'mobile' },
    },
    toCollect,
    shop.orderReady(toCollect, 'B4'),
    order(collector, ['SCF-02'], { id: 'W-1051', days: 1, collect: true }),
    order(shopper, ['BLT-01'], { id: 'W-0990', days: 41 }),
    ...Array.from({ length: 24 }, (_, i) =>
      order(nameless, [['UMB-01', 'GLV-01'], ['HAT-01'], ['CAR-01', 'WLT-02', 'SUN-01']][i % 3], {
        id: String(489434 + i * 31),
        days: 70 + i * 17,
      }),
    ),
  );
  await uplink.send(...openOf(regular, shop, ago));
  const key = world.hubctl('source', 'add', 'other-shop', '--user-id', 'loyalty', '--home-store', 'torino-02').trim();
  await new ShopUplink(world.sourcesUrl, key).send(
    ...Object.values(elsewhere).map(({ code, name, traits }) => ({
      type: 'identify',
      userId: code,
      traits: { firstName: name.split(' ')[0], lastName: name.split(' ')[1], ...traits },
    })),
  );
  const all = Object.values(people).length + namesakes.length;
  await eventually('the replica', () => world.deviceStatus().replica.profiles === all);
}

// A complaint nobody answered, a parcel that never came, a return on its way, a full cart, a promise
// that is late, a habit that has broken, and a purpose that was never asked about.
function openOf(regular, shop, ago) {
  const told = (event, days, properties) => ({
    type: 'track',
    event,
    ...regular,
    timestamp: ago(days),
    properties,
  });
  const [boots] = shop.articles('SHO-01');
  return [
    {
      type: 'identify',
      ...regular,
      traits: { firstName: 'Paola', lastName: 'Conti', title: 'Sig.ra', locale: 'it' },
      context: { consent: { categoryPreferences: { profiling: true } } },
    },
    ...[130, 160, 190, 220].map((days, i) =>
      shop.order(regular, shop.articles('UMB-01'), { id: `W-07${i}0`, days }),
    ),
    shop.order(regular, shop.articles('HAT-01'), { id: 'W-1060', days: 9 }),
    told('Complaint Raised', 3, { complaint_id: 'C-17', text: 'La fibbia si è rotta' }),
    told('Return Shipped', 2, { return_id: 'R-9', order_id: 'W-0700', products: shop.articles('UMB-01') }),
    told('Product Added', 1, { name: boots.name, sku: boots.sku }),
    told('Task Opened', 2, { task_id: 'T-3', text: 'Richiamarla per la fibbia', due: ago(0.5) }),
  ];
}

const identify = (whom, title, firstName, lastName, locale, channel, marketing, more) => ({
  type: 'identify',
  ...whom,
  traits: { firstName, lastName, title, locale, channel, createdAt: '2019-05-02T00:00:00Z', ...more },
  context: { consent: { categoryPreferences: { marketing, profiling: true } } },
});
