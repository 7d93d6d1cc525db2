// A device whose disk cannot be written: the program stays, says so everywhere, and goes on by itself.
// The disk is a mount of the test's own, in a mount namespace of its own.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import test from "node:test";

import { eventually, Program, World } from "../support/world.mjs";

// Browsers find *.localhost by themselves; fetch() would not let us say who we mean.
function get(port, host, target) {
  return new Promise((resolve, reject) => {
    http.get({ host: "127.0.0.1", port, path: target, headers: { host: `${host}:${port}` } }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve(
        { status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }));
    }).on("error", reject);
  });
}

test("a disk that cannot be written is said, waited for, and used when it is back", async () => {
  const world = new World();
  const state = world.path("device/state");
  try {
    await world.makeDevice();
    await world.startAgent();
    await world.agent.stop();
    const before = fs.readdirSync(state).sort();

    world.agent = new Program("touchpointd", "unshare", ["--mount", ...(process.getuid() === 0 ? [] : ["--map-root-user"]),
      "sh", "-c", 'mount --bind "$2" "$2" && mount -o remount,bind,ro "$2" && exec "$0" --config "$1"',
      path.join(world.bin, "touchpointd"), world.path("device/touchpoint.toml"), state],
      { log: world.path("device.log") });
    world.launch(world.agent);
    const ask = (host, target) => get(world.agentPort, host, target);
    await world.agent.ready("the program to answer", async () => (await ask("localhost", "/healthz")).status === 503);

    const counter = await ask("counter.localhost", "/");
    assert.equal(counter.status, 503);
    assert.equal(counter.headers.refresh, "10");
    assert.match(counter.text, /Fuori servizio[\s\S]*Out of order[\s\S]*Read-only file system/);
    assert.equal((await ask("counter.localhost", "/standby.css")).status, 200);
    const kiosk = await ask("kiosk.localhost", "/");
    assert.match(kiosk.text, /Please ask our staff/);
    assert.doesNotMatch(kiosk.text, /file system/);
    assert.equal((await ask("evil.example", "/")).status, 421);

    const refused = await fetch(`http://127.0.0.1:${world.agentPort}/v1/interactions`,
      { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get("retry-after"), "10");
    const said = await refused.json();
    assert.equal(said.error, "no_storage");
    assert.match(said.message, /nothing can be recorded now: cannot write to the state folder/);
    const status = world.ctl(["status"], { allowFailure: true });
    assert.equal(status.status, 1);
    assert.match(status.stderr, /nothing can be recorded now/);
    assert.deepEqual(fs.readdirSync(state).sort(), before);

    const { pid } = world.agent;
    const mended = spawnSync("nsenter", ["--target", String(pid), "--mount", ...(process.getuid() === 0 ? [] : ["--user"]),
      "mount", "-o", "remount,bind,rw", state], { encoding: "utf8" });
    assert.equal(mended.status, 0, mended.stderr);
    await eventually("the program to record", async () => (await ask("localhost", "/healthz")).status === 200);
    assert.equal(world.agent.pid, pid);
    assert.equal(world.deviceStatus().journal.state, "well");
    const complaints = fs.readFileSync(world.path("device.log"), "utf8").match(/nothing can be recorded/g);
    assert.equal(complaints.length, 1);
    assert.equal(await world.agent.stop(), 0);
  } finally {
    await world.end();
  }
});
