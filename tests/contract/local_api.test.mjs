// What a real device answers at its local API, on each origin, against agent/web/openapi.yaml.

import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { TabletDoor, tabletHost } from "../support/tablet_door.mjs";
import { World, eventually } from "../support/world.mjs";
import { Door, judgeWithin, localApi } from "./contract.mjs";

const world = new World({ lan: [tabletHost] });
const door = new Door(localApi, { $ref: "#/components/schemas/Refusal" });

// Each answer is held against the description before anybody sees it.
class HeldClient extends DeviceClient {
  async request(method, path, body, headers) {
    const answer = await super.request(method, path, body, headers);
    door.hold(method, path, answer.status, answer.headers["content-type"], answer.body);
    return answer;
  }
}

let till;     // a program with its token
let counter;  // staff
let kiosk;    // nobody signs in there

const note = (changes = {}) => ({ id: eventId(), type: "touchpoint.note.added", data: { text: "rings twice", staff: "giulia" }, ...changes });

const work = { id: "work", version: 1, pages: [{ elements: [
  { type: "rating", name: "recommend", metric: "enps", rateMin: 0, rateMax: 10, title: "Would you?" },
  { type: "comment", name: "tell", title: "Why?" }] }] };

before(async () => {
  await world.start();
  appendFileSync(world.path("device/touchpoint.toml"), '\n[counter]\nbadge_alone_for = "1h"\n\n[kiosk]\ncarry_on = "https://feedback.example.org/"\n');
  appendFileSync(world.path("device/touchpoint.toml"), `\n[staff_survey]\nsurvey = '''${JSON.stringify(work)}'''\n`);
  await world.agent.stop();
  await world.startAgent();
  world.openShop({ customers: 5 });
  for (const batch of world.shop.batches()) await world.uplink.send(...batch);
  await eventually("the replica", () => world.deviceStatus().replica.profiles === 5);
  const authorization = `Bearer ${world.ctl(["token", "add", "till"]).trim()}`;
  const program = new HeldClient(world.agentPort, "localhost");
  till = (method, path, body) => program.request(method, path, body, { authorization });
  counter = new HeldClient(world.agentPort);
  await counter.signIn(world.staff.name, world.staff.pin);
  kiosk = new HeldClient(world.agentPort, "kiosk.localhost");
});
after(async () => {
  counter?.close();
  await world.end();
});

test("what a page knows before anybody signs in", async () => {
  assert.equal((await kiosk.expect(200, "GET", "/v1/touchpoint")).kind, "kiosk");
  const { kind, recording, staff } = await new HeldClient(world.agentPort).expect(200, "GET", "/v1/touchpoint");
  assert.deepEqual({ kind, recording, staff }, { kind: "counter", recording: true, staff: [{ name: "giulia", display_name: "Giulia R." }] });
});

test("a kiosk hands a visit over to a phone, and a program does not", async () => {
  const { survey, carry_on: { url, until, online } } = await kiosk.expect(200, "GET", "/v1/touchpoint");
  assert.deepEqual([url, online], ["https://feedback.example.org/", true]);
  const handed = (changes) => ({ id: eventId(), type: "touchpoint.survey.handed_over", data: {
    response: eventId(), survey: survey.survey, version: survey.version, language: "it", code: "0".repeat(64), until, answers: {}, ...changes } });
  assert.equal((await kiosk.request("POST", "/v1/interactions", handed())).status, 201);
  assert.equal((await kiosk.request("POST", "/v1/interactions", handed({ code: "a code" }))).status, 422);
  assert.equal((await kiosk.request("POST", "/v1/interactions", handed({ asked: {} }))).status, 400);
  assert.equal((await till("POST", "/v1/interactions", handed())).status, 403);
});

test("interactions, one and many, well and not", async () => {
  const one = note();
  const first = await till("POST", "/v1/interactions", one);
  assert.equal(first.status, 201, JSON.stringify(first.body));
  assert.equal((await till("POST", "/v1/interactions", one)).body.repeated, true);
  assert.equal((await till("POST", "/v1/interactions", { ...one, data: { text: "another", staff: "giulia" } })).status, 409);
  const { results } = (await till("POST", "/v1/interactions", [note(), one, note({ type: "nothing" }), { ...one, data: { text: "another", staff: "giulia" } }])).body;
  assert.deepEqual(results.map(({ status }) => status), [201, 200, 422, 409]);
  assert.equal((await till("POST", "/v1/interactions", [])).status, 400);
  assert.equal((await kiosk.request("POST", "/v1/interactions", note())).status, 403);
  assert.equal((await new HeldClient(world.agentPort).request("POST", "/v1/interactions", note())).status, 401);
});

test("who it is, for staff and for programs", async () => {
  const customer = world.shop.customers[0];
  const found = (await till("POST", "/v1/recognitions", { identifiers: [{ kind: "loyalty", value: customer.userId }] })).body;
  assert.equal(found.outcome, "matched");
  assert.equal((await till("POST", "/v1/recognitions", { identifiers: [{ kind: "order", value: "none" }] })).body.outcome, "unknown");
  const { experiences } = await counter.expect(200, "GET", `/v1/profiles/${found.profile}/timeline?limit=5`);
  assert.ok(Array.isArray(experiences));
  assert.equal((await counter.request("GET", `/v1/profiles/${eventId()}/timeline`)).status, 404);

  const stream = counter.stream();
  const status = await stream.until("status", () => true, "the status");
  assert.deepEqual(judgeWithin({ $ref: "#/components/schemas/Status" }, status), []);
  for (const [code, state] of [[customer.userId, "shown"], ["2999999999999", "unknown"]]) {
    assert.equal((await till("POST", "/v1/scans", { code, via: "till" })).status, 202);
    const card = await stream.until("card", (latest) => latest.state === state, `a card that is ${state}`);
    assert.deepEqual(judgeWithin({ $ref: "#/components/schemas/Card" }, card), []);
  }
  // Whoever was on the screen waits, and comes back.
  let [{ visit }] = (await stream.until("card", ({ parked }) => parked?.length === 1, "somebody who waits")).parked;
  assert.equal((await counter.request("POST", "/v1/card/park", { visit: eventId() })).status, 422);
  await counter.expect(204, "POST", "/v1/card/return", { visit });
  await stream.until("card", (card) => card.visit === visit && card.state === "shown", "the card again");
  // It was somebody else, and what was recorded meanwhile is named.
  const { profile } = found;
  await counter.expect(201, "POST", "/v1/interactions", note({ data: { text: "Shoes 38", profile } }));
  const wrong = { id: eventId(), visit };
  const undone = await counter.expect(202, "POST", "/v1/card/wrong_person", wrong);
  assert.equal(undone.id, wrong.id);
  const nobodyYet = await stream.until("card", ({ reason }) => reason === "wrong_person", "nobody yet");
  assert.deepEqual(judgeWithin({ $ref: "#/components/schemas/Card" }, nobodyYet), []);
  const [error] = nobodyYet.in_error;
  assert.equal((await counter.request("POST", "/v1/card/wrong_person", wrong)).status, 422);
  await counter.expect(201, "POST", "/v1/interactions",
    { id: eventId(), type: "touchpoint.interaction.undone", data: { profile, undoes: error.event } });
  assert.equal((await counter.request("DELETE", "/v1/card")).status, 204);
  await till("POST", "/v1/scans", { code: customer.userId, via: "till" });
  const again = await stream.until("card", (card) => card.state === "shown" && card.visit !== visit, "another visit");
  visit = again.visit;
  await counter.expect(204, "POST", "/v1/card/park", { visit });
  const left = await stream.until("card", ({ state }) => state === "nobody", "nobody there");
  assert.deepEqual(judgeWithin({ $ref: "#/components/schemas/Card" }, left), []);
  assert.equal((await counter.request("POST", "/v1/card/park", {})).status, 400);
  // It fits loyalty and order numbers, and leads to nobody.
  assert.equal((await till("POST", "/v1/scans", { code: "7777777", via: "typed" })).status, 202);
  const asking = await stream.until("card", ({ state }) => state === "asking", "a question");
  assert.deepEqual(judgeWithin({ $ref: "#/components/schemas/Card" }, asking), []);
  const tapped = (choice) => counter.request("POST", "/v1/card/answer", { question: asking.question.question, choice });
  assert.equal((await tapped("wallet")).status, 422);
  assert.equal((await tapped("order")).status, 202);
  assert.equal((await counter.request("DELETE", "/v1/card")).status, 204);
  const nobody = await stream.until("card", ({ state }) => state === "nobody", "no card");
  assert.deepEqual(judgeWithin({ $ref: "#/components/schemas/Card" }, nobody), []);
});

test("a supervisor sees who may sign in, and lets somebody in again", async () => {
  const { name, pin } = await world.addStaff("sara", "Sara L.", "supervisor");
  const supervisor = new HeldClient(world.agentPort);
  await supervisor.signIn(name, pin);
  const { staff } = await supervisor.expect(200, "GET", "/v1/staff");
  assert.deepEqual(staff.map(({ name: who, disabled }) => [who, disabled]), [["giulia", false], ["sara", false]]);
  await supervisor.expect(204, "POST", "/v1/staff/enabled", { name: "giulia" });
  await supervisor.expect(204, "POST", "/v1/staff/badge", { name: "giulia", code: "04:A2:2B:1C" });
  assert.equal((await supervisor.request("POST", "/v1/staff/badge", { name: "sara", code: "04a22b1c" })).status, 422);
  const anybody = new HeldClient(world.agentPort);
  await anybody.signIn(world.staff.name, world.staff.pin);
  await anybody.expect(200, "POST", "/v1/session/badge", { code: "04A22B1C" });
  const { name: newcomer } = await world.addStaff("leo", "Leo P.");
  await supervisor.expect(204, "POST", "/v1/staff/badge", { name: newcomer, code: "04A22B1D" });
  await new HeldClient(world.agentPort).expect(202, "POST", "/v1/session/badge", { code: "04A22B1D" });
  assert.deepEqual(await supervisor.expect(200, "POST", "/v1/scans", { code: "04A22B1C" }), { badge: true });
  await supervisor.expect(204, "DELETE", "/v1/staff/giulia/badge");
  assert.equal((await counter.request("POST", "/v1/session/badge", { code: "04A22B1C" })).status, 403);
  assert.equal((await supervisor.request("POST", "/v1/staff/enabled", { name: "nobody" })).status, 422);
  assert.equal((await counter.request("GET", "/v1/staff")).status, 403);
  assert.equal((await counter.request("POST", "/v1/staff/enabled", { name: "sara" })).status, 403);
});

test("where somebody wants their answer is told to who sees to it", async () => {
  const task_id = eventId();
  const record = (type, data) => counter.expect(201, "POST", "/v1/interactions", { type, data });
  await record("touchpoint.task.opened", { task_id, text: "call back", channel: "phone", address: "+39 02 1234567", staff: "giulia" });
  const stream = counter.stream();
  const until = (as) => stream.until("tasks", ({ tasks }) => tasks.some((one) => one.task === task_id && as(one)), "the task");
  await until(({ reply }) => reply.masked === "••• 567");
  assert.equal((await counter.request("POST", `/v1/tasks/${task_id}/contact`, {})).status, 403);
  await record("touchpoint.task.taken", { task_id, staff: "giulia" });
  await until(({ taken }) => taken?.by === "giulia");
  assert.deepEqual(await counter.expect(200, "POST", `/v1/tasks/${task_id}/contact`, {}), { channel: "phone", address: "+39 02 1234567" });
  await record("touchpoint.task.completed", { task_id, staff: "giulia" });
  await until(({ closed }) => closed);
  assert.equal((await counter.request("POST", `/v1/tasks/${task_id}/contact`, {})).status, 404);
});

test("IT is told how the device is, and of customers nothing", async () => {
  const { name, pin } = await world.addStaff("ivo", "Ivo T.", "it");
  const upkeep = new HeldClient(world.agentPort);
  await upkeep.signIn(name, pin);
  assert.equal((await upkeep.expect(200, "GET", "/v1/session")).role, "it");
  await upkeep.expect(200, "GET", "/v1/status");
  await upkeep.expect(200, "GET", "/v1/staff");
  await upkeep.expect(200, "GET", "/v1/tablets");
  for (const [method, path, body] of [
    ["POST", "/v1/scans", { code: "2950000000017" }],
    ["POST", "/v1/people", { query: "anna" }],
    ["POST", "/v1/staff/badge", { name: "giulia", code: "04:A2" }],
    ["GET", "/v1/board"],
  ]) {
    assert.equal((await upkeep.request(method, path, body)).status, 403, path);
  }
});

test("a supervisor sees what the days were like, and saves it", async () => {
  const { name, pin } = await world.addStaff("rita", "Rita V.", "supervisor");
  const supervisor = new HeldClient(world.agentPort);
  await supervisor.signIn(name, pin);
  const board = await supervisor.expect(200, "GET", "/v1/board");
  const today = board.rows.find(({ day, touchpoint }) => day === board.today && touchpoint === undefined);
  assert.ok(today.recognition.n > 0, JSON.stringify(board));
  assert.equal(today.recognition.value, undefined, "of so few nothing is said");
  assert.equal(board.store.length, 8);
  assert.match((await supervisor.request("GET", "/v1/board.csv")).body, /^of,day,touchpoint,recognised_n,/);
  for (const path of ["/v1/board", "/v1/board.csv"]) {
    assert.equal((await counter.request("GET", path)).status, 403);
    assert.equal((await till("GET", path)).status, 404);
    assert.equal((await kiosk.request("GET", path)).status, 404);
  }
});

test("a supervisor pairs a tablet, which then has what the kiosk has, and revokes it", async () => {
  const { name, pin } = await world.addStaff("ada", "Ada N.", "supervisor");
  const supervisor = new HeldClient(world.agentPort);
  await supervisor.signIn(name, pin);
  const tablets = await eventually("the door for tablets", async () => {
    const now = await supervisor.expect(200, "GET", "/v1/tablets");
    return now.url && now;
  });
  assert.deepEqual(tablets.tablets, []);
  assert.equal((await supervisor.request("POST", "/v1/tablets/code", { name: "kiosk-1" })).status, 422);
  const { code } = await supervisor.expect(201, "POST", "/v1/tablets/code", { name: "shelf-1" });
  const lan = new TabletDoor(world);
  let cookie;
  const tablet = async (method, path, body) => {
    const answer = await lan.request(method, path, body, { cookie });
    door.hold(method, path, answer.status, answer.headers["content-type"], answer.body);
    return answer;
  };
  for (const form of ["", ".crt", ".mobileconfig"]) assert.equal((await tablet("GET", `/v1/tablet/authority${form}`)).status, 200);
  assert.equal((await tablet("GET", "/v1/touchpoint")).status, 401);
  const paired = await tablet("POST", "/v1/tablet/pairing", { code });
  assert.deepEqual(paired.body, { name: "shelf-1" });
  cookie = paired.headers["set-cookie"][0].split(";")[0];
  assert.equal((await tablet("GET", "/v1/tablet")).status, 200);
  assert.equal((await tablet("GET", "/v1/touchpoint")).body.touchpoint, "shelf-1");
  assert.equal((await tablet("GET", "/v1/status")).status, 404);
  await supervisor.expect(204, "DELETE", "/v1/tablets/shelf-1");
  assert.equal((await tablet("GET", "/v1/tablet")).status, 401);
});

test("people are found by what they say, and one of them is opened", async () => {
  const [{ traits }] = world.shop.customers;
  const words = `${traits.lastName} ${traits.firstName}`;
  const { candidates, verdict } = await counter.expect(200, "POST", "/v1/people", { words });
  assert.equal(verdict, "possible");
  assert.ok(candidates.some(({ family_name: name }) => name === traits.lastName));
  await counter.expect(204, "POST", "/v1/card", { profile: candidates[0].profile });
  const said = { given_name: traits.firstName, family_name: traits.lastName, birth_date: traits.birthday };
  assert.ok((await counter.expect(200, "POST", "/v1/people", said)).candidates.length > 0);
  assert.equal((await counter.request("POST", "/v1/people", {})).status, 400);
  assert.equal((await counter.request("POST", "/v1/card", { profile: eventId() })).status, 422);
  assert.equal((await counter.request("DELETE", "/v1/card")).status, 204);
  for (const other of [till, (...args) => kiosk.request(...args)]) {
    assert.equal((await other("POST", "/v1/people", { words })).status, 404);
  }
});

test("somebody new is registered, unless somebody may be meant", async () => {
  const [{ traits }] = world.shop.customers;
  const one = { id: eventId(), given_name: "Irene", family_name: "Colombo", email: "irene@example.org", card: "2900700000017", language: "it" };
  const first = await counter.expect(201, "POST", "/v1/customers", one);
  assert.equal(first.profile, one.id);
  assert.equal((await counter.expect(200, "POST", "/v1/customers", one)).recorded.repeated, true);
  await counter.expect(204, "POST", "/v1/card", { profile: first.profile });
  const stream = counter.stream();
  const card = await stream.until("card", ({ who }) => who?.profile === first.profile, "her card");
  assert.deepEqual(judgeWithin({ $ref: "#/components/schemas/Card" }, card), []);
  assert.equal(card.who.decision.verdict, "registered");
  const known = { id: eventId(), given_name: traits.firstName, family_name: traits.lastName, birth_date: traits.birthday, email: "irene@example.org" };
  const { outcome, people } = await counter.expect(200, "POST", "/v1/customers", known);
  assert.equal(outcome, "maybe_known");
  assert.ok(people.candidates.some(({ profile }) => profile === first.profile), "her address");
  assert.ok(people.candidates.length > 1, "and her name");
  assert.equal((await counter.request("POST", "/v1/customers", { id: eventId() })).status, 422);
  assert.equal((await counter.request("POST", "/v1/customers", {})).status, 400);
  const decided = (changes) => ({ id: eventId(), type: "touchpoint.consent.given", actor: "customer",
    data: { profile: first.profile, purpose: "marketing", text_version: "2026-01", language: "it", channel: "screen", ...changes } });
  await counter.expect(201, "POST", "/v1/interactions", decided());
  assert.equal((await counter.request("POST", "/v1/interactions", decided({ text_version: "2020-01" }))).body.error, "other_notice");
  assert.equal((await counter.request("DELETE", "/v1/card")).status, 204);
  for (const other of [till, (...args) => kiosk.request(...args)]) {
    assert.equal((await other("POST", "/v1/customers", one)).status, 404);
  }
});

test("staff are asked of their work once each, and nobody else is", async () => {
  const path = "/v1/staff/survey";
  const answers = (score) => ({ survey: "work", version: 1, answers: [{ question: "recommend", score }] });
  const asked = await counter.expect(200, "GET", path);
  assert.deepEqual([asked.asked, asked.answered, asked.postponed, asked.minimum_group], [true, false, false, 5]);
  assert.equal(asked.survey.questions[0].kind, "enps");
  await counter.expect(204, "POST", `${path}/later`, {});
  assert.equal((await counter.expect(200, "GET", path)).postponed, true);
  assert.equal((await counter.request("POST", path, answers(11))).status, 422);
  assert.equal((await counter.request("POST", path, { ...answers(9), staff: "giulia" })).status, 400);
  await counter.expect(204, "POST", path, answers(9));
  assert.equal((await counter.request("POST", path, answers(0))).body.error, "already_answered");
  assert.equal((await counter.expect(200, "GET", path)).answered, true);
  const it = await world.addStaff("noa", "Noa T.", "it");
  const upkeep = new HeldClient(world.agentPort);
  await upkeep.signIn(it.name, it.pin);
  for (const what of [["GET", path], ["POST", path, answers(1)], ["POST", `${path}/later`, {}]]) {
    assert.equal((await new HeldClient(world.agentPort).request(...what)).status, 401);
    assert.equal((await upkeep.request(...what)).status, 403);
    assert.equal((await kiosk.request(...what)).status, 404);
    assert.equal((await till(...what)).status, 404);
  }
  // Nobody writes such an event but the device itself.
  const forged = await till("POST", "/v1/interactions", note({ type: "touchpoint.staff_survey.answered",
    data: { survey: "work", version: 1, question: "recommend", kind: "enps", score: 0, minimum: 5 } }));
  assert.equal(forged.body.error, "own_type");
});

test("how the device is, with the hub and without it, and what it can prove", async () => {
  assert.equal((await till("GET", "/v1/proof")).status, 404);
  assert.equal((await till("POST", "/v1/proof")).status, 415);
  assert.equal((await till("GET", "/v1/status")).body.journal.state, "well");
  await eventually("everything to be stored", () => {
    const { journal } = world.deviceStatus();
    return journal.through === journal.last;
  }, { ms: 60_000 });
  const proof = (await till("POST", "/v1/proof", {})).body;
  assert.equal(proof.proven, true, JSON.stringify(proof));
  assert.equal(proof.centre.stored + proof.pending, proof.recorded);
  assert.deepEqual(await counter.expect(200, "GET", "/v1/proof"), proof);
  assert.equal((await kiosk.request("POST", "/v1/proof", {})).status, 404);

  await Promise.all([world.hub.stop(), world.broker.stop()]);
  await eventually("the device to know that it is alone", async () => !(await till("GET", "/v1/status")).body.hub.online, { ms: 60_000 });
  const alone = (await till("POST", "/v1/proof", {})).body;
  assert.equal(alone.proven, false);
  assert.equal(alone.centre, null);
  for (const path of ["/v1/status", "/v1/proof"]) {
    assert.equal((await new HeldClient(world.agentPort, "localhost").request("GET", path)).status, 401);
    assert.equal((await new HeldClient(world.agentPort).request("GET", path)).status, 401);
  }
});

test("what belongs to operating it, and to a session", async () => {
  assert.match((await till("GET", "/v1/openapi.yaml")).body, /^openapi: 3\.1\.0\n/);
  assert.equal((await till("GET", "/healthz")).body, "well\n");
  assert.match((await till("GET", "/metrics")).body, /^# HELP touchpoint_/m);
  assert.equal((await till("GET", "/v1/nothing")).status, 404);
  assert.equal((await counter.expect(200, "GET", "/v1/session")).name, "giulia");
  assert.equal((await counter.request("DELETE", "/v1/session")).status, 204);
  assert.equal((await counter.request("GET", "/v1/session")).status, 401);
  assert.equal((await counter.request("POST", "/v1/session", { name: "giulia", pin: "000000" })).status, 401);
});

test("every operation of the local API was heard to succeed", () => {
  // The stream goes on for ever; its events are looked at above.
  assert.deepEqual(door.silent, ["stream 200"]);
});
