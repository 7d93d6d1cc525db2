// Real programs: a device is taken out of service. Its keys go first, and no row that the hub does not
// have goes with them by accident.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { everythingStored, recordNote } from "../support/notes.mjs";
import { World, eventually } from "../support/world.mjs";

const world = new World();
const identity = () => world.path("device/state/identity");
const online = () => eventually("the device to be online", () => world.deviceStatus().hub.online);

const record = (text) => recordNote(world, text);
const drained = () => everythingStored(world);

before(() => world.start());
after(() => world.end());

test("a wipe asks for the name, loses no unsent row, tells the hub and leaves nothing", async () => {
  const state = world.path("device/state");
  const wipe = (...options) => world.ctl(["wipe", "--lang", "en", ...options], { allowFailure: true, input: "" });
  assert.match(wipe("--yes-wipe", "milano-01-pos-2").stderr, /not this device's name; nothing was wiped/);
  assert.match(wipe().stderr, /nothing was typed/);
  await Promise.all([world.hub.stop(), world.broker.stop()]);
  await record("not yet sent");
  assert.match(wipe("--yes-wipe", world.device).stderr, /the hub does not have \d+ rows of this device.*--lose-unsent/);
  await world.startBroker();
  await world.startHub();
  await online();
  await drained();

  const typed = world.ctl(["wipe", "--lang", "en"], { input: `${world.device}\n` });
  assert.equal(typed, "This device is wiped.\n");
  assert.equal(await world.agent.ended.then(() => world.agent.exit), 0);
  assert.deepEqual(fs.readdirSync(state).filter((name) => name !== "touchpointd.lock"), []);
  await world.hub.stop();
  const last = execFileSync("sqlite3", [world.path("hub/hub.db"), "SELECT type FROM events ORDER BY id DESC LIMIT 1"], { encoding: "utf8" });
  assert.equal(last, "touchpoint.device.decommissioned\n");
  await world.startHub();

  await world.startAgent();
  assert.equal(world.deviceStatus().hub.enrolled, false);
  await world.enrol();
  await drained();
  assert.equal(world.hubStatus().devices[0].journals.length, 2);
});

test("a wipe that is killed behind the keys is finished by the next start", async () => {
  await world.agent.stop();
  const state = world.path("device/state");
  world.agent.env = {
    LD_PRELOAD: path.join(world.bin, "libtouchpoint_kill_points.so"), TOUCHPOINT_KILL: "unlink:before:journal.db:1",
  };
  await world.startAgent();
  await drained();
  const was = world.deviceStatus();
  world.ctl(["wipe", "--yes-wipe", world.device]);
  await world.agent.ended;
  assert.ok(!fs.existsSync(path.join(state, "device.key")));
  assert.ok(!fs.existsSync(identity()));
  assert.equal(world.agent.exit, "SIGKILL");
  world.agent.env = {};
  await world.startAgent();
  assert.ok(!fs.existsSync(path.join(state, "wiped")));
  const now = world.deviceStatus();
  assert.equal(now.hub.enrolled, false);
  assert.equal(now.journal.state, "well");
  assert.notEqual(now.journal.journal, was.journal.journal);
});
