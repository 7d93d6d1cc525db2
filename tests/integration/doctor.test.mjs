// touchpointctl doctor beside the real daemon, hub and broker: what it says when all is well, and what
// when something is not. Each thing that goes wrong is made to, one after another.

import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import { once } from "node:events";
import test from "node:test";

import { World } from "../support/world.mjs";

// The findings by their check's name, and how it ended.
function examine(world, ...args) {
  const result = world.ctl(["doctor", "--json", ...args], { allowFailure: true });
  const { wrong, findings } = JSON.parse(result.stdout);
  const by = Object.fromEntries(findings.map((finding) => [finding.check, finding]));
  const bad = findings.filter((finding) => finding.verdict === "wrong").map((finding) => finding.check);
  return { status: result.status, stderr: result.stderr, wrong, findings, by, bad };
}

test("the doctor names what is wrong, and says what to do", async () => {
  const world = new World();
  try {
    await world.start();
    const well = examine(world);
    assert.deepEqual(well.bad, [], JSON.stringify(well.findings, null, 1));
    assert.equal(well.status, 0);
    assert.equal(well.wrong, false);
    assert.equal(well.stderr, "");
    for (const check of ["daemon", "configuration", "disk", "formats", "permissions", "certificate", "hub_name",
      "hub_way", "hub_tls", "broker_name", "broker_way", "broker_tls"]) {
      assert.equal(well.by[check].verdict, "well", JSON.stringify(well.by[check]));
    }
    assert.match(well.by.certificate.found, /^milano-01-pos-1, milano-01, by ".+"; \d+ days left$/);
    assert.match(well.by.clock.found, /as the hub's$/);
    assert.ok(well.by.stolen_disk.found);

    const italian = world.ctl(["doctor", "--lang", "it"]);
    assert.match(italian, /^Controllo del dispositivo\n/);
    assert.match(italian, /ok {2}Programma +touchpointd risponde, versione /);
    assert.doesNotMatch(italian, /\x1b/);

    // It greets the broker beside the daemon, whose connection stays.
    assert.equal(world.deviceStatus().hub.transport, "mqtt");

    // A key that others can read, and a configuration that others can write.
    fs.chmodSync(world.path("device/state/identity/key.pem"), 0o644);
    const open = examine(world);
    assert.deepEqual(open.bad, ["permissions"]);
    assert.equal(open.status, 1);
    assert.match(open.by.permissions.advice, /^chmod go-rwx .*key\.pem$/);
    fs.chmodSync(world.path("device/state/identity/key.pem"), 0o600);
    fs.chmodSync(world.path("device/touchpoint.toml"), 0o666);
    assert.match(examine(world).by.permissions.advice, /^chmod go-w .*touchpoint\.toml$/);
    fs.chmodSync(world.path("device/touchpoint.toml"), 0o644);

    // The broker is gone, and only it.
    await world.broker.stop();
    const brokerless = examine(world);
    assert.deepEqual(brokerless.bad, ["broker_way"]);
    assert.equal(brokerless.by.broker_tls, undefined);
    assert.equal(brokerless.by.hub_tls.verdict, "well");
    await world.startBroker();

    // Revoked at the hub.
    world.hubctl("device", "revoke", world.device);
    const revoked = examine(world);
    assert.ok(revoked.bad.includes("hub_tls"), JSON.stringify(revoked.findings, null, 1));
    assert.match(revoked.by.hub_tls.advice, /revoked/);

    // Somebody who accepts and says nothing in the hub's place: given up in time.
    await world.hub.stop();
    const silent = net.createServer(() => {}).listen(world.devicesPort, "127.0.0.1");
    await once(silent, "listening");
    try {
      const began = Date.now();
      const hanging = examine(world);
      assert.ok(hanging.bad.includes("hub_tls"));
      assert.match(hanging.by.hub_tls.found, /time|answer/);
      assert.ok(Date.now() - began < 30_000);
    } finally {
      silent.close();
    }

    // The daemon is down: it goes on by itself, and says what it cannot know.
    await world.agent.stop();
    const down = examine(world);
    assert.ok(down.bad.includes("daemon"));
    assert.match(down.by.daemon.advice, /systemctl start touchpointd/);
    assert.equal(down.by.formats.verdict, "unknown");
    assert.equal(down.by.disk.verdict, "well");
    assert.equal(down.by.certificate.verdict, "well");
    assert.ok(down.bad.includes("hub_way"));

    // A configuration that is wrong: where, and nothing is guessed.
    const file = world.path("device/touchpoint.toml");
    const right = fs.readFileSync(file, "utf8");
    fs.writeFileSync(file, right.replace("[privacy]", "[privcy]"));
    const wrong = examine(world);
    assert.deepEqual(wrong.bad, ["daemon", "configuration"]);
    assert.match(wrong.by.configuration.found, /touchpoint\.toml:\d+:\d+: unknown section \[privcy\]/);
  } finally {
    await world.end();
  }
});

test("a device that is not enrolled is told to enrol", async () => {
  const world = new World();
  try {
    await world.makeDevice();
    await world.startAgent();
    const { bad, by, status } = examine(world);
    assert.deepEqual(bad, ["certificate"]);
    assert.match(by.certificate.advice, /^touchpointctl enrol/);
    assert.equal(by.formats.verdict, "well");
    assert.equal(status, 1);
  } finally {
    await world.end();
  }
});
