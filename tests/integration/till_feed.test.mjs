// A till beside the agent: lines into a socket, POSLog files into a folder, all the way to the hub, with
// kills in between. Real programs; the test is the till.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { Deviced, poslog, TillCaller } from "../support/till.mjs";
import { World, eventually } from "../support/world.mjs";

const world = new World();
let deviced;
let customer;

const allSent = () => eventually("everything to be at the hub", () => {
  const { journal } = world.deviceStatus();
  return journal.through === journal.last;
}, { ms: 60_000 });

// What the hub has stored of orders; its file can be read while it is stopped.
async function atTheHub() {
  await allSent();
  await world.hub.stop();
  const rows = JSON.parse(execFileSync("sqlite3", ["-readonly", "-json", world.path("hub/hub.db"),
    "SELECT CAST(raw AS TEXT) AS raw FROM events ORDER BY sequence"], { encoding: "utf8", maxBuffer: 1 << 28 }));
  await world.startHub();
  return rows.map(({ raw }) => JSON.parse(raw)).filter(({ type }) => type.startsWith("touchpoint.order."));
}

async function timelineOf(card) {
  const client = new DeviceClient(world.agentPort);
  await client.signIn(world.staff.name, world.staff.pin);
  const found = await client.expect(200, "POST", "/v1/recognitions", { identifiers: [{ kind: "loyalty", value: card }] });
  const { experiences } = await client.expect(200, "GET", `/v1/profiles/${found.profile}/timeline`);
  return { profile: found.profile, experiences };
}

before(async () => {
  await world.start();
  world.openShop({ customers: 20 });
  for (const batch of world.shop.batches()) await world.uplink.send(...batch);
  await eventually("the replica", () => world.deviceStatus().replica.profiles === 20);
  customer = world.shop.customers[0].userId;
  deviced = new Deviced(world);
  await deviced.start();
});
after(async () => {
  await deviced?.stop();
  await world.end();
});

const sale = (id, order) => ({ id, type: "touchpoint.order.completed",
  data: { order_id: order, total: 5, currency: "EUR", products: [{ sku: "A", quantity: 1, price: 5 }] } });

test("a line is recorded and answered in the API's words; again, it is answered the same", async () => {
  const till = new TillCaller(deviced.socket);
  const id = eventId();
  const first = await till.say(sale(id, "L-1"));
  assert.equal(first.status, 201);
  assert.equal(first.recorded.id, id);
  const again = await till.say(sale(id, "L-1"));
  assert.equal(again.status, 200);
  assert.deepEqual({ ...again.recorded, repeated: false }, { ...first.recorded, repeated: false });
  assert.equal((await till.say(sale(id, "L-2"))).status, 409);

  const scan = await till.say({ id: eventId(), code: customer, via: "till" });
  assert.equal(scan.status, 202);
  till.end();
  assert.deepEqual((await atTheHub()).map(({ data }) => data.order_id), ["L-1"]);
});

test("whatever is wrong with a line is said in one sentence, and the connection goes on", async () => {
  const till = new TillCaller(deviced.socket);
  const wrong = [
    ["", 400], ["hello", 400], ["[]", 400], ["{", 400], ["{}", 400], ['{"type":"x"}', 422], ['{"code":7}', 400],
    ['{"code":""}', 422], ['{"code":"1","code":"2"}', 400], ['{"type":"touchpoint.scan.received","data":{}}', 403],
    [`{"type":"touchpoint.note.added","data":{"text":"${"x".repeat(70_000)}"}}`, 413],
    ["{".repeat(5000), 400],
  ];
  for (const [line, status] of wrong) {
    const answer = await till.say(line);
    assert.ok(answer.status >= 400 && answer.status < 500, `${line.slice(0, 60)}: ${JSON.stringify(answer)}`);
    assert.equal(answer.status, status, `${line.slice(0, 60)}: ${JSON.stringify(answer)}`);
    assert.match(answer.error.message, /^[^\n]{10,200}$/);
  }
  till.write(Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x0a]));
  assert.equal((await till.answer()).status, 400);
  // Lines may come together, and in pieces; CRLF ends one as well.
  const [one, two] = [eventId(), eventId()];
  const both = `${JSON.stringify(sale(one, "L-3"))}\r\n${JSON.stringify(sale(two, "L-4"))}\n`;
  till.write(both.slice(0, 100));
  till.write(both.slice(100));
  assert.equal((await till.answer()).recorded.id, one);
  assert.equal((await till.answer()).recorded.id, two);
  till.end();
});

test("callers that stall, flood or vanish delay nobody", async () => {
  const idle = Array.from({ length: 100 }, () => new TillCaller(deviced.socket));
  idle.forEach((each, i) => each.write(i % 2 ? "{" : "x".repeat(100_000)));
  const deaf = new TillCaller(deviced.socket);
  deaf.connection.pause();
  for (let i = 0; i < 2000; i++) deaf.write("{}\n");
  const till = new TillCaller(deviced.socket);
  for (let i = 0; i < 20; i++) assert.equal((await till.say(sale(eventId(), `L-5-${i}`))).status, 201);
  for (const each of [...idle, deaf, till]) each.end();
  const { VmRSS } = Object.fromEntries(fs.readFileSync(`/proc/${deviced.program.pid}/status`, "utf8").split("\n")
    .map((line) => line.split(/:\s*/)));
  assert.ok(parseInt(VmRSS, 10) < 64 * 1024, `it holds ${VmRSS}`);
});

test("while the agent is away nothing is said to be recorded", async () => {
  const till = new TillCaller(deviced.socket);
  const id = eventId();
  await world.agent.stop("SIGKILL");
  const away = await till.say(sale(id, "L-6"));
  assert.equal(away.status, 503);
  assert.match(away.error.message, /send it again, with the same id/);
  deviced.drop("away.xml", poslog({ sequence: 1, lines: [{ sku: "A", price: 5 }] }));
  await eventually("the file to be in hand", () => deviced.files("working").includes("away.xml"));
  await world.startAgent();
  assert.equal((await till.say(sale(id, "L-6"))).status, 201);
  await deviced.allPutAway();
  assert.deepEqual(deviced.files("done"), ["away.xml"]);
  till.end();
});

test("a sale of a known customer, its return and its void reach the customer's card", async () => {
  deviced.drop("sale.xml", poslog({ sequence: 100, card: customer,
    lines: [{ sku: "BAG-01", name: "Leather & \"shoulder\" bag", price: 129 }, { sku: "BLT-01", quantity: 2, price: 39.5 }] }));
  deviced.drop("training.xml", poslog({ sequence: 101, training: true, lines: [{ sku: "A", price: 1 }] }));
  await deviced.allPutAway();
  deviced.drop("return.xml", poslog({ sequence: 102, card: customer, date: "2026-03-03",
    lines: [{ sku: "BLT-01", price: 39.5, back: { sequence: 100, date: "2026-03-02" }, reason: "too short" }] }));
  deviced.drop("void.xml", poslog(
    { sequence: 200, card: customer, lines: [{ sku: "CAR-01", price: 19 }] },
    { sequence: 201, card: customer, status: "PostVoided", voids: 200 }));
  await deviced.allPutAway();
  assert.deepEqual(deviced.files("refused"), []);

  const { profile, experiences } = await timelineOf(customer);
  const orders = (await atTheHub()).filter(({ data }) => data.order_id.startsWith("12/"));
  const told = orders.filter(({ data }) => data.profile === profile).map(({ type, time, data }) => [type, time, data]);
  assert.deepEqual(told.map(([type, , { order_id: order, total, reason }]) => [type.slice(17), order, total, reason]), [
    ["completed", "12/3/2026-03-02/100", 208, undefined],
    ["refunded", "12/3/2026-03-02/100", 39.5, "too short"],
    ["completed", "12/3/2026-03-02/200", 19, undefined],
    ["refunded", "12/3/2026-03-02/200", undefined, "PostVoided"],
  ]);
  assert.equal(told[0][1], "2026-03-02T09:02:03.000Z", "a time without a zone is local");
  assert.deepEqual(told[0][2].products, [{ sku: "BAG-01", name: "Leather & \"shoulder\" bag", quantity: 1, price: 129 },
    { sku: "BLT-01", quantity: 2, price: 39.5 }]);
  assert.equal(told[0][2].staff, "7");
  const seen = (type) => experiences.filter((each) => each.type === type && each.order_id?.startsWith("12/")).length;
  assert.equal(seen("order.completed"), 2, JSON.stringify(experiences.slice(0, 6)));
  assert.equal(seen("order.refunded"), 2);
});

test("what cannot be used is put aside with a sentence, and the rest is recorded", async () => {
  const lines = [{ sku: "A", price: 5 }];
  deviced.drop("doctype.xml", '<!DOCTYPE POSLog [<!ENTITY x "y">]><POSLog/>');
  deviced.drop("none.xml", "<html/>");
  deviced.drop("card.xml", poslog({ sequence: 300, lines }, { sequence: 301, lines: [{ sku: "4111 1111 1111 1111", price: 1 }] },
    { sequence: 302, lines }));
  deviced.drop("again.xml", poslog({ sequence: 300, lines }));
  deviced.drop("other.xml", poslog({ sequence: 300, lines: [{ sku: "B", price: 7 }] }));
  await deviced.allPutAway();
  assert.match(deviced.why("doctype.xml"), /^line 1: a document type declaration is not read$/m);
  assert.match(deviced.why("none.xml"), /no POSLog/);
  assert.equal(deviced.why("card.xml"), "transaction 301 of workstation 3 on 2026-03-02: this looks like a payment card " +
    "number and is not kept. Everything else in this file is recorded.\n");
  assert.match(deviced.why("other.xml"), /another one was recorded under this number and day/);
  assert.ok(deviced.files("done").includes("again.xml"));
  const orders = (await atTheHub()).map(({ data }) => data.order_id).filter((order) => /\/30\d$/.test(order));
  assert.deepEqual(orders, ["12/3/2026-03-02/300", "12/3/2026-03-02/302"]);
  const log = fs.readFileSync(path.join(deviced.folder, "log"), "utf8");
  assert.doesNotMatch(log, /4111|BAG-01|shoulder/, "the log names nobody and nothing");
});

test("a sale that is told again when its customer has become known is the same sale", async () => {
  const card = "2900000999996";
  const text = poslog({ sequence: 400, card, lines: [{ sku: "A", price: 5 }] });
  deviced.drop("day-1.xml", text);
  await deviced.allPutAway();
  await world.uplink.send({ type: "identify", userId: card, traits: { firstName: "Ada" } });
  await eventually("her to be known", () => world.deviceStatus().replica.profiles === 21);
  deviced.drop("day-2.xml", text);
  await deviced.allPutAway();
  assert.ok(deviced.files("done").includes("day-2.xml"));
  assert.equal((await atTheHub()).filter(({ data }) => data.order_id === "12/3/2026-03-02/400").length, 1);
});

test("killed again and again, it loses no sale and doubles none", async () => {
  const sales = 120;
  const known = world.shop.customers.map(({ userId }) => userId);
  for (let i = 0; i < sales; i++) {
    const lines = [{ sku: `S-${i}`, price: 1 + i / 100 }];
    const card = i % 3 === 0 ? known[i % known.length] : undefined;
    deviced.drop(`kill-${i}.xml`, poslog({ date: "2026-03-04", sequence: 1000 + 2 * i, card, lines },
      { date: "2026-03-04", sequence: 1001 + 2 * i, lines }));
    // Now and then the agent goes as well.
    if (i % 10 === 5) {
      await deviced.stop("SIGKILL");
      await deviced.start();
    }
    if (i % 40 === 20) {
      await world.agent.stop("SIGKILL");
      await world.startAgent();
    }
  }
  for (let kills = 0; deviced.files("done").filter((name) => name.startsWith("kill-")).length < sales; kills++) {
    const before = deviced.files("done").length;
    await eventually("a file more", () => deviced.files("done").length > before ||
      (deviced.files(".").every((name) => !name.endsWith(".xml")) && deviced.files("working").length === 0), { everyMs: 1 });
    if (kills < 20) {
      await deviced.stop("SIGKILL");
      await deviced.start();
    }
  }
  await deviced.allPutAway();
  assert.deepEqual(deviced.files("refused").filter((name) => name.startsWith("kill-")), []);
  const orders = (await atTheHub()).filter(({ data }) => data.order_id.startsWith("12/3/2026-03-04/"));
  assert.deepEqual(orders.map(({ data }) => Number(data.order_id.split("/")[3])).sort((a, b) => a - b),
    Array.from({ length: 2 * sales }, (_, i) => 1000 + i));
  assert.equal(orders.filter(({ data }) => data.profile).length, sales / 3);
});

test("its command line says what is wrong with a configuration", () => {
  const run = (...args) => world.run("touchpoint-deviced", args, { allowFailure: true });
  const example = run("--example");
  assert.equal(example.status, 0);
  const file = world.path("example.toml");
  fs.writeFileSync(file, example.stdout);
  assert.equal(run("--check-config", "--config", file).status, 0);
  fs.writeFileSync(file, '[poslog]\nfolder = "here"\n');
  const wrong = run("--check-config", "--config", file);
  assert.equal(wrong.status, 78);
  assert.match(wrong.stderr, /example\.toml:2:10: "folder" in \[poslog\] must be a path/);
  fs.writeFileSync(file, '[poslog]\nfolder = ""\n[till]\nsocket = ""\n');
  assert.match(run("--check-config", "--config", file).stderr, /nothing to do/);
  fs.writeFileSync(file, `[till]\nsocket = ""\n[poslog]\nfolder = "${world.path("nowhere")}"\n`);
  const started = run("--config", file);
  assert.equal(started.status, 78);
  assert.match(started.stderr, /there is no folder .*nowhere/);
  assert.equal(run("--version").status, 0);
});
