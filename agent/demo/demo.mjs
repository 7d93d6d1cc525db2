// The demo's one process: starts a world, fills it, tells where to look, or plays the journey.

import { parseArgs } from "node:util";
import fs from "node:fs";
import path from "node:path";

import { World, eventually } from "../../tests/support/world.mjs";
import { serveCodes } from "./codes.mjs";
import { Journey } from "./journey.mjs";

function options() {
  try {
    const { values } = parseArgs({
      options: {
        check: { type: "boolean", default: false },
        keep: { type: "boolean", default: false },
        orders: { type: "string" },
        customers: { type: "string", default: "3000" },
      },
    });
    if (!/^[1-9]\d{0,5}$/.test(values.customers)) throw new Error("--customers takes a number from 1 to 999999");
    if (values.orders && !fs.existsSync(values.orders)) throw new Error(`there is no file ${values.orders}`);
    return { ...values, customers: Number(values.customers) };
  } catch (error) {
    console.error(`demo.sh: ${error.message}; see agent/demo.sh --help`);
    process.exit(2);
  }
}

const progress = (text) => {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`);
};

// Tells the web shop's history to the hub and waits until the store's replica holds it.
async function fill(world, { customers, orders }) {
  world.openShop({ customers });
  let calls = 0;
  for (const batch of world.shop.batches()) {
    await world.uplink.send(...batch);
    calls += batch.length;
    progress(`The web shop tells its history … ${calls} calls`);
  }
  progress("");
  console.log(`The web shop told ${calls} things about ${customers} generated customers.`);
  if (orders) {
    console.log(world.hubctl("import", "orders", path.resolve(orders), "--source", world.realShop()).trim());
  }
  const wanted = world.hubStatus().profiles;
  await eventually("the store's replica to be complete", () => {
    const { profiles } = world.deviceStatus().replica;
    progress(`The store pulls its customers … ${profiles} of ${wanted}`);
    return profiles >= wanted;
  }, { ms: 120_000, everyMs: 200 });
  progress("");
  console.log(`The store's replica holds ${wanted} customers.`);
}

async function show(world, { orders }) {
  const { shop } = world;
  const [collector] = shop.customers;
  const order = shop.order(collector, shop.articles("BAG-02"), { collect: true, id: "W-9001", days: 1 });
  await world.uplink.send(order);
  await world.uplink.send(shop.orderReady(order, "B4"));

  const person = (customer, what) => ({
    code: customer.userId, who: `${customer.traits.firstName} ${customer.traits.lastName}`, what });
  const codes = [
    person(collector, "loyalty card; an order waits on shelf B4"),
    { code: "W-9001", who: "Collection code", what: "the same order, by its number" },
    ...shop.customers.slice(1, 5).map((customer) => person(customer, "loyalty card")),
    { code: "4006381333931", who: "An article", what: "must not change the customer on the screen" },
    { code: "2999999999991", who: "A stranger", what: "a card that the shop has never seen" },
  ];
  if (orders) codes.push({ code: "13085", who: "Customer 13085", what: "of the orders that you loaded" });
  const page = await serveCodes(codes);

  console.log(`
  Counter   http://counter.localhost:${world.agentPort}/    sign in as ${world.staff.display_name}, PIN ${world.staff.pin}
  Kiosk     http://kiosk.localhost:${world.agentPort}/
  Codes     ${page.url}

  Type or scan at the counter:`);
  for (const { code, who, what } of codes) console.log(`    ${code.padEnd(14)} ${who}: ${what}`);
  console.log(`
  Try: stop the network with  kill ${world.hub.pid} ${world.broker.pid}  and go on working.
  Logs and data: ${world.folder}   Ctrl-C ends everything.
`);
  return page;
}

// One line whenever something has moved: what was recorded here, what the centre has.
function watch(world) {
  let before = "";
  let missed = 0;
  const now = () => {
    const { journal, hub } = world.deviceStatus();
    return `recorded ${journal.last}, stored at the centre ${journal.through}, ` +
      `${hub.online ? `online by ${hub.transport}` : "offline"}`;
  };
  return setInterval(() => {
    let line = before;
    try {
      line = now();
      missed = 0;
    } catch {
      // Ctrl-C also ends the command that is asking: one answer missed means nothing.
      missed += 1;
      if (missed > 1) line = "the device does not answer";
    }
    if (line !== before) console.log(`  ${new Date().toLocaleTimeString()}  ${line}`);
    before = line;
  }, 1000);
}

const chosen = options();
const world = new World({ keep: chosen.keep });
async function end(code) {
  if (world.ending) return;
  await world.end();
  process.exit(code);
}
process.stdout.on("error", () => end(1));  // nobody reads it any more
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => end(chosen.check ? 1 : 0));
process.on("SIGHUP", async () => {
  if (world.ending) return;
  await world.end();
  // The terminal is closed. Node's own way out would restore its modes, fail and abort.
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
});

try {
  await world.start();
  console.log("Hub, broker and one enrolled device are running.");
  await fill(world, chosen.check ? { ...chosen, customers: Math.min(chosen.customers, 300) } : chosen);
  if (chosen.check) {
    const steps = await new Journey(world).run();
    console.log(`pass: ${steps} steps`);
    await end(0);
  } else {
    await show(world, chosen);
    watch(world);
  }
} catch (error) {
  // Ctrl-C ends our programs as well: let it be heard before calling that a failure.
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (world.ending) await new Promise(() => {});
  console.error(`fail: ${error.message}`);
  if (chosen.check) for (const line of world.lastWords()) console.error(line);
  await end(1);
}
