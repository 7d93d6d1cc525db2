// touchpointctl backup, restore and tail beside the real daemon and hub: a copy made while work goes on,
// put back on the device it was made of and on another machine, and what the hub then has.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import test from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { eventually, World } from "../support/world.mjs";

function till(world) {
  const token = world.ctl(["token", "add", "till-1"]).trim();
  const client = new DeviceClient(world.agentPort, "localhost");
  const sell = (order) => client.expect(201, "POST", "/v1/interactions",
    { id: eventId(), type: "touchpoint.order.completed", touchpoint: "counter-1",
      data: { order_id: order, total: 10, currency: "EUR", products: [{ name: "Bag", quantity: 1 }] } },
    { authorization: `Bearer ${token}` });
  return { client, sell };
}

const rows = (world, ...args) => world.ctl(["tail", "-n", "1000", "--json", ...args]).trim().split("\n")
  .filter(Boolean).map((line) => JSON.parse(line));


test("what was recorded is listed without what it says", async () => {
  const world = new World();
  try {
    await world.start();
    const { sell } = till(world);
    await sell("W-2001");
    const last = rows(world).at(-1);
    assert.equal(last.type, "touchpoint.order.completed");
    assert.equal(last.touchpoint, "counter-1");
    await eventually("the hub to have it", () => rows(world).at(-1).state === "sent");
    assert.doesNotMatch(world.ctl(["tail", "-n", "1000"]), /W-2001|Bag/);
    assert.match(world.ctl(["tail", "-n", "1", "--lang", "it"]),
      /^ +\d+ {2}\S+Z {2}touchpoint\.order\.completed +counter-1 +inviata\n$/);

    await world.hub.stop();
    await world.broker.stop();
    const follow = spawn(`${world.bin}/touchpointctl`,
      ["--config", world.path("device/touchpoint.toml"), "tail", "-n", "1", "--follow", "--json"]);
    let seen = "";
    follow.stdout.on("data", (bytes) => { seen += bytes; });
    await eventually("the last row", () => seen.includes("\n"));
    await sell("W-2002");
    await eventually("the new row", () => /"state":"waiting"/.test(seen));
    follow.kill("SIGINT");
  } finally {
    await world.end();
  }
});

test("a copy comes back as a new journal, and every event reaches the hub once", async () => {
  const world = new World();
  const file = world.path("copy.tar");
  try {
    await world.start();
    const { sell } = till(world);
    for (let i = 0; i < 5; ++i) await sell(`W-30${i}`);
    const journal = world.deviceStatus().journal.journal;
    await eventually("all to be at the hub", () => rows(world).every((row) => row.state === "sent"));

    // The hub is away: what is recorded now is in the copy only.
    await world.hub.stop();
    await world.broker.stop();
    await sell("W-3100");
    const made = world.ctl(["backup", file], { allowFailure: true });
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /a copy of \d+ rows, read again/);
    assert.match(made.stderr, /copying the journal[\s\S]*reading the copy again[\s\S]*this device only/);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    const names = spawnSync("tar", ["tf", file], { encoding: "utf8" }).stdout.trim().split("\n");
    assert.deepEqual(names, ["access.json", "backup.json", "journal.db"]);
    assert.ok(!fs.existsSync(world.path("device/state/backup")));

    // Never over a file.
    const again = world.ctl(["backup", file], { allowFailure: true });
    assert.equal(again.status, 1);
    assert.match(again.stderr, /there is a file .* already/);

    // Not while the daemon runs, and not over rows that the copy has not.
    assert.match(world.ctl(["restore", file], { allowFailure: true }).stderr, /stop it first/);
    await sell("W-3101");
    await world.agent.stop();
    const refused = world.ctl(["restore", file], { allowFailure: true });
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /the copy has not all of them; with --set-aside/);
    assert.ok(fs.existsSync(world.path("device/state/journal.db")));

    const restored = world.ctl(["restore", file, "--set-aside"], { allowFailure: true });
    assert.equal(restored.status, 0, restored.stderr);
    assert.match(restored.stdout, /a new journal begins/);
    assert.ok(!fs.existsSync(world.path("device/state/journal.db")));
    assert.ok(!fs.existsSync(world.path("device/state/restore")));

    await world.startHub();
    await world.startBroker();
    await world.startAgent();
    const fresh = await eventually("both journals to be read", () => {
      const { notices, journal: now } = world.deviceStatus();
      return notices.filter((notice) => /were recorded again/.test(notice)).length === 2 && now;
    });
    assert.notEqual(fresh.journal, journal);
    // Both orders that the hub had not, once each, although one is in both journals.
    const orders = rows(world).filter((row) => row.type === "touchpoint.order.completed");
    assert.equal(orders.length, 2);
    await eventually("the hub to have them", () => rows(world).every((row) => row.state !== "waiting"), { ms: 60_000 });
    assert.equal(rows(world).filter((row) => row.type === "touchpoint.order.completed" && row.state === "sent").length, 2);
    assert.equal(world.ctl(["staff", "list"]).split("\t")[0], "giulia");
    assert.equal(world.ctl(["token", "list"]).trim(), "till-1");
  } finally {
    await world.end();
  }
});

test("a copy is made while tills go on recording, and has all that was recorded before it", async () => {
  const world = new World();
  const file = world.path("copy.tar");
  try {
    await world.makeDevice();
    await world.startAgent();
    const tills = Array.from({ length: 4 }, () => null);
    const { sell } = till(world);
    for (let i = 0; i < 200; ++i) await sell(`W-5${i}`);
    let recorded = 0;
    let busy = true;
    const selling = Promise.all(tills.map(async (_, number) => {
      while (busy) {
        await sell(`W-6${number}-${recorded}`);
        ++recorded;
      }
    }));
    const before = world.deviceStatus().journal.last;
    const backup = spawn(`${world.bin}/touchpointctl`, ["--config", world.path("device/touchpoint.toml"), "backup", file]);
    let said = "";
    backup.stdout.on("data", (bytes) => { said += bytes; });
    const from = recorded;
    await eventually("the copy", () => backup.exitCode !== null, { ms: 60_000 });
    const meanwhile = recorded - from;
    busy = false;
    await selling;
    assert.equal(backup.exitCode, 0);
    const [, rowsInCopy] = said.match(/a copy of (\d+) rows/);
    assert.ok(Number(rowsInCopy) >= before, `${rowsInCopy} rows, ${before} before`);
    assert.ok(meanwhile > 0, "recording went on");
    assert.ok(world.deviceStatus().journal.last >= before + meanwhile);
  } finally {
    await world.end();
  }
});

test("a copy with the identity makes another machine the device; without it none", async () => {
  const world = new World();
  const with_identity = world.path("whole.tar");
  const without = world.path("without.tar");
  const state = world.path("device/state");
  try {
    await world.start();
    const { sell } = till(world);
    await world.hub.stop();
    await world.broker.stop();
    await sell("W-4000");
    world.ctl(["backup", with_identity, "--with-identity"]);
    world.ctl(["backup", without]);
    const names = spawnSync("tar", ["tf", with_identity], { encoding: "utf8" }).stdout.trim().split("\n");
    assert.ok(names.includes("device.key") && names.includes("identity/key.pem"), names.join());
    await world.agent.stop();

    // The machine is gone; another one has the configuration and an empty state folder.
    fs.renameSync(state, `${state}.gone`);
    fs.mkdirSync(state, { mode: 0o700 });
    const keyless = world.ctl(["restore", without], { allowFailure: true });
    assert.equal(keyless.status, 1);
    assert.match(keyless.stderr, /without its device's key/);
    assert.deepEqual(fs.readdirSync(state), []);

    // It was even started once, and has a key and a journal of its own.
    await world.startAgent();
    await world.agent.stop();
    const own = world.ctl(["restore", with_identity], { allowFailure: true });
    assert.equal(own.status, 1);
    assert.match(own.stderr, /a key of its own: with --set-aside/);
    world.ctl(["restore", with_identity, "--set-aside"]);
    const aside = fs.readdirSync(state).find((name) => name.startsWith("device.aside-"));
    assert.deepEqual(fs.readdirSync(`${state}/${aside}`).sort().filter((name) => !/-(wal|shm)$/.test(name)),
      ["device.key", "journal.db", "profiles.db"]);

    await world.startHub();
    await world.startBroker();
    await world.startAgent();
    await eventually("the device to be online", () => world.deviceStatus().hub.online, { ms: 60_000 });
    await eventually("the order to reach the hub",
      () => rows(world).some((row) => row.type === "touchpoint.order.completed" && row.state === "sent"), { ms: 60_000 });
    assert.equal(world.ctl(["staff", "list"]).split("\t")[0], "giulia");
  } finally {
    await world.end();
  }
});

test("a copy that was changed or cut, or is no copy, changes nothing", async () => {
  const world = new World();
  const file = world.path("copy.tar");
  const state = world.path("device/state");
  try {
    await world.makeDevice();
    // What a backup that was cut short has left is gone when the device starts.
    fs.mkdirSync(`${state}/backup/identity`, { recursive: true, mode: 0o700 });
    fs.writeFileSync(`${state}/backup/journal.db`, "half");
    await world.startAgent();
    assert.ok(!fs.existsSync(`${state}/backup`));
    world.ctl(["backup", file, "--with-identity"]);
    await world.agent.stop();
    const before = fs.readdirSync(state).sort();
    const good = fs.readFileSync(file);
    const at = good.indexOf("SQLite format 3");
    const changed = Buffer.from(good);
    changed.fill(0x55, at + 3 * 4096, at + 5 * 4096);
    const cases = {
      cut: good.subarray(0, good.length / 2),
      changed,
      empty: Buffer.alloc(0),
      text: Buffer.from("no tar at all\n".repeat(100)),
      renamed: Buffer.from(good.toString("latin1").replace("journal.db", "../../../x"), "latin1"),
    };
    for (const [name, bytes] of Object.entries(cases)) {
      const bad = world.path(`${name}.tar`);
      fs.writeFileSync(bad, bytes);
      const result = world.ctl(["restore", bad, "--set-aside"], { allowFailure: true });
      assert.equal(result.status, 1, name);
      assert.match(result.stderr, /touchpointctl: .+/);
      assert.deepEqual(fs.readdirSync(state).sort(), before, name);
    }
    world.ctl(["restore", file, "--set-aside"]);  // it has recorded its own end since
  } finally {
    await world.end();
  }
});
