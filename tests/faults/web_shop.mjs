// A web shop with a ledger: it tells the hub what a customer looked at, one call after the other, each
// until the hub says that it was taken. Every call must then be there, and its experience once.

import { execFileSync } from "node:child_process";

import { ShopUplink } from "../support/shop.mjs";

const AGAIN_MS = 20;  // between two attempts while the hub is dead

export class WebShop {
  #accepted = [];

  constructor(world, seed, allowance) {
    Object.assign(this, { world, seed, allowance });
    const key = world.hubctl("source", "add", "rig-shop", "--user-id", "loyalty", "--home-store", world.store);
    this.uplink = new ShopUplink(world.sourcesUrl, key.trim());
  }

  async run() {
    for (let n = 0; (await this.allowance.take(1)) > 0; n++) {
      const sku = `RIG-${this.seed}-${n}.`;
      const call = { messageId: `view-${sku}`, type: "track", event: "Product Viewed", userId: "2900000000018",
                     timestamp: new Date().toISOString(), properties: { name: "Brown bag", sku } };
      while (!(await this.uplink.send(call).then(() => true, () => false))) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
      this.#accepted.push(sku);
    }
  }

  get acknowledged() {
    return this.#accepted.length;
  }

  // What is wrong in hub.db, in sentences.
  judge(file) {
    const column = (sql) => execFileSync("sqlite3", ["-readonly", file, sql],
      { encoding: "utf8", maxBuffer: 1 << 28 }).split("\n");
    const calls = new Set(column("SELECT message FROM calls"));
    const seen = new Map();
    for (const body of column("SELECT body FROM history")) {
      const sku = /RIG-\d+-\d+\./.exec(body)?.[0];
      if (sku) seen.set(sku, (seen.get(sku) ?? 0) + 1);
    }
    return this.#accepted.filter((sku) => !calls.has(`view-${sku}`) || seen.get(sku) !== 1)
      .map((sku) => `the web shop's call ${sku} was taken and is there ${seen.get(sku) ?? 0} times`);
  }
}
