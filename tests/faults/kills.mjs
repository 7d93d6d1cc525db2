// Programs die and nothing is lost: touchpointd, touchpoint-hub and Mosquitto get SIGKILL at random
// moments and at named points – before, after and in the middle of a sync, a write, an answer – while
// tills record and a web shop tells, each on its own schedule, so that two may be dead at once. Each
// comes back healthy, none may put a file aside, and at the end every row at the hub is compared with
// what was acknowledged.
//
//   node tests/faults/kills.mjs --kills 500 --events 50000 --seed 7
//
// TOUCHPOINT_BIN names the programs' folder, where libtouchpoint_kill_points.so stands, too
// (kill_points.c). Without --events there are 100 a kill. The last line is the summary; exit code 1
// when something was lost, doubled, out of order or otherwise not as promised.

import path from "node:path";
import { fileURLToPath } from "node:url";

import { eventually } from "../support/world.mjs";
import { Budget } from "./budget.mjs";
import { numbers } from "./command_line.mjs";
import { Pace } from "./pace.mjs";
import { RigWorld } from "./rig_world.mjs";
import { Seeded } from "./seeded.mjs";
import { judge } from "./stored.mjs";
import { Ledger, Till } from "./tills.mjs";
import { WebShop } from "./web_shop.mjs";

const TILLS = 8;
const SHOP_CALLS = 20;       // a kill
const ENROLMENTS = 0.1;      // of the agent's deaths are in the middle of an enrolment
const LIFE_MS_MAX = 400;     // after coming back
const POINT_MS_MAX = 1_200;  // who has not met its point by then dies where it is
const DEAD_MS_MAX = 150;     // most come back at once
const RANDOM_MOMENTS = 0.25;

// [call, file, how many such calls a life may see before]
const POINTS = {
  agent: [
    ["fdatasync", "journal.db-wal", 12], ["write", "journal.db-wal", 60], ["write", "journal.db", 8],
    ["fdatasync", "journal.db", 1], ["ftruncate", "journal.db*", 2], ["fdatasync", "profiles.db*", 2],
    ["write", "profiles.db*", 8], ["send", "unix", 60], ["send", "tcp", 30],
  ],
  hub: [
    ["fdatasync", "hub.db-wal", 12], ["write", "hub.db-wal", 40], ["write", "hub.db", 8],
    ["fdatasync", "hub.db", 1], ["send", "tcp", 20],
  ],
  broker: [["send", "tcp", 40], ["write", "mosquitto.db*", 3]],
};
const ENROLMENT = [
  ["write", "*/identity*/*", 5], ["fsync", "*/identity*", 6], ["rename", "*/identity*", 1], ["send", "tcp", 6],
];

class Killer {
  constructor(world, what, random, tally) {
    Object.assign(this, { world, what, random, tally });
    this.library = path.join(world.bin, "libtouchpoint_kill_points.so");
  }

  get program() {
    return this.world[this.what];
  }

  // Where the next life ends; empty: at a random moment.
  point(points) {
    if (this.random.chance(RANDOM_MOMENTS)) return "";
    const [call, file, most] = this.random.pick(points);
    const when = this.random.pick(call === "write" || call === "send" ? ["before", "torn", "after"] : ["before", "after"]);
    return `${call}:${when}:${file}:${this.random.magnitude(most)}`;
  }

  // The next life, with its end in it. It may meet its end before it is ready.
  async live(point) {
    const { program } = this;
    program.env = point ? { LD_PRELOAD: this.library, TOUCHPOINT_KILL: point } : {};
    try {
      await this.world.comeBack(this.what);
    } catch (error) {
      if (program.running || program.exit !== "SIGKILL") throw error;
    }
  }

  async die(point) {
    const { program } = this;
    if (!program.running && program.exit !== "SIGKILL") {
      throw new Error(`${this.what} ended by itself (${program.exit}):\n${program.lastWords()}`);
    }
    this.tally.point(this.what, program.running || !point ? "a random moment" : point);
    await program.stop("SIGKILL");
    for (const file of this.world.setAside()) throw new Error(`${file} was set aside`);
  }

  pause(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  // Dies `times` times under load.
  async run(times, budget) {
    for (let i = 0; i < times; i++) {
      const point = this.point(POINTS[this.what]);
      await this.program.stop("SIGKILL");
      await this.live(point);
      await Promise.race([this.program.ended, this.pause(point ? POINT_MS_MAX : this.random.next() * LIFE_MS_MAX)]);
      await this.die(point);
      budget.take(this.what);
      if (this.random.chance(0.2)) await this.pause(this.random.next() * DEAD_MS_MAX);
    }
    await this.live("");
  }

  // Dies `times` times while it is being enrolled; afterwards it can be.
  async enrol(times, budget) {
    const points = this.random.shuffled(ENROLMENT.flatMap(([call, file, most]) =>
      ["before", "after"].flatMap((when) => Array.from({ length: most }, (_, n) => `${call}:${when}:${file}:${n + 1}`))));
    for (let i = 0; i < times; i++) {
      const { world } = this;
      const point = points[i % points.length];
      await this.program.stop("SIGKILL");
      await this.live(point);
      const token = world.hubctl("token", "--device", world.device, "--store", world.store);
      world.ctl(["enrol", "--hub", world.hubUrl, "--token-file", "-"], { input: token, allowFailure: true });
      await Promise.race([this.program.ended, this.pause(this.random.next() * LIFE_MS_MAX)]);
      await this.die(point);
      budget.take(this.what);
      await this.live("");
    }
    await this.world.enrol();
  }
}

// Where they died.
class Tally {
  named = 0;
  random = 0;
  points = new Map();

  point(what, point) {
    const known = point === "a random moment";
    this[known ? "random" : "named"]++;
    const name = `${what} ${point.split(":").slice(0, 3).join(":")}`;
    this.points.set(name, (this.points.get(name) ?? 0) + 1);
  }

  text() {
    return [...this.points].sort(([a], [b]) => a.localeCompare(b)).map(([name, n]) => `  ${n} ${name}`).join("\n");
  }
}

// Of ten, three are the hub's and one is the broker's.
export function shares(kills) {
  const hub = Math.floor(kills * 0.3);
  const broker = Math.floor(kills * 0.1);
  return { agent: kills - hub - broker, hub, broker };
}

export async function deaths({ kills, events = 0, seed, say = console.error }) {
  const began = Date.now();
  const share = shares(kills);
  const budget = new Budget(kills);
  budget.open = true;
  const world = new RigWorld();
  const ledger = new Ledger();
  const tally = new Tally();
  const killer = (what) => new Killer(world, what, new Seeded(seed, `kills/${what}`), tally);
  const elapsed = () => Math.round((Date.now() - began) / 1000);
  const progress = setInterval(() => say(`kills: ${budget.done}, ${ledger.acknowledged} acknowledged, ${elapsed()} s`), 15_000);
  try {
    await world.start();
    const agent = killer("agent");
    const enrolments = Math.floor(share.agent * ENROLMENTS);
    await agent.enrol(enrolments, budget);
    const allowance = new Pace(events || 100 * kills, budget, Math.min(0.5, 5 / kills));
    const tills = Array.from({ length: TILLS }, (_, i) => new Till({
      name: `till ${"abcdefgh"[i]}`, socket: world.apiSocket, token: world.token, seed, ledger, allowance, batch: 4 }));
    const shop = new WebShop(world, seed, new Pace(SHOP_CALLS * kills, budget, Math.min(0.5, 5 / kills)));
    await Promise.all([
      shop.run(),
      agent.run(share.agent - enrolments, budget),
      killer("hub").run(share.hub, budget),
      killer("broker").run(share.broker, budget),
      ...tills.map((till) => till.run()),
    ]);
    const stuck = await world.drained();
    if (!stuck) await eventually("the device to be online", () => world.deviceStatus().hub.online);
    const fallen = world.fallen();
    const { refused } = world.hubStatus();
    const { journal } = world.deviceStatus();
    const excesses = world.excesses();
    await world.agent.stop();
    await world.hub.stop();
    const findings = await judge(world.path("hub/hub.db"), ledger);
    for (const problem of [...fallen, stuck, ...excesses, ...shop.judge(world.path("hub/hub.db"))]) if (problem) findings.problem(problem);
    if (journal.state !== "well") findings.problem(`the journal is ${journal.state}`);
    if (refused !== 0) findings.problem(`the hub has refused ${refused} rows`);
    for (const problem of findings.problems) say(`kills: ${problem}`);
    say(`kills: ${tally.named} at named points, ${tally.random} at random moments, ${shop.acknowledged} calls of a web shop, ${elapsed()} s\n${tally.text()}`);
    return { findings, budget, ledger, tally, summary: `kills: ${budget.done} (agent ${share.agent}, hub ${share.hub}, broker ${share.broker}), ` +
      `acknowledged ${ledger.acknowledged}, lost ${findings.lost}, doubled ${findings.doubled}, ` +
      `out of order ${findings.outOfOrder}, seed ${seed}` };
  } catch (error) {
    for (const words of world.lastWords()) say(words);
    say(`kills: seed ${seed}`);
    throw error;
  } finally {
    clearInterval(progress);
    await world.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { findings, summary } = await deaths(numbers(import.meta.url, { kills: 500, events: 0 }));
  console.log(summary);
  process.exit(findings.sound ? 0 : 1);
}
