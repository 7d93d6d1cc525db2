// What systemd/OPERATIONS.md and the alert rules speak of is what device and hub really say, all of it.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { World } from "../support/world.mjs";

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const YAML = createRequire(path.join(top, "tests/contract/package.json"))("yaml");
const NAME = /\btouchpoint_[a-z_0-9]+/g;

const families = (text) => new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));

test("every metric is documented, and every documented or alerted one exists", async () => {
  const world = new World();
  try {
    await world.start();
    const device = families(await (await fetch(`http://127.0.0.1:${world.agentPort}/metrics`)).text());
    const hub = families(await (await fetch(`${world.sourcesUrl}/metrics`)).text());
    // Absent until the hub has confirmed something.
    device.add("touchpoint_hub_last_receipt_timestamp_seconds");
    // Absent while everything is stored.
    device.add("touchpoint_journal_oldest_unsent_timestamp_seconds");
    // Absent while nothing is refused.
    device.add("touchpoint_settings_refused_version");
    const page = fs.readFileSync(path.join(top, "systemd/OPERATIONS.md"), "utf8");
    const [, devices, hubs] = page.split(/^\| (?:device|hub) \| meaning \|$/m);
    assert.deepEqual([...new Set(devices.match(NAME))].sort(), [...device].sort());
    assert.deepEqual([...new Set(hubs.match(NAME))].sort(), [...hub].sort());

    const rules = YAML.parse(fs.readFileSync(path.join(top, "systemd/prometheus/touchpoint.rules.yml"), "utf8"));
    for (const group of rules.groups) {
      const known = group.name === "touchpoint-hub" ? hub : device;
      for (const rule of group.rules) {
        assert.match(rule.alert, /^Touchpoint[A-Za-z]+$/);
        assert.match(rule.labels.severity, /^(critical|warning)$/);
        assert.ok(rule.annotations.summary && rule.annotations.action, rule.alert);
        for (const name of rule.expr.match(NAME)) assert.ok(known.has(name), `${rule.alert} asks for ${name}`);
      }
    }
  } finally {
    await world.end();
  }
});
