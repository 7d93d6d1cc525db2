// Certificates that nobody should take, one by one, in the hub's place and on the device: each gives one clear
// sentence, and the device goes on recording. What is wrong is made by openssl, with the hub's own authority
// where that is what makes it credible.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import { once } from "node:events";
import { after, before, test } from "node:test";

import { World, eventually } from "../support/world.mjs";

const world = new World({ sync: { receipt_timeout: "1s", backoff_max: "300ms", news_poll: "500ms", request_timeout: "3s" } });
const at = (name) => world.path("pki", name);
const openssl = (...args) => execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const CA = () => ({ cert: world.path("hub/keys/ca.crt"), key: world.path("hub/keys/ca.key") });
const SERVER = "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n";

// A certificate by `by` (itself: self-signed), and its key.
function issue(name, { by, key = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], digest = "sha256", ext = SERVER, begins = -1, ends = 1 }) {
  const [kind, ...how] = key;
  openssl("genpkey", "-algorithm", kind, ...how, "-out", at(`${name}.key`));
  openssl("req", "-new", "-key", at(`${name}.key`), "-subj", `/CN=${name}`, "-out", at(`${name}.csr`));
  fs.writeFileSync(at(`${name}.ext`), ext);
  const moment = (days) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, "").replace(/\.\d+/, "");
  fs.writeFileSync(at("index.txt"), "");
  fs.writeFileSync(at("ca.cnf"), `[ca]\ndefault_ca=c\n[c]\ndatabase=${at("index.txt")}\nnew_certs_dir=${at("")}\nrand_serial=yes\n` +
    `policy=p\nunique_subject=no\n[p]\nCN=supplied\n`);
  openssl("ca", "-config", at("ca.cnf"), "-batch", "-notext", "-md", digest, "-in", at(`${name}.csr`), "-out", at(`${name}.pem`),
    ...(by ? ["-cert", by.cert, "-keyfile", by.key] : ["-selfsign", "-keyfile", at(`${name}.key`)]),
    "-extfile", at(`${name}.ext`), "-startdate", moment(begins), "-enddate", moment(ends));
  return { cert: at(`${name}.pem`), key: at(`${name}.key`) };
}

async function served({ cert, key }, work, chain) {
  const server = spawn("openssl", ["s_server", "-quiet", "-accept", `127.0.0.1:${world.devicesPort}`, "-cert", cert, "-key", key, "-www",
    "-cipher", "DEFAULT@SECLEVEL=0", ...(chain ? ["-cert_chain", chain] : [])], { stdio: "ignore" });
  const ended = once(server, "exit");
  try {
    await eventually("openssl to listen", () => new Promise((resolve) => {
      const socket = net.connect(world.devicesPort, "127.0.0.1").once("connect", () => { socket.destroy(); resolve(true); })
        .once("error", () => resolve(false));
    }));
    await work();
  } finally {
    server.kill();
    await ended;
  }
}
const findings = () => Object.fromEntries(JSON.parse(world.ctl(["doctor", "--json"], { allowFailure: true }).stdout)
  .findings.map((finding) => [finding.check, finding]));

function tells(sentence) {
  const found = findings();
  assert.equal(found.hub_tls.verdict, "wrong", found.hub_tls.found);
  assert.match(found.hub_tls.found, sentence);
  assert.equal(found.hub_tls.found.split("\n").length, 1);
  assert.ok(found.hub_tls.advice);
}

before(async () => {
  await world.start();
  fs.mkdirSync(at(""));
  await world.hub.stop();
  await world.broker.stop();
});
after(() => world.end());

const own = (name, wish) => () => issue(name, { by: CA(), ...wish });
const IN_THE_HUBS_PLACE = {
  "expired": [own("expired", { begins: -3, ends: -1 }), /has expired, or this device's clock is wrong/],
  "not yet valid": [own("early", { begins: 1, ends: 2 }), /is not valid yet, or this device's clock is wrong/],
  "for another name": [own("other", { ext: "subjectAltName=DNS:hub.example\n" }), /is for another name/],
  "for no name at all": [own("localhost", { ext: "extendedKeyUsage=serverAuth\n" }), /is for another name/],
  "for clients only": [own("client", { ext: "subjectAltName=DNS:localhost\nextendedKeyUsage=clientAuth\n" }), /cannot be trusted: unsuitable certificate purpose/],
  "for signing certificates only": [own("usage", { ext: `${SERVER}keyUsage=critical,keyCertSign\n` }), /cannot be trusted: unsuitable certificate purpose/],
  "signed with SHA-1": [own("sha1", { digest: "sha1" }), /cannot be trusted: CA signature digest algorithm too weak/],
  "of RSA with 1024 bits": [own("rsa1024", { key: ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"] }), /cannot be trusted: EE certificate key too weak/],
  "self-signed": [() => issue("self", {}), /is not signed by the hub's CA: something else answers there/],
  "by another CA of the same name": [() => {
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", at("namesake.key"),
      "-subj", `/${openssl("x509", "-in", CA().cert, "-noout", "-subject", "-nameopt", "RFC2253").trim().replace(/^subject=/, "")}`, "-out", at("namesake.pem"));
    return issue("fake", { by: { cert: at("namesake.pem"), key: at("namesake.key") } });
  }, /is not signed by the hub's CA/],
  "without its intermediate": [() => {
    const root = issue("root", { by: undefined, ext: "basicConstraints=critical,CA:TRUE\n" });
    const middle = issue("middle", { by: root, ext: "basicConstraints=critical,CA:TRUE\n" });
    return issue("leaf", { by: middle });
  }, /is not signed by the hub's CA/],
};
for (const [what, [make, sentence]] of Object.entries(IN_THE_HUBS_PLACE)) {
  test(`a server's certificate is refused: ${what}`, () => served(make(), () => tells(sentence)));
}

test("a chain of 64 KiB is read and changes nothing; one beyond 100 KiB is refused", async () => {
  const stranger = fs.readFileSync(issue("stranger", { ext: `${SERVER}nsComment="${"x".repeat(4000)}"\n` }).cert, "utf8");
  const bytes = Buffer.from(stranger.replace(/-----.*-----|\s/g, ""), "base64").length;
  for (const kib of [64, 128]) {
    const chain = at(`chain${kib}.pem`);
    fs.writeFileSync(chain, stranger.repeat(Math.ceil((kib * 1024) / bytes)));
    await served(issue(`long${kib}`, { by: CA() }), () => {
      if (kib > 100) return tells(/handshake with .* failed: .*excessive message size/);
      assert.equal(findings().hub_tls.verdict, "well", findings().hub_tls.found);
    }, chain);
  }
});

// What may stand in the device's own folder.
const identity = (name) => world.path("device/state/identity", name);
const ON_THE_DEVICE = {
  "a key that is another certificate's": ["key.pem", () => fs.readFileSync(issue("foreign", {}).key), /private key is not the certificate's\. Enrol the device again/],
  "a key that is garbage": ["key.pem", () => "garbage\n", /private key.*Enrol the device again/],
  "a key under a password": ["key.pem", () => openssl("pkcs8", "-topk8", "-in", identity("key.pem"), "-passout", "pass:hush"), /private key.*Enrol the device again/],
  "an empty key": ["key.pem", () => "", /private key.*Enrol the device again/],
  "a certificate that is garbage": ["certificate.pem", () => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", /certificate.*Enrol the device again/],
  "half a certificate": ["certificate.pem", (text) => text.slice(0, text.length / 2), /certificate.*Enrol the device again/],
  "a CA that is garbage": ["ca.pem", () => "\0\0\0", /Enrol the device again/],
  "a file of 1 MiB": ["ca.pem", () => "x".repeat(1 << 20), /too large to be what it should.*Enrol the device again/],
};
for (const [what, [name, make, sentence]] of Object.entries(ON_THE_DEVICE)) {
  test(`on the device: ${what}`, async () => {
    await world.agent.stop();
    const right = fs.readFileSync(identity(name), "utf8");
    try {
      fs.writeFileSync(identity(name), make(right));
      await world.startAgent();
      const { hub, journal } = world.deviceStatus();
      assert.match(hub.problem, sentence);
      assert.equal(hub.problem.split("\n").length, 1);
      assert.doesNotMatch(hub.problem, /hush/);
      assert.equal(journal.state, "well", "it records");
      assert.match(findings().certificate.found, sentence);
      await world.agent.stop();
    } finally {
      fs.writeFileSync(identity(name), right);
    }
  });
}

test("on the device: a key that is no file, and a certificate between other words", async () => {
  await world.agent.stop();
  fs.renameSync(identity("key.pem"), identity("kept.pem"));
  fs.mkdirSync(identity("key.pem"));
  await world.startAgent();
  assert.match(world.deviceStatus().hub.problem, /identity in .* cannot be used: .*Enrol the device again/);
  await world.agent.stop();
  fs.rmdirSync(identity("key.pem"));
  fs.renameSync(identity("kept.pem"), identity("key.pem"));

  // PEM is what stands between its lines (RFC 7468 section 5.2): the rest is for people.
  const file = identity("certificate.pem");
  fs.writeFileSync(file, `milano-01-pos-1, put here by Giulia\r\n${fs.readFileSync(file, "utf8")}and more\n`);
  await world.startHub();
  await world.startAgent();
  await eventually("the device to be online", () => world.deviceStatus().hub.online);
});

test("on the device: the CA was replaced, and the hub is not believed any more", async () => {
  await world.agent.stop();
  fs.copyFileSync(issue("usurper", { ext: "basicConstraints=critical,CA:TRUE\n" }).cert, identity("ca.pem"));
  await world.startAgent();
  await eventually("the reason", () => /is not signed by the hub's CA: .*must be enrolled again/.test(world.deviceStatus().hub.problem ?? ""));
  tells(/is not signed by the hub's CA/);
  await world.enrol();
});

test("on the device: a key that everybody can read is told with what to do", () => {
  fs.chmodSync(identity("key.pem"), 0o644);
  assert.match(findings().permissions.advice, /^chmod go-rwx .*identity\/key\.pem$/);
});
