// Real programs: ten thousand connections from clients that mean no good – silent, a byte at a time, never
// reading, a gigabyte announced, no HTTP at all – while somebody works at the counter.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { DeviceClient } from "../support/device_client.mjs";
import { World, eventually } from "../support/world.mjs";

const CARDS = ["2900000004179", "2900000004186"];
const PLACES = 512; // of the device, for all its clients
const CONNECTIONS = 10_000;
const ROUNDS_MAX = 2000;
const RESIDENT_MAX_MIB = 64;

const world = new World();
let staff, stream, crowd;

// A program of its own, as hostile ones are: it says how many connections it has made.
function gather() {
  const child = fork(path.join(import.meta.dirname, "../support/hostile_clients.mjs"),
    [String(world.agentPort), String(PLACES + 200), String(CONNECTIONS)]);
  const gathered = { made: 0, end: () => child.kill("SIGKILL") };
  child.on("message", (made) => (gathered.made = made));
  return gathered;
}

const status = (field) => Number(fs.readFileSync(`/proc/${world.agent.pid}/status`, "utf8")
  .match(new RegExp(`^${field}:\\s+(\\d+) kB`, "m"))[1]) / 1024;
const descriptors = () => fs.readdirSync(`/proc/${world.agent.pid}/fd`).length;

before(async () => {
  await world.start();
  world.openShop({ customers: 0 });
  for (const [index, card] of CARDS.entries()) {
    await world.uplink.send({ type: "identify", userId: card, traits: { firstName: `Customer${index}`, lastName: "Test" } });
  }
  await eventually("the replica", () => world.deviceStatus().replica.profiles === CARDS.length);
  staff = new DeviceClient(world.agentPort);
  await staff.signIn(world.staff.name, world.staff.pin);
  stream = staff.stream();
});
after(async () => {
  crowd?.end();
  staff?.close();
  await world.end();
});

test("the counter works on among ten thousand hostile connections, in bounded memory", async (t) => {
  const atFirst = descriptors();
  crowd = gather();
  await eventually("all places to be taken", () => descriptors() >= PLACES);
  const took = [];
  for (let round = 0; crowd.made < CONNECTIONS || round < 40; round++) {
    assert.ok(took.length < ROUNDS_MAX, `only ${crowd.made} connections were made`);
    const began = performance.now();
    // Each on a connection of its own, as a page whose connections were closed.
    await staff.expect(202, "POST", "/v1/scans", { code: CARDS[round % 2], via: "wedge" });
    await stream.until("card", (card) => card.state === "shown" && JSON.stringify(card.who).includes(`Customer${round % 2}`), "the card");
    took.push(performance.now() - began);
    assert.ok(descriptors() <= PLACES + atFirst + 8, "no more descriptors than places");
  }
  took.sort((a, b) => a - b);
  t.diagnostic(`${crowd.made} connections; ${took.length} scans, each on the screen after ${took[took.length >> 1].toFixed(1)} ms ` +
    `(median), ${took.at(-1).toFixed(1)} ms at most; ${status("VmHWM").toFixed(0)} MiB resident at most`);
  assert.ok(status("VmHWM") <= RESIDENT_MAX_MIB, `${status("VmHWM")} MiB`);
});

test("somebody else signs in among those that stay, and the kiosk is served", async () => {
  const colleague = new DeviceClient(world.agentPort);
  await colleague.signIn(world.staff.name, world.staff.pin);
  const kiosk = new DeviceClient(world.agentPort, "kiosk.localhost");
  await kiosk.expect(200, "GET", "/v1/touchpoint");
});

test("when they have gone nothing is left of them", async () => {
  crowd.end();
  await eventually("their places to be free", () => descriptors() < 64, { ms: 30_000 });
});
