// Customers that do not exist, the same ones every time: what the fake device recognises.

const day = 24 * 3600 * 1000;

// mulberry32: small, seeded, good enough to make up a shop.
function dice(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const given = {
  'Sig.ra': ['Anna', 'Lucia', 'Chiara', 'Elena'],
  'Sig.': ['Marco', 'Paolo', 'Luca', 'Davide'],
};
const family = ['Bianchi', 'Ferrari', 'Romano', 'Greco', 'Conti', 'Marino', 'De Santis', 'Rinaldi'];
const goods = [
  ['BAG-7', 'Borsa marrone', 129],
  ['BLT-2', 'Cintura in cuoio', 39.9],
  ['SCF-4', 'Sciarpa di lana', 49],
  ['WAL-1', 'Portafoglio', 59],
  ['GLV-3', 'Guanti neri', 35],
];

// `now` in ms. The first three have what the tests look for; the rest fill the shop.
export function people(now = Date.now(), count = 40) {
  const roll = dice(2025);
  const pick = (list) => list[Math.floor(roll() * list.length)];
  const at = (days, hour = 18, minute = 40) => {
    const time = new Date(now - days * day);
    time.setHours(hour, minute, 0, 0);
    return time.toISOString();
  };
  const product = (quantity = 1) => {
    const [sku, name, price] = pick(goods);
    return { sku, name, quantity, price };
  };
  const known = (index, details) => ({
    profile: `0197a2c0-6c1e-7a31-9a55-${String(index).padStart(12, '0')}`,
    language: 'it',
    channel: 'email',
    since: '2019-05-02T00:00:00.000Z',
    order_count: 0,
    consents: [
      { purpose: 'marketing', granted: false },
      { purpose: 'profiling', granted: true },
    ],
    orders: [],
    timeline: [],
    ...details,
  });

  const bag = { sku: 'BAG-7', name: 'Borsa marrone', quantity: 1, price: 129 };
  const belt = { sku: 'BLT-2', name: 'Cintura in cuoio', quantity: 2, price: 39.9 };
  const entry = (id, time, channel, type, more = {}) => ({
    id,
    time,
    channel,
    source: channel === 'web' ? 'shop' : channel,
    type,
    ...more,
  });

  const all = [
    known(1, {
      given_name: 'Anna',
      family_name: 'Bianchi',
      form_of_address: 'Sig.ra',
      order_count: 14,
      identifiers: { loyalty: '2900417', phone: '+393331234567', email: 'anna@example.org' },
      orders: [
        {
          order_id: 'W-1043',
          status: 'ready',
          store: 'milano-01',
          placed: at(4, 21, 12),
          ready: at(1),
          shelf: 'B4',
          total: 208.8,
          currency: 'EUR',
          items: [bag, belt],
        },
        {
          order_id: 'W-1051',
          status: 'placed',
          placed: at(1, 9, 5),
          total: 49,
          currency: 'EUR',
          items: [{ name: 'Sciarpa di lana', quantity: 1, price: 49 }],
        },
      ],
      timeline: [
        entry('t0', new Date(now - 12 * 60000).toISOString(), 'kiosk', 'survey.answered', {
          score: 4,
          title: '5',
        }),
        entry('t1', at(1), 'web', 'order.ready', { order_id: 'W-1043' }),
        entry('t2', at(1, 9, 5), 'web', 'order.completed', {
          order_id: 'W-1051',
          total: 49,
          currency: 'EUR',
          items: [{ name: 'Sciarpa di lana', quantity: 1 }],
        }),
        entry('t3', at(3, 22, 4), 'app', 'product.viewed', { items: [belt] }),
        entry('t4', at(4, 21, 12), 'web', 'order.completed', {
          order_id: 'W-1043',
          total: 208.8,
          currency: 'EUR',
          items: [bag, belt],
        }),
        entry('t5', at(10, 11, 20), 'call', 'note.added', {
          title: 'Chiede quando arriva il pacco; richiamata e risolto',
        }),
        entry('t6', at(23, 16, 2), 'store', 'order.completed', {
          order_id: 'S-20881',
          total: 59,
          currency: 'EUR',
          items: [{ name: 'Portafoglio', quantity: 1 }],
        }),
        entry('t7', at(96, 10, 45), 'social', 'message.received', {
          title: 'Domanda sulle misure delle cinture',
        }),
        entry('t8', at(410, 10, 45), 'store', 'order.refunded', {
          order_id: 'S-17220',
          total: 35,
          currency: 'EUR',
          items: [{ name: 'Guanti neri', quantity: 1 }],
        }),
      ],
    }),
    known(2, {
      given_name: 'Marco',
      family_name: 'Ferrari',
      form_of_address: 'Mr',
      language: 'en',
      channel: 'phone',
      order_count: 1,
      since: '2024-09-14T00:00:00.000Z',
      identifiers: { loyalty: '2900425', phone: '+393337654321' },
      consents: [
        { purpose: 'marketing', granted: true },
        { purpose: 'profiling', granted: true },
      ],
      timeline: [
        entry('u1', at(41, 12, 30), 'store', 'order.completed', {
          order_id: 'S-20112',
          total: 39.9,
          currency: 'EUR',
          items: [{ name: 'Cintura in cuoio', quantity: 1 }],
        }),
      ],
    }),
    known(3, {
      language: undefined,
      channel: undefined,
      consents: [],
      order_count: 31,
      since: '2009-12-03T00:00:00.000Z',
      identifiers: { loyalty: '13085' },
      timeline: Array.from({ length: 24 }, (_, i) => {
        const items = [product(1 + Math.floor(roll() * 12)), product(1 + Math.floor(roll() * 6))];
        const total =
          Math.round(100 * items.reduce((sum, one) => sum + one.quantity * one.price, 0)) / 100;
        return entry(`v${i}`, at(9 + i * 17, 9 + (i % 9), (i * 7) % 60), 'web', 'order.completed', {
          order_id: String(489434 + i * 31),
          total,
          currency: 'GBP',
          items,
        });
      }),
    }),
  ];
  for (let index = all.length + 1; index <= count; index++) {
    const form_of_address = roll() < 0.5 ? 'Sig.ra' : 'Sig.';
    all.push(
      known(index, {
        given_name: pick(given[form_of_address]),
        family_name: pick(family),
        form_of_address,
        order_count: Math.floor(roll() * 20),
        identifiers: { loyalty: String(2900500 + index) },
        timeline: [
          entry(`w${index}`, at(2 + Math.floor(roll() * 200)), 'web', 'order.completed', {
            order_id: `W-${900 + index}`,
            total: 49,
            currency: 'EUR',
            items: [product()],
          }),
        ],
      }),
    );
  }
  return all;
}
