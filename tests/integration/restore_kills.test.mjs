// touchpointctl backup and restore, killed at named points: afterwards the device starts, and there is either
// what was there before or all of the copy. The hub is away: a state that is put back again and again would be
// two devices to it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { World, eventually } from "../support/world.mjs";

const world = new World({ sync: { receipt_timeout: "1s", backoff_max: "300ms", news_poll: "500ms" } });
const state = world.path("device/state");
const kept = world.path("kept");

// Ends the command at that point; false: it ended by itself, so the point was never come to.
function killed(point, args) {
  const result = spawnSync(path.join(world.bin, "touchpointctl"), ["--config", world.path("device/touchpoint.toml"), ...args],
    { encoding: "utf8", env: { ...process.env, LD_PRELOAD: path.join(world.bin, "libtouchpoint_kill_points.so"), TOUCHPOINT_KILL: point } });
  assert.ok(result.signal === "SIGKILL" || result.status === 0, `${point}: ${result.stderr}`);
  return result.signal === "SIGKILL";
}
const put = (from) => { fs.rmSync(state, { recursive: true }); fs.cpSync(from, state, { recursive: true, preserveTimestamps: true }); };
const staff = () => world.ctl(["staff", "list"]);

async function sell(order) {
  const token = fs.readFileSync(world.path("till"), "utf8");
  await new DeviceClient(world.agentPort, "localhost").expect(201, "POST", "/v1/interactions",
    { id: eventId(), type: "touchpoint.order.completed", touchpoint: "counter-1",
      data: { order_id: order, total: 10, currency: "EUR", products: [{ name: "Bag", quantity: 1 }] } },
    { authorization: `Bearer ${token}` });
}

test.after(() => world.end());

test("a backup that is killed leaves no file of that name, and the next one works", async () => {
  await world.start();
  fs.writeFileSync(world.path("till"), world.ctl(["token", "add", "till-1"]).trim());
  await sell("W-1");
  for (const point of ["write:before:*half.tar*:1", "write:torn:*half.tar*:2", "fsync:before:*half.tar*:1", "fsync:after:*half.tar*:1"]) {
    assert.ok(killed(point, ["backup", world.path("half.tar")]), point);
    assert.ok(!fs.existsSync(world.path("half.tar")), point);
  }
  const made = world.ctl(["backup", world.path("half.tar"), "--with-identity"], { allowFailure: true });
  assert.equal(made.status, 0, made.stderr);
});

// Where a restore can be cut: while it unpacks, before and after the file that says what is to be renamed has
// its name, at each rename, and at the end.
const EVERYWHERE = ["write:torn:*/restore/*:1", "write:before:*/restore/*:2", "fsync:after:*/restore/*:1", "fsync:after:*/restore/moves.new:1",
  "rename:before:*/restore/moves:1", "rename:after:*/restore/moves:1"];
for (let n = 1; n <= 4; ++n) EVERYWHERE.push(`rename:before:*/state/*:${n}`, `rename:after:*/state/*:${n}`);
EVERYWHERE.push("unlink:before:*/restore/moves:1", "unlink:after:*/restore/moves:1");

// One of the two, and never a mixture: the staff of a folder and the rows beside it belong together.
async function comesBack(point, before, after) {
  await world.startAgent();
  const now = staff();
  assert.ok(now === before || now === after, `${point}: ${now}`);
  assert.equal(world.deviceStatus().journal.state, "well", point);
  assert.ok(!fs.existsSync(path.join(state, "restore/moves")), point);
  await world.agent.stop();
  return now === after;
}

test("a restore that is killed anywhere is whole or has not been", { timeout: 300_000 }, async () => {
  const copied = staff();
  const file = world.path("copy.tar");
  assert.equal(world.ctl(["backup", file], { allowFailure: true }).status, 0);
  await world.addStaff("marco", "Marco B.");   // the copy does not know him
  await sell("W-2");
  const now = staff();
  assert.notEqual(now, copied);
  await eventually("all to be at the hub", () => world.deviceStatus().journal.to_send === 0);
  await world.agent.stop();
  await world.hub.stop();
  await world.broker.stop();
  fs.cpSync(state, kept, { recursive: true, preserveTimestamps: true });

  let whole = 0;
  let untouched = 0;
  for (const point of EVERYWHERE) {
    put(kept);
    const cut = killed(point, ["restore", file, "--set-aside"]);
    const restored = await comesBack(point, now, copied);
    if (!cut) assert.ok(restored, `${point} was never come to, and the copy is not back`);
    restored ? ++whole : ++untouched;
  }
  assert.ok(whole > 5 && untouched > 3, `${whole} whole, ${untouched} as before`);
});

test("so is one with another key, as on a machine that was replaced", { timeout: 300_000 }, async () => {
  const file = world.path("half.tar");
  for (const program of [world.agent, world.hub, world.broker]) await program.stop();
  // Another machine of that name, with a key of its own, that somebody has begun to use.
  fs.rmSync(state, { recursive: true, force: true });
  fs.mkdirSync(state, { mode: 0o700 });
  await world.startAgent();
  await world.addStaff("anna", "Anna N.");
  const before = staff();
  await world.agent.stop();
  fs.rmSync(kept, { recursive: true, force: true });
  fs.cpSync(state, kept, { recursive: true, preserveTimestamps: true });
  const moves = new Set();
  for (const point of EVERYWHERE.filter((_, n) => n % 2 === 1)) {
    put(kept);
    killed(point, ["restore", file, "--set-aside"]);
    await world.startAgent();
    const now = staff();
    const mine = now === before;
    assert.ok(mine || /^giulia\t/.test(now), `${point}: ${now}`);
    assert.equal(world.deviceStatus().hub.enrolled, !mine, point);
    assert.equal(world.deviceStatus().journal.state, "well", point);
    moves.add(mine);
    await world.agent.stop();
  }
  assert.equal(moves.size, 2);
});
