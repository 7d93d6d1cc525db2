// A supervisor may start a program without standard streams. What it opens first must not get their
// numbers: a log line would be written into it.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import { Program, World } from "../support/world.mjs";

test("a daemon without standard streams opens nothing in their place", async () => {
  const world = new World();
  try {
    await world.makeDevice();
    world.agent = new Program("touchpointd", "/bin/sh",
      ["-c", 'exec "$0" --config "$1" <&- >&- 2>&-', path.join(world.bin, "touchpointd"), world.path("device/touchpoint.toml")],
      { log: world.path("device.log") });
    await world.startAgent();
    for (const stream of [0, 1, 2]) {
      assert.equal(fs.readlinkSync(`/proc/${world.agent.pid}/fd/${stream}`), "/dev/null");
    }
  } finally {
    await world.end();
  }
});
