// What a support bundle holds, and what it never does: hundreds of made-up personal values and secrets go
// through every door of a real device, and none of them may be in the bundle or in the device's log.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import test from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { loyaltyNumber } from "../support/shop.mjs";
import { eventually, World } from "../support/world.mjs";

// The card numbers that issuers publish for tests.
const CARDS = ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117"];

function unpacked(file) {
  const names = spawnSync("tar", ["tf", file], { encoding: "utf8" }).stdout.trim().split("\n");
  const text = spawnSync("tar", ["xOf", file], { encoding: "utf8", maxBuffer: 1 << 28 }).stdout;
  return { names, text, member: (name) => spawnSync("tar", ["xOf", file, name], { encoding: "utf8" }).stdout };
}

test("a support bundle helps from afar and holds nothing about anybody", async () => {
  const world = new World();
  const planted = new Map();  // value → where it came from
  const plant = (value, from) => { planted.set(value, from); return value; };
  try {
    await world.start();
    plant(world.staff.pin, "a PIN");
    plant("Giulia R.", "a name of staff");
    for (let i = 0; i < 10; ++i) {
      const member = await world.addStaff(`qstaff-${i}`, plant(`Qdisplay Nr${i}`, "a name of staff"));
      plant(member.name, "a name to sign in with");
      plant(member.pin, "a PIN");
    }
    const token = plant(world.ctl(["token", "add", "till-1"]).trim(), "a token");

    // Customers, from the web shop through the hub into the replica.
    world.openShop({ customers: 0 });
    const customers = Array.from({ length: 50 }, (_, i) => ({
      userId: plant(loyaltyNumber(7_000_000 + i), "a loyalty number"),
      traits: {
        firstName: plant(`Qfirst${i}x`, "a first name"), lastName: plant(`Qlast${i}x`, "a last name"),
        email: plant(`qmail${i}@private.example`, "an e-mail address"),
        phone: plant(`+39345${String(7_100_000 + i)}`, "a phone number"),
      },
    }));
    for (const customer of customers) await world.uplink.send({ type: "identify", ...customer });
    await eventually("the replica", () => world.deviceStatus().replica.profiles === customers.length, { ms: 60_000 });

    // The device's own doors: scans, orders, notes, answers, and what is refused.
    const program = new DeviceClient(world.agentPort, "localhost");
    const till = (method, path, body) => program.request(method, path, body, { authorization: `Bearer ${token}` });
    const record = (type, data) => till("POST", "/v1/interactions", { id: eventId(), type, touchpoint: "counter-1", data });
    for (const [i, { userId, traits }] of customers.slice(0, 20).entries()) {
      assert.equal((await till("POST", "/v1/scans", { code: userId, via: "till" })).status, 202);
      const kinds = [{ kind: "email", value: traits.email }];
      assert.equal((await till("POST", "/v1/recognitions", { identifiers: kinds })).body.outcome, "possible");
      const recorded = await record("touchpoint.order.completed", {
        order_id: plant(`QORDER-${i}`, "an order"), total: 1, currency: "EUR",
        products: [{ name: plant(`Qarticle ${i}`, "an article"), quantity: 1 }] });
      assert.equal(recorded.status, 201, JSON.stringify(recorded.body));
      const noted = await record("touchpoint.note.added",
        { text: plant(`qnote ${i} she is allergic to wool`, "a note"), staff: "giulia" });
      assert.equal(noted.status, 201, JSON.stringify(noted.body));
    }
    for (const card of CARDS) {
      plant(card, "a card number");
      await till("POST", "/v1/scans", { code: card, via: "till" });
      await record("touchpoint.note.added", { text: `paid with ${card}`, staff: "giulia" });
    }
    for (let i = 0; i < 20; ++i) {
      const odd = plant(`qwrong${i}value`, "a value that is refused");
      await till("POST", "/v1/interactions", { id: odd, type: `touchpoint.${odd}`, data: { [odd]: odd } });
      await program.request("GET", `/v1/${odd}?${odd}=${odd}`, undefined, { "user-agent": odd, "x-odd": odd });
      await new DeviceClient(world.agentPort).request("POST", "/v1/session", { name: odd, pin: "999999" });
      world.ctl(["staff", "remove", odd], { allowFailure: true });
    }
    const counter = new DeviceClient(world.agentPort);
    await counter.signIn(world.staff.name, world.staff.pin);
    plant(counter.cookie.split("=")[1], "a session");

    // Secrets of the device itself.
    const state = world.path("device/state");
    const key = fs.readFileSync(`${state}/device.key`);
    for (const form of ["hex", "base64", "base64url"]) plant(key.toString(form), "the device key");
    plant(fs.readFileSync(`${state}/identity/key.pem`, "utf8").split("\n")[1], "the private key");
    plant("PRIVATE KEY", "a private key");
    plant("Demo Retail S.p.A., Milano", "the controller, who may be a person");
    assert.ok(planted.size >= 200, `${planted.size} values`);

    const file = world.path("bundle.tar");
    const made = world.ctl(["support-bundle", file], { allowFailure: true });
    assert.equal(made.status, 0, made.stderr);
    assert.equal(made.stdout, `${file}\n`);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    const bundle = unpacked(file);
    for (const name of ["doctor.json", "status.json", "facts.json", "metrics.txt", "rows.jsonl", "configuration.toml",
      "versions.txt"]) {
      assert.ok(bundle.names.includes(name), `${name} is in ${bundle.names}`);
    }
    assert.equal(JSON.parse(bundle.member("doctor.json")).wrong, false);
    assert.equal(JSON.parse(bundle.member("status.json")).device, world.device);
    assert.match(bundle.member("metrics.txt"), /^# HELP touchpoint_/m);
    assert.match(bundle.member("configuration.toml"), /^store = "milano-01" {2}# .*touchpoint\.toml:\d+$/m);
    assert.match(bundle.member("configuration.toml"), /^controller = "\*\*\*"/m);
    const rows = bundle.member("rows.jsonl").trim().split("\n").map((line) => JSON.parse(line));
    assert.ok(rows.some((row) => row.type === "touchpoint.note.added"));
    assert.deepEqual(Object.keys(rows[0]), ["sequence", "time", "type", "touchpoint", "state"]);

    // The log would be in it on a device that systemd runs.
    const log = fs.readFileSync(world.path("device.log"), "utf8");
    for (const [value, from] of planted) {
      assert.ok(!bundle.text.includes(value), `${from} is in the bundle`);
      assert.ok(!log.includes(value), `${from} is in the log`);
    }
    // And the test would notice.
    assert.ok(bundle.text.includes(world.device));

    assert.match(world.ctl(["support-bundle", file], { allowFailure: true }).stderr, /there is a file .* already/);

    // While the daemon is down it says what is missing.
    await world.agent.stop();
    const down = world.path("down.tar");
    world.ctl(["support-bundle", down]);
    const without = unpacked(down);
    assert.match(without.member("missing.txt"), /^status\.json: nobody answers/m);
    assert.ok(without.names.includes("doctor.json") && without.names.includes("configuration.toml"));
  } finally {
    await world.end();
  }
});
