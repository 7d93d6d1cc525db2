// A web shop that never existed: generated customers with a web history, told to the hub as a shop
// would tell it, in the form of Segment's HTTP tracking calls. The same seed gives the same shop.

import { createHash, randomUUID } from "node:crypto";

const GIVEN = {
  f: ["Anna", "Giulia", "Sofia", "Chiara", "Francesca", "Elena", "Martina", "Sara", "Laura", "Paola",
      "Lucia", "Silvia", "Marta", "Ilaria", "Beatrice", "Giorgia", "Caterina", "Irene", "Noemi", "Zoë"],
  m: ["Marco", "Luca", "Andrea", "Matteo", "Francesco", "Alessandro", "Davide", "Paolo", "Stefano",
      "Giovanni", "Simone", "Niccolò", "Tommaso", "Pietro", "Enrico", "Dario", "Fabio", "Gabriele",
      "Riccardo", "Jörg"],
};
const FAMILY = ["Rossi", "Bianchi", "Ferrari", "Russo", "Romano", "Gallo", "Costa", "Fontana", "Conti",
  "Ricci", "Marino", "Greco", "Bruno", "De Luca", "D'Angelo", "Mancini", "Giordano", "Rizzo",
  "Lombardi", "Moretti", "Barbieri", "Santoro", "Rinaldi", "Caruso", "Ferrara", "Galli", "Martini",
  "Leone", "Longo", "Gentile", "O'Brien", "Müller"];
const ARTICLES = [
  ["BAG-01", "Leather shoulder bag", 129], ["BAG-02", "Brown belt bag", 89], ["BAG-03", "Canvas tote", 35],
  ["BLT-01", "Braided belt", 39], ["BLT-02", "Suede belt", 45], ["WLT-01", "Small wallet", 49],
  ["WLT-02", "Card holder", 25], ["SCF-01", "Silk scarf", 59], ["SCF-02", "Wool scarf", 65],
  ["GLV-01", "Leather gloves", 55], ["HAT-01", "Felt hat", 69], ["HAT-02", "Knitted cap", 29],
  ["SHO-01", "Ankle boots", 149], ["SHO-02", "White sneakers", 99], ["SHO-03", "Loafers", 119],
  ["CAR-01", "Leather care kit", 19], ["UMB-01", "Folding umbrella", 32], ["SUN-01", "Sunglasses", 79],
].map(([sku, name, price]) => ({ sku, name, price }));

// mulberry32: small, seedable, good enough to scatter customers.
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// An EAN-13 in the range that GS1 leaves to the store's own numbering.
export function loyaltyNumber(n) {
  const body = "29" + String(n).padStart(10, "0");
  const sum = [...body].reduce((total, digit, i) => total + Number(digit) * (i % 2 ? 3 : 1), 0);
  return body + ((10 - (sum % 10)) % 10);
}

export class Shop {
  constructor({ customers = 3000, store, seed = 7, now = Date.now() }) {
    this.store = store;
    this.now = now;
    this.random = generator(seed);
    this.orderNumber = 1000;
    this.customers = Array.from({ length: customers }, (_, i) => this.#customer(i + 1));
  }

  #pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  #customer(n) {
    const sex = this.random() < 0.55 ? "f" : "m";
    const english = this.random() < 0.12;
    const firstName = this.#pick(GIVEN[sex]);
    const lastName = this.#pick(FAMILY);
    const plain = (text) => text.normalize("NFD").replace(/[^A-Za-z]/g, "").toLowerCase();
    return {
      userId: loyaltyNumber(n),
      traits: {
        firstName,
        lastName,
        title: english ? (sex === "f" ? "Ms" : "Mr") : sex === "f" ? "Sig.ra" : "Sig.",
        email: `${plain(firstName)}.${plain(lastName)}.${n}@example.org`,
        phone: `+39021${String(n).padStart(7, "0")}`,
        birthday: new Date(Date.UTC(1940 + ((n * 37) % 66), (n * 7) % 12, 1 + ((n * 11) % 28))).toISOString().slice(0, 10),
        address: { country: "IT", postalCode: `201${21 + ((n * 13) % 40)}` },
        locale: english ? "en" : "it",
        channel: this.random() < 0.7 ? "email" : "phone",
        createdAt: this.#ago(200 + this.random() * 1500),
      },
      marketing: this.random() < 0.6,
    };
  }

  #ago(days) {
    return new Date(this.now - days * 86_400_000).toISOString();
  }

  #basket() {
    const products = [];
    const lines = 1 + Math.floor(this.random() * 3);
    for (let i = 0; i < lines; i++) products.push({ ...this.#pick(ARTICLES), quantity: 1 });
    return products;
  }

  // What a shop says of one customer: who they are, what they looked at, what they ordered.
  *#history(customer) {
    const { userId } = customer;
    yield {
      type: "identify", userId, traits: customer.traits, timestamp: customer.traits.createdAt,
      context: { consent: { categoryPreferences: { marketing: customer.marketing, profiling: true } } },
    };
    const orders = Math.floor(this.random() ** 2 * 6);
    for (let i = 0; i < orders; i++) {
      const days = 1 + this.random() * 500;
      const products = this.#basket();
      yield { type: "track", event: "Product Viewed", userId, timestamp: this.#ago(days + 0.1),
              properties: { name: products[0].name, sku: products[0].sku } };
      yield this.order(customer, products, { days });
    }
    if (this.random() < 0.25) {
      const product = this.#pick(ARTICLES);
      yield { type: "track", event: "Product Added", userId, timestamp: this.#ago(this.random() * 3),
              properties: { name: product.name, sku: product.sku } };
    }
  }

  order(customer, products, { days = 0, collect = false, id = `W-${++this.orderNumber}` } = {}) {
    const total = products.reduce((sum, p) => sum + p.price * p.quantity, 0);
    return {
      type: "track", event: "Order Completed", userId: customer.userId, timestamp: this.#ago(days),
      properties: { order_id: id, total, currency: "EUR", products,
                    ...(collect ? { fulfilment: "collect", store: this.store } : {}) },
    };
  }

  orderReady(order, shelf) {
    return {
      type: "track", event: "Order Ready", userId: order.userId,
      timestamp: new Date(Date.parse(order.timestamp) + 60_000).toISOString(),
      properties: { order_id: order.properties.order_id, store: this.store, shelf },
    };
  }

  articles(...skus) {
    return skus.map((sku) => ({ ...ARTICLES.find((article) => article.sku === sku), quantity: 1 }));
  }

  // Everything, in batches that the hub takes (at most 500 KB of calls each).
  *batches() {
    let calls = [];
    let bytes = 0;
    for (const customer of this.customers) {
      for (const call of this.#history(customer)) {
        const messageId = createHash("sha256").update(JSON.stringify(call)).digest("hex").slice(0, 32);
        const text = { messageId, ...call };
        bytes += JSON.stringify(text).length + 1;
        calls.push(text);
        if (bytes > 400_000) {
          yield calls;
          calls = [];
          bytes = 0;
        }
      }
    }
    if (calls.length) yield calls;
  }
}

// The shop's way to the hub: a source's write key over HTTP.
export class ShopUplink {
  constructor(url, writeKey) {
    this.url = url;
    this.headers = {
      "content-type": "application/json",
      authorization: "Basic " + Buffer.from(`${writeKey}:`).toString("base64"),
    };
  }

  async send(...calls) {
    const batch = calls.map((call) => ({ messageId: randomUUID(), ...call }));
    const response = await fetch(`${this.url}/v1/batch`, {
      method: "POST", headers: this.headers, body: JSON.stringify({ batch }),
    });
    if (!response.ok) throw new Error(`the hub answered ${response.status}: ${await response.text()}`);
  }
}
