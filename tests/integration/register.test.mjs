// Real programs: somebody is registered at the counter while the hub is away, decides what their data
// may be used for, and is one person when it is back; the hub refuses one; the notice is a setting.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { after, before, test } from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { NOTICE, noticeLine } from "../support/notice.mjs";
import { ShopUplink, loyaltyNumber } from "../support/shop.mjs";
import { World, eventually } from "../support/world.mjs";

const world = new World({ sync: { receipt_timeout: "5s", backoff_max: "1s", news_poll: "500ms" } });
let counter, screen, web;

const titles = (card) => card.timeline.map((entry) => entry.title).filter(Boolean).sort();
const consents = (card) => Object.fromEntries(card.consents.map(({ purpose, granted }) => [purpose, granted]));
const show = (id) => JSON.parse(world.hubctl("profile", "show", id, "--json")).profile;
const sent = () => eventually("everything to be stored", () => {
  const { hub, journal } = world.deviceStatus();
  return hub.online && journal.through === journal.last;
}, { ms: 60_000, everyMs: 100 });

async function cut() {
  await Promise.all([world.hub.stop(), world.broker.stop()]);
  await eventually("the device to know that it is alone", () => !world.deviceStatus().hub.online, { ms: 60_000 });
}
async function mend() {
  await world.startBroker();
  await world.startHub();
  await sent();
}
async function attend() {
  counter?.close();
  counter = new DeviceClient(world.agentPort);
  await counter.signIn(world.staff.name, world.staff.pin);
  screen = counter.stream();
}
async function restart() {
  await world.agent.stop("SIGKILL");
  await world.startAgent();
  await attend();
}
const scan = async (code, wanted, what) => {
  await counter.expect(202, "POST", "/v1/scans", { id: eventId(), code, via: "wedge" });
  return screen.until("card", (card) => card.who !== undefined && wanted(card), what);
};
const unknown = async (code) => {
  await counter.expect(202, "POST", "/v1/scans", { id: eventId(), code, via: "wedge" });
  return screen.until("card", ({ state, number }) => state === "unknown" && number === code, `${code} to be nobody's`);
};
const register = (members) => ({ id: eventId(), language: "it", ...members });
const decide = (profile, purpose, verb) => counter.expect(201, "POST", "/v1/interactions",
  { id: eventId(), type: `touchpoint.consent.${verb}`, actor: "customer",
    data: { profile, purpose, text_version: NOTICE.version, language: "en", channel: "screen" } });

before(async () => {
  await world.start();
  web = new ShopUplink(world.sourcesUrl,
    world.hubctl("source", "add", "web-shop", "--user-id", "loyalty", "--home-store", world.store).trim());
  await attend();
});
after(async () => {
  counter?.close();
  await world.end();
});

test("a device that knows nobody registers somebody, finds them, and survives a restart", async () => {
  await cut();
  const card = loyaltyNumber(910_001);
  await unknown(card);
  const one = register({ given_name: "Irene", family_name: "Colombo", email: "Irene@Example.org", card });
  const { profile } = await counter.expect(201, "POST", "/v1/customers", one);
  await counter.expect(204, "POST", "/v1/card", { profile });
  const shown = await screen.until("card", ({ who }) => who?.profile === profile, "her card");
  assert.equal(shown.who.here, true);
  await decide(profile, "marketing", "given");
  await decide(profile, "profiling", "withdrawn");
  await decide(profile, "marketing", "withdrawn");
  await screen.until("card", (now) => now.who && consents(now).marketing === false, "what she took back");

  await restart();
  const again = await scan(card, () => true, "her card after a restart");
  assert.equal(again.who.profile, profile);
  assert.deepEqual(consents(again), { marketing: false, profiling: false });
  assert.equal((await counter.expect(200, "POST", "/v1/people", { words: "colombo irene" })).candidates[0].here, true);
  const { journal } = world.deviceStatus();
  await counter.expect(200, "POST", "/v1/customers", one);
  assert.equal(world.deviceStatus().journal.last, journal.last, "the same request registers nobody twice");
  const meant = await counter.expect(200, "POST", "/v1/customers", register({ given_name: "I.", family_name: "Columbo", email: "irene@example.org" }));
  assert.equal(meant.people.candidates[0].profile, profile);

  await mend();
  await eventually("the hub to know her", () => world.hubctl("profile", "find", card).trim() === profile);
  await screen.until("card", ({ who }) => who?.profile === profile && !who.here, "the centre's word");
  assert.deepEqual(show(profile).consents.map(({ purpose, granted }) => [purpose, granted]).sort(), [["marketing", false], ["profiling", false]]);
  assert.equal(world.deviceStatus().replica.profiles, 1);
});

test("the web's identify with the same card is the same person, by the id that the device made", async () => {
  const card = loyaltyNumber(910_001);
  const profile = world.hubctl("profile", "find", card).trim();
  await web.send({ type: "identify", userId: card, traits: { email: "irene@example.org" } }, { type: "page", userId: card, name: "Gloves" });
  const shown = await scan(card, (now) => titles(now).includes("Gloves"), "her web history");
  assert.equal(shown.who.profile, profile);
  assert.equal(world.deviceStatus().replica.profiles, 1);
});

test("whoever was registered with somebody's card follows to them, and nothing doubles", async () => {
  const card = loyaltyNumber(910_002);
  await cut();
  await unknown(card);
  const { profile } = await counter.expect(201, "POST", "/v1/customers", register({ given_name: "Teo", card }));
  await decide(profile, "marketing", "given");
  // Meanwhile the centre was told of the same card by another way.
  await world.startHub();
  await web.send({ type: "identify", userId: card, traits: { firstName: "Teodoro", lastName: "Galli" } }, { type: "page", userId: card, name: "Scarves" });
  await world.startBroker();
  await sent();
  const shown = await scan(card, (now) => titles(now).includes("Scarves") && consents(now).marketing, "one person");
  const older = world.hubctl("profile", "find", card).trim();
  assert.equal(shown.who.profile, older);
  await eventually("two people at the device", () => world.deviceStatus().replica.profiles === 2);
  // Who still names the id that the device made means them.
  await decide(profile, "marketing", "withdrawn");
  await eventually("the hub to know it", () => show(older).consents.some(({ granted }) => !granted));
});

test("whom the hub refuses is nobody here, and stands among the refused rows", async () => {
  const one = register({ given_name: "Ugo", family_name: "Neri", phone: "340 1234567", card: loyaltyNumber(910_003) });
  const hex = one.id.replaceAll("-", "");
  const hubDatabase = (sql) => execFileSync("sqlite3", [world.path("hub/hub.db"), sql]);
  await cut();
  hubDatabase("INSERT INTO events (journal, sequence, device, event, type, at_ms, received_ms, digest, chain, raw) "
    + `SELECT journal, 9000000, device, x'${hex}', type, 0, 0, digest, chain, raw FROM events WHERE sequence = 1`);
  await counter.expect(201, "POST", "/v1/customers", one);
  await scan(one.card, () => true, "him while the hub is away");
  await counter.expect(204, "DELETE", "/v1/card");
  await mend();
  await eventually("the refusal to be known", () => world.deviceStatus().journal.refused === 1);
  assert.match(world.ctl(["refused", "list"]), /touchpoint\.customer\.registered/);
  await eventually("him to be gone", () => world.deviceStatus().replica.profiles === 2);
  await unknown(one.card);
  await restart();
  await unknown(one.card);
  await eventually("him to stay away", () => world.deviceStatus().replica.profiles === 2);
});

test("whoever is erased is nobody here, either", async () => {
  await cut();
  const card = loyaltyNumber(910_004);
  const { profile } = await counter.expect(201, "POST", "/v1/customers", register({ given_name: "Ada", card }));
  await scan(card, () => true, "her card");
  await counter.expect(204, "DELETE", "/v1/card");
  assert.match(world.ctl(["erase", "--profile", profile, "--lang", "en"]), /erased/);
  await unknown(card);
  await restart();
  await unknown(card);
  await mend();
});

test("no line of any log says who they are", () => {
  const log = fs.readFileSync(world.path("device.log"), "utf8") + fs.readFileSync(world.path("hub.log"), "utf8");
  assert.doesNotMatch(log, /Irene|Colombo|example\.org|1234567|9100/i);
});

test("a notice comes from the hub as a signed setting; without one nobody is registered", async () => {
  const file = world.path("device/touchpoint.toml");
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(/^notice = .*$/m, ""));
  await restart();
  const notice = async () => (await counter.expect(200, "GET", "/v1/touchpoint")).notice;
  assert.equal(await notice(), undefined);
  const refused = await counter.request("POST", "/v1/customers", register({ given_name: "Ezio", phone: "340 7654321" }));
  assert.deepEqual([refused.status, refused.body.error], [422, "no_notice"]);
  assert.match(refused.body.message, /IT must set "controller" and "notice" in \[privacy\]/);

  const publish = (body) => {
    fs.writeFileSync(world.path("central.toml"), body);
    return world.run("touchpoint-hub", ["settings", "publish", world.path("central.toml"), "--note", "a test",
      "--config", world.path("hub/hub.toml")], { allowFailure: true });
  };
  const wrong = publish(`[privacy]\nnotice = '''${JSON.stringify({ ...NOTICE, purposes: [] })}'''\n`);
  assert.notEqual(wrong.status, 0);
  assert.match(wrong.stderr, /its "purposes" are 1 to 8/);
  const unlike = publish(`[privacy]\nnotice = '''${JSON.stringify(NOTICE)}'''\n[guards]\nconsents = ["marketing"]\n`);
  assert.match(unlike.stderr, /"profiling", which is not in "consents" of \[guards\]/);
  assert.equal(publish(`[privacy]\nnotice = '''${JSON.stringify({ ...NOTICE, version: "2027-01" })}'''\n`).status, 0);
  await eventually("the device to have it", () => world.deviceStatus().settings?.after_restart.includes("privacy.notice"), { ms: 60_000 });
  await restart();
  assert.equal((await notice()).version, "2027-01");
  await counter.expect(201, "POST", "/v1/customers", register({ given_name: "Ezio", phone: "340 7654321" }));

  const purposes = /^purposes = .*$/m;
  fs.writeFileSync(file, `${fs.readFileSync(file, "utf8").replace(purposes, `$&\n${noticeLine()}`)}\n[guards]\nconsents = ["marketing"]\n`);
  const check = world.ctl(["config", "check"], { allowFailure: true });
  assert.equal(check.status, 78);
  assert.match(check.stderr, /"notice" in \[privacy\] has the purpose "profiling", which is not in "consents" of \[guards\]/);
});
