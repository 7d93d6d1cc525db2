// The runbook of systemd/OPERATIONS.md: a copy of the running hub, the hub lost, the copy put back.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import { DeviceClient } from "../support/device_client.mjs";
import { eventually, World } from "../support/world.mjs";

test("a hub that is put back from a copy gets everything again", async () => {
  const world = new World();
  try {
    await world.start();
    const token = world.ctl(["token", "add", "till"]).trim();
    const till = new DeviceClient(world.agentPort, "localhost");
    const record = async (count) => {
      const notes = Array.from({ length: count }, (_, i) => (
        { type: "touchpoint.note.added", touchpoint: "counter-1", data: { staff: "giulia", text: `note ${i}` } }));
      await till.expect(200, "POST", "/v1/interactions", notes, { authorization: `Bearer ${token}` });
    };
    const stored = () => eventually("everything to be stored", () =>
      world.hubJournal().through === world.deviceStatus().journal.last);

    await record(200);
    await stored();
    const copy = world.hubctl("backup").trim();
    assert.equal(path.dirname(copy), world.path("hub/backups"));
    assert.equal(fs.statSync(copy).mode & 0o777, 0o600);
    assert.deepEqual(fs.readdirSync(world.path("hub/backups")), [path.basename(copy)]);
    const inCopy = world.hubJournal().stored;

    await record(100);
    await stored();
    const { epoch } = world.hubStatus();
    await world.hub.stop();
    for (const ending of ["", "-wal", "-shm"]) fs.rmSync(world.path(`hub/hub.db${ending}`), { force: true });
    fs.copyFileSync(copy, world.path("hub/hub.db"));
    await world.startHub();
    assert.equal(world.hubJournal().stored, inCopy);
    assert.match(world.hubctl("restored"), /new epoch/);
    assert.notEqual(world.hubStatus().epoch, epoch);

    await record(1);
    await stored();
    assert.equal(world.hubJournal().stored, world.deviceStatus().journal.last);
    assert.match(world.hubctl("prove"), /./);
    assert.match(world.ctl(["prove"]), /./);
  } finally {
    await world.end();
  }
});
