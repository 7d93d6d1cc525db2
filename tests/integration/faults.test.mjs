// The two rigs with real programs, small enough for every build: a bad network, and programs that are
// killed. Each says its seed; tests/faults/run.sh repeats it, and does the same for hours.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";

import { deaths } from "../faults/kills.mjs";
import { badNetwork } from "../faults/network.mjs";

const seed = Number(process.env.TOUCHPOINT_SEED ?? randomInt(1, 1_000_000));
const say = () => {};

test("what was acknowledged arrives once and in order whoever is killed", async (t) => {
  t.diagnostic(`seed ${seed}`);
  const { findings, ledger, summary } = await deaths({ kills: 20, events: 2_000, seed, say });
  t.diagnostic(summary);
  assert.deepEqual(findings.problems, []);
  assert.ok(findings.sound, summary);
  assert.equal(ledger.acknowledged, 2_000);
});

test("what was acknowledged arrives once and in order whatever the network does", async (t) => {
  t.diagnostic(`seed ${seed}`);
  const { findings, budget, ledger, summary } = await badNetwork({ faults: 40, events: 4_000, seed, say });
  t.diagnostic(summary);
  assert.deepEqual(findings.problems, []);
  assert.ok(findings.sound, summary);
  assert.equal(budget.done, 40);
  assert.equal(ledger.acknowledged, 4_000);
});
