// Real programs in a store that lets nothing out but through its HTTP proxy: only the proxy knows the
// hub's name. Enrolment, events, pulls and renewals go through it, and each way in which it does not
// let them has its sentence.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";

import { ageCertificate } from "../support/aged_certificate.mjs";
import { ConnectProxy } from "../support/connect_proxy.mjs";
import { everythingStored, recordNote } from "../support/notes.mjs";
import { World, eventually } from "../support/world.mjs";

const SYNC = { receipt_timeout: "1s", backoff_max: "500ms", news_poll: "500ms", request_timeout: "2s", probe: "500ms" };
const PASSWORD = "b1anc0 spino:9";

const proxy = new ConnectProxy({ credentials: `store\\milano:${PASSWORD}`, knows: { "hub.invalid": "127.0.0.1" } });
const world = new World({ sync: SYNC, hosts: ["hub.invalid", "localhost", "127.0.0.1"] });
const config = world.path("device/touchpoint.toml");
const passwordFile = world.path("device/proxy.password");
const hub = () => world.deviceStatus().hub;
const status = (language = "en") => world.ctl(["status", "--lang", language], { allowFailure: true }).stdout;
const examine = (language = "en") => Object.fromEntries(
  JSON.parse(world.ctl(["doctor", "--json", "--lang", language], { allowFailure: true }).stdout)
    .findings.map((finding) => [finding.check, finding]));

const write = (password) => fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
async function restart(change = () => {}) {
  await world.agent.stop();
  await change();
  await world.startAgent();
}
function enrol() {
  const token = world.hubctl("token", "--device", world.device, "--store", world.store);
  return world.ctl(["enrol", "--hub", world.hubUrl, "--token-file", "-"], { input: token, allowFailure: true });
}
const record = (text) => recordNote(world, text);
const drained = () => everythingStored(world);
const told = (words) => eventually(`the words ${words}`, () => words.test(hub().problem ?? ""));

before(async () => {
  await proxy.start();
  world.sync.proxy = `http://store%5Cmilano@127.0.0.1:${proxy.port}`;
  world.sync.proxy_password_file = passwordFile;
  await world.makeHub();
  await world.startBroker();
  await world.startHub();
  await world.makeDevice();
});
after(async () => {
  await world.end();
  await proxy.end();
});

test("a device that is not enrolled says whether it reaches its proxy", async () => {
  await world.startAgent();
  assert.match(enrol().stderr, /cannot read .*proxy\.password/);
  assert.equal(examine().proxy.verdict, "wrong");
  write(PASSWORD);
  assert.match(examine().proxy.found, /^127\.0\.0\.1:\d+ accepts connections$/);
  assert.deepEqual((await proxy.seen()).asked, []);
});

test("enrolment goes through the proxy, with the right password only", async () => {
  write("wrong");
  const refused = enrol();
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /the proxy 127\.0\.0\.1:\d+ does not take the user "store\\milano" with this password \(407\)/);
  assert.doesNotMatch(refused.stderr, /wrong/);
  fs.chmodSync(passwordFile, 0o644);
  assert.match(enrol().stderr, /everybody on this device can read the proxy's password: chmod o-rwx .*proxy\.password/);
  fs.chmodSync(passwordFile, 0o600);

  write(PASSWORD);
  const enrolled = enrol();
  assert.equal(enrolled.status, 0, enrolled.stderr);
  await eventually("the device to be online", () => hub().online);
  assert.equal(hub().transport, "https");
  assert.equal(hub().proxy, `127.0.0.1:${proxy.port}`);
  assert.match(status(), /in touch by HTTPS .*, HTTPS only, through the proxy 127\.0\.0\.1/);
  assert.match(status("it"), /in contatto via HTTPS .*, solo HTTPS, attraverso il proxy 127\.0\.0\.1/);
});

test("events and pulls go through it, and nothing of them can be read there", async () => {
  world.staff = await world.addStaff("giulia", "Giulia R.");
  await record("a marker in the clear would be found: MARKERMARKER");
  await drained();
  const { asked, others, up } = await proxy.seen();
  assert.ok(asked.every(({ to }) => to === `hub.invalid:${world.devicesPort}`), "only the hub's HTTPS");
  assert.equal(others, 0);
  assert.ok(up.length > 0);
  for (const secret of ["MARKERMARKER", "Authorization", "/v1/events"]) assert.equal(up.indexOf(secret), -1, secret);
});

test("a certificate is renewed through it", async () => {
  const expires = () => Date.parse(world.deviceStatus().certificate.expires);
  await restart(() => ageCertificate(world, { begins: -90, ends: 30 }));
  const soon = Date.now() + 60 * 86_400_000;
  await eventually("the renewal", () => expires() > soon);
  assert.equal(world.deviceStatus().certificate.problem, null);
});

test("the doctor tries the way through the proxy", () => {
  const well = examine();
  assert.equal(well.proxy.verdict, "well", well.proxy.found);
  assert.match(well.proxy.found, /^127\.0\.0\.1:\d+ lets through to https:\/\/hub\.invalid:\d+$/);
  assert.equal(well.hub_tls.verdict, "well", well.hub_tls.found);
  assert.equal(well.hub_name, undefined);
  assert.match(well.broker_way.found, /not used/);
  assert.match(examine("it").proxy.found, /lascia passare verso/);
});

test("a proxy that dies and comes back: nothing is lost", async () => {
  await proxy.stop();
  await record("while the proxy is away");
  await told(/the proxy 127\.0\.0\.1:\d+ refuses connections/);
  const found = examine();
  assert.equal(found.proxy.verdict, "wrong");
  assert.match(found.proxy.advice, /\[sync\] proxy .*allow CONNECT to https:\/\/hub\.invalid/);
  assert.equal(found.hub_tls, undefined);
  await proxy.start();
  await drained();
  await eventually("the device to be online", () => hub().online);
});

test("each way in which a proxy does not let through has its sentence", async () => {
  const page = "<html>Welcome</html>";
  for (const [answer, words] of [
    ["HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", /refuses to let this device through to hub\.invalid:\d+ \(403\): have it allow CONNECT/],
    ['HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n', /wants to be signed in to by Negotiate, NTLM, and this device knows only Basic/],
    ["HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", /cannot reach hub\.invalid:\d+ itself \(502\)/],
    [`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`, /wants somebody to sign in: it sends a page \(200\)/],
    [`HTTP/1.1 200 OK\r\n\r\n${page}`, /is no HTTP proxy: it says more than it was asked/],
    ["SSH-2.0-OpenSSH_9.2\r\n\r\n", /is no HTTP proxy: it sent something that is not HTTP/],
  ]) {
    await proxy.say(answer);
    await proxy.cut();
    await told(words);
    assert.match(examine().proxy.found, words);
  }
  assert.match(examine("it").proxy.found, /nessuna via attraverso/);
  await proxy.say(null);
  await record("after all that");
  await drained();
});

test("the proxy is not taken from the environment, and its password not from the URL", async () => {
  await restart(() => {
    const text = fs.readFileSync(config, "utf8");
    fs.writeFileSync(config, text.replace(/^proxy.*$/gm, ""));
    world.agent.env = { https_proxy: `http://127.0.0.1:${proxy.port}`, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
  });
  await told(/cannot find the address of hub\.invalid/);
  const secret = "s3cret";
  fs.appendFileSync(config, `\nproxy = "http://user:${secret}@127.0.0.1:3128"\n`);
  const checked = world.run("touchpointctl", ["config", "check", config], { allowFailure: true });
  assert.equal(checked.status, 78);
  assert.match(checked.stderr, /touchpoint\.toml:\d+:\d+: .*proxy.* must not hold a password: put that into a file/);
  assert.doesNotMatch(checked.stderr, new RegExp(secret));
});
