// Real programs on a bad network: touchpointd, Mosquitto and touchpoint-hub with proxies between them
// that break, delay, swallow and repeat, while tills record, programs are killed and the hub is put back
// from a backup. Then the network heals, everything must drain, and every row at the hub is looked at.
//
//   node tests/faults/network.mjs --faults 1000 --events 100000 --seed 7
//
// TOUCHPOINT_BIN names the programs' folder. The last line is the summary; exit code 1 when something
// was lost, doubled, out of order or otherwise not as promised. The same seed plans the same faults
// for the same connections; when they strike depends on the machine.

import { fileURLToPath } from "node:url";

import { eventually } from "../support/world.mjs";
import { Budget } from "./budget.mjs";
import { numbers } from "./command_line.mjs";
import { FaultWorld } from "./fault_world.mjs";
import { Pace } from "./pace.mjs";
import { Seeded } from "./seeded.mjs";
import { judge } from "./stored.mjs";
import { Ledger, Till } from "./tills.mjs";

const TILLS = 8;
const AHEAD = 0.02;        // of the load may run ahead of the faults, so that both end together
const AFTERWARDS = 60;     // events are left for when the network is well: a probe needs something to send
const BACK_MS_MAX = 60_000;

const KILLED = 0.03;         // of all faults are one of these, some more often than others
const HAPPENINGS = [["agent killed", 6], ["hub killed", 8], ["broker killed", 6], ["hub set back", 2]];
const BACKED_UP = 0.4;       // of the times when the hub was killed anyway
const SET_BACK_UNTIL = 0.9;  // of the faults: who has nothing to send does not hear of it

async function killPrograms(world, random) {
  const { budget } = world;
  const every = Math.max(2, Math.round(1 / KILLED));
  await world.backUpHub();
  for (let at = random.between(1, every); at < budget.total; at += random.between(1, 2 * every)) {
    while (budget.done < at) await budget.next();
    const what = random.weighted(HAPPENINGS);
    if (what === "hub set back" && budget.share > SET_BACK_UNTIL) continue;
    if (!budget.take(what)) return;
    if (what === "hub set back") {
      await world.restoreHub();
    } else {
      await world.kill(what.split(" ")[0], random.next() * 800);
      if (what === "hub killed" && random.chance(BACKED_UP)) await world.backUpHub();
    }
  }
}

// With something to send now and then the device finds back to the transport that it prefers. Gives
// what stands in the way, or null; records `events` in any case.
async function backToMqtt(world, till, events) {
  let left = events;
  const back = () => {
    const { hub } = world.deviceStatus();
    return hub.online && hub.transport === "mqtt";
  };
  let stuck = null;
  await eventually("the device to prefer MQTT again", async () => {
    if (left > 0) await till.offer(1);
    left = Math.max(0, left - 1);
    return back();
  }, { ms: BACK_MS_MAX, everyMs: 500 }).catch((error) => (stuck = error.message));
  if (left > 0) await till.offer(left);
  return stuck;
}

async function metric(world, name) {
  const text = await (await fetch(`${world.sourcesUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, "m").exec(text)[1]);
}

// What was sent long ago comes once more, now that everything is stored.
async function replay(world) {
  const before = await metric(world, "touchpoint_hub_batches_stored_total");
  let sent = 0;
  for (const duplicator of world.duplicators) sent += await duplicator.replay();
  await eventually("the hub to have looked at what came again",
    async () => (await metric(world, "touchpoint_hub_batches_stored_total")) >= before + sent, { ms: 60_000 });
  return sent;
}

export async function badNetwork({ faults, events, seed, say = console.error }) {
  const began = Date.now();
  const budget = new Budget(faults);
  const world = new FaultWorld({ budget, seed });
  const ledger = new Ledger();
  const afterwards = Math.min(AFTERWARDS, events);
  const allowance = new Pace(events - afterwards, budget, AHEAD);
  const elapsed = () => Math.round((Date.now() - began) / 1000);
  const progress = setInterval(() => say(`network: ${budget.done} faults, ${ledger.acknowledged} acknowledged, ` +
    `${world.storedThrough()} stored, ${elapsed()} s`), 15_000);
  try {
    await world.start();
    budget.open = true;
    const tills = Array.from({ length: TILLS }, (_, i) => new Till({
      name: `till ${"abcdefgh"[i]}`, socket: world.apiSocket, token: world.token, seed, ledger, allowance, batch: 60 }));
    const killer = killPrograms(world, new Seeded(seed, "killer"));
    await Promise.all([killer, ...tills.map((till) => till.run())]);
    while (budget.left > 0) await budget.next();
    world.heal();
    say(`network: healed after ${elapsed()} s with ${world.storedThrough()} stored: ${budget.text()}`);
    let stuck = await world.drained();
    if (!stuck) stuck = await backToMqtt(world, tills[0], afterwards);
    if (!stuck) stuck = await world.drained();
    if (!stuck) say(`network: ${await replay(world)} batches replayed`);
    const fallen = world.fallen();
    const { refused } = world.hubStatus();
    const excesses = world.excesses();
    await world.agent.stop();
    await world.hub.stop();
    const findings = await judge(world.path("hub/hub.db"), ledger);
    for (const problem of [...fallen, stuck, ...excesses]) if (problem) findings.problem(problem);
    if (refused !== 0) findings.problem(`the hub has refused ${refused} rows`);
    for (const file of world.setAside()) findings.problem(`${file} was set aside`);
    for (const problem of findings.problems) say(`network: ${problem}`);
    return { findings, budget, ledger, summary: `network: ${budget.done} faults, ${ledger.acknowledged} events acknowledged, ` +
      `stored ${findings.stored}, lost ${findings.lost}, doubled ${findings.doubled}, ` +
      `out of order ${findings.outOfOrder}, seed ${seed}, ${elapsed()} s` };
  } catch (error) {
    for (const words of world.lastWords()) say(words);
    say(`network: seed ${seed}`);
    throw error;
  } finally {
    clearInterval(progress);
    await world.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { findings, summary } = await badNetwork(numbers(import.meta.url, { faults: 1000, events: 100_000 }));
  console.log(summary);
  process.exit(findings.sound ? 0 : 1);
}
