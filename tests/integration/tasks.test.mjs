// Real programs: what there is to put right is known at every device of the store, and at none of another
// one; with the network down each goes on, and when it is back all show the same.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { SecondDevice } from "../support/second_device.mjs";
import { World, eventually } from "../support/world.mjs";

const world = new World({ sync: { receipt_timeout: "5s", backoff_max: "1s", news_poll: "30s" } });
const kiosk = new SecondDevice(world, world.store, "milano-01-kiosk-1");
const elsewhere = new SecondDevice(world, "torino-02", "torino-02-pos-1");
const pin = "739164";
let here, there, far;

async function join(device) {
  await device.start();
  const token = world.hubctl("token", "--device", device.device, "--store", device.store);
  device.enrol(["enrol", "--hub", world.hubUrl, "--token-file", "-"], token);
  await device.online();
  world.run("touchpointctl", ["--config", device.config, "staff", "add", "marco", "--display-name", "Marco B.", "--pin-file", "-"], { input: `${pin}\n` });
}
async function attend(port, { name, pin: secret }) {
  const client = new DeviceClient(port);
  await client.signIn(name, secret);
  return { client, screen: client.stream() };
}
const record = ({ client }, type, data) =>
  client.expect(201, "POST", "/v1/interactions", { id: eventId(), type: `touchpoint.${type}`, data });
const tasks = ({ screen }, wanted, what) =>
  screen.until("tasks", ({ tasks: all }) => wanted(all), what, 60_000);
const only = (all) => all.length === 1 && all[0];
const sent = () => eventually("everything to be stored", () => {
  const { hub, journal } = world.deviceStatus();
  return hub.online && journal.through === journal.last;
}, { ms: 60_000, everyMs: 100 });
async function unhappy(port, score) {
  const visitor = new DeviceClient(port, "kiosk.localhost");
  const { survey } = await visitor.expect(200, "GET", "/v1/touchpoint");
  const asked = survey.questions.find(({ kind }) => kind === "nps");
  await visitor.expect(201, "POST", "/v1/interactions", { id: eventId(), type: "touchpoint.survey.answered",
    data: { survey: survey.survey, version: survey.version, question: asked.question, kind: "nps", language: "it", response: eventId(), score } });
}

before(async () => {
  await world.start();
  await join(kiosk);
  await join(elsewhere);
  here = await attend(world.agentPort, world.staff);
  there = await attend(kiosk.port, { name: "marco", pin });
  far = await attend(elsewhere.port, { name: "marco", pin });
});
after(async () => {
  for (const one of [here, there, far]) one?.client.close();
  await kiosk.end();
  await elsewhere.end();
  await world.end();
});

test("a low score at one device is at the counter of another, by the hub", async (t) => {
  const from = Date.now();
  await unhappy(kiosk.port, 1);
  const { tasks: [low] } = await tasks(here, (all) => only(all)?.kind === "answer", "the low score");
  t.diagnostic(`there after ${Date.now() - from} ms`);
  assert.deepEqual([low.score, low.scale, low.device, low.taken], [1, "nps", "milano-01-kiosk-1", undefined]);

  await record(here, "task.taken", { task_id: low.task, staff: world.staff.name });
  await tasks(there, (all) => only(all)?.taken?.by === world.staff.name, "that somebody sees to it");
  await record(there, "task.completed", { task_id: low.task, text: "A second till is open", staff: "marco" });
  const { tasks: [done] } = await tasks(here, (all) => only(all)?.closed, "that it is done");
  assert.deepEqual([done.closed.by, done.closed.text], ["marco", "A second till is open"]);
  assert.equal(done.taken.by, world.staff.name);
});

test("two who take the same while they cannot hear of each other come to the same", async () => {
  await record(here, "complaint.raised", { complaint_id: "C-1", text: "The strap broke", staff: world.staff.name });
  await tasks(there, (all) => all.some(({ task }) => task === "C-1"), "the complaint");
  await Promise.all([world.hub.stop("SIGKILL"), world.broker.stop("SIGKILL")]);
  await eventually("the device to know that it is alone", () => !world.deviceStatus().hub.online, { ms: 60_000 });
  await record(there, "task.taken", { task_id: "C-1", staff: "marco" });
  await record(here, "task.taken", { task_id: "C-1", staff: world.staff.name });
  await record(there, "complaint.raised", { complaint_id: "C-2", text: "No mirror", staff: "marco" });
  await world.startBroker();
  await world.startHub();
  await sent();
  const settled = (all) => all.some(({ task }) => task === "C-2") &&
    all.find(({ task }) => task === "C-1")?.taken?.by === world.staff.name;
  await tasks(there, settled, "both at the one");
  await tasks(here, settled, "both at the other");
});

test("another store is told of none of it, and a device that starts again knows all", async () => {
  assert.ok(world.store !== elsewhere.store);
  await unhappy(elsewhere.port, 0);
  const { tasks: own } = await tasks(far, (all) => only(all), "its own");
  assert.equal(own[0].device, elsewhere.device);
  here.client.close();
  await world.agent.stop("SIGKILL");
  await world.startAgent();
  here = await attend(world.agentPort, world.staff);
  const { tasks: all } = await tasks(here, (list) => list.length === 3, "everything that was there");
  assert.deepEqual(all.map(({ closed }) => Boolean(closed)), [false, false, true], "open ones first");
});
