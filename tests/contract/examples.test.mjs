// The golden examples against their schemas, and the events in the eyes of CloudEvents' own SDK.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, verify } from "node:crypto";
import path from "node:path";
import { test } from "node:test";

import { CloudEvent, HTTP } from "cloudevents";

import { folder, judge, jwsParts, parseBytes, read, readText } from "./contract.mjs";

const { examples } = JSON.parse(readText("examples/index.json"));
const bytesOf = ({ file }) => read(`examples/${file}`);
const good = (kind) => examples.filter((example) => example.as === kind && !example.refused);

const json = (schema) => (bytes) => judge(schema, parseBytes(bytes));
const jws = (schema) => (bytes) => {
  const { header, payload } = jwsParts(bytes.toString());
  return [...judge("schemas/receipt-header.json", header), ...judge(schema, payload)];
};
const schemas = {
  batch: (bytes) => judge("schemas/batch.json", parseBytes(unpacked(bytes))),
  ca: json("schemas/ca.json"),
  "call-batch": json("schemas/calls.json#/$defs/batch"),
  "call-identify": json("schemas/calls.json#/$defs/identify"),
  "call-page": json("schemas/calls.json#/$defs/page"),
  "call-track": json("schemas/calls.json#/$defs/track"),
  changes: json("schemas/changes.json"),
  devices: json("schemas/devices.json"),
  "enrol-answer": json("schemas/enrol-answer.json"),
  "enrol-request": json("schemas/enrol-request.json"),
  configuration: jws("schemas/configuration.json"),
  event: json("schemas/event.json"),
  journal: (bytes) => rowsOf(bytes).flatMap((row) => judge("schemas/event.json", JSON.parse(row))),
  keys: json("schemas/keys.json"),
  lookup: json("schemas/lookup.json"),
  "lookup-answer": json("schemas/lookup-answer.json"),
  news: json("schemas/news.json"),
  profile: json("schemas/profile.json"),
  "reenrol-request": json("schemas/reenrol-request.json"),
  receipt: jws("schemas/receipt.json"),
  refusals: json("schemas/refusals.json"),
  state: json("schemas/state.json"),
  statement: jws("schemas/statement.json"),
  token: (bytes) => /^tp1\.[A-Za-z0-9_-]{0,128}\.[A-Za-z0-9_-]{43}$/.test(bytes) ? [] : ["no token"],
};

function rowsOf(bytes) {
  return bytes.toString().split("\n").filter(Boolean);
}

// A batch as the hub reads it: what zstd wrote is told by its first bytes.
function unpacked(bytes) {
  if (bytes.readUInt32BE(0) !== 0x28b52ffd) return bytes;
  const text = execFileSync("zstd", ["-d", "-c"], { input: bytes, stdio: ["pipe", "pipe", "pipe"], maxBuffer: 64 << 20 });
  assert.ok(text.length <= 1 << 20, "a batch is at most 1 MiB");
  return text;
}

function verdict(example) {
  try {
    return schemas[example.as](bytesOf(example));
  } catch (error) {
    return [error.message];
  }
}

for (const kind of Object.keys(schemas)) {
  test(`${kind}: the schema and the index agree`, () => {
    const own = examples.filter((example) => example.as === kind);
    assert.ok(own.length > 0);
    for (const example of own) {
      const wrong = verdict(example);
      const expected = example.schema ?? (example.refused ? "refuses" : "passes");
      assert.equal(wrong.length ? "refuses" : "passes", expected, `${example.file}: ${wrong.join("; ")}`);
    }
  });
}

test("every example is of a kind that has a schema", () => {
  for (const { as, file } of examples) assert.ok(as in schemas, file);
});

test("CloudEvents' SDK takes every good event, strictly, and loses nothing", () => {
  const texts = [...good("event").map((example) => bytesOf(example).toString()),
                 ...good("journal").flatMap((example) => rowsOf(bytesOf(example)))];
  assert.ok(texts.length > 20);
  for (const text of texts) {
    const members = JSON.parse(text);
    const event = new CloudEvent(members, true);
    assert.ok(event.validate());
    const { time, ...rest } = JSON.parse(JSON.stringify(event));
    assert.equal(Date.parse(time), Date.parse(members.time));
    assert.deepEqual(rest, (({ time: _, ...others }) => others)(members));
  }
});

test("CloudEvents' SDK reads a batch as it comes by HTTP", () => {
  const example = good("batch").find(({ file }) => file.endsWith("three.json"));
  const events = HTTP.toEvent({ headers: { "content-type": "application/cloudevents-batch+json" }, body: bytesOf(example).toString() });
  assert.equal(events.length, 3);
  for (const event of events) assert.ok(event.validate());
});

test("no integer in an event is wider than CloudEvents' 32 bits", () => {
  for (const example of good("journal")) {
    for (const row of rowsOf(bytesOf(example))) {
      for (const [name, value] of Object.entries(JSON.parse(row))) {
        if (typeof value === "number") assert.ok(value === (value | 0), name);
      }
    }
  }
});

test("every type of CONTRACT.md stands in a golden journal", () => {
  const table = [...readText("CONTRACT.md").matchAll(/^\| (`touchpoint\.[^|]+) \| [^|]+ \| ([^|]+) \|$/gm)];
  const types = table.flatMap(([, names]) => {
    const [first, ...others] = [...names.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
    return [first, ...others.map((other) => first.replace(/\.[^.]+$/, other))];
  });
  assert.ok(types.length > 10);
  types.push("touchpoint.event.erased");
  const rows = good("journal").flatMap((example) => rowsOf(bytesOf(example))).map((row) => JSON.parse(row));
  for (const type of types) assert.ok(rows.some((row) => row.type === type), type);
});

test("the golden chains, receipts and statements hold by another program's arithmetic", () => {
  const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
  const chains = {};  // journal → its chain
  for (const example of good("journal")) {
    const rows = rowsOf(bytesOf(example));
    const { journal } = JSON.parse(rows[0]);
    let chain = sha256(journal);
    chains[journal] = [chain.toString("hex")];
    for (const row of rows) {
      const { type, data, chain: said } = JSON.parse(row);
      const raw = `${row.slice(0, row.lastIndexOf(',"chain":"'))}}`;
      chain = sha256(chain, type === "touchpoint.event.erased" ? Buffer.from(data.digest, "hex") : sha256(raw));
      chains[journal].push(chain.toString("hex"));
      assert.equal(said, chain.toString("hex"));
    }
  }
  assert.ok(Object.keys(chains).length > 2);
  const [{ kid, x }] = JSON.parse(readText("examples/keys.json")).keys;
  assert.equal(sha256(Buffer.from(x, "base64url")).toString("hex").slice(0, 16), kid);
  for (const example of [...good("receipt"), ...good("statement"), ...good("configuration")]) {
    const { header, payload, signed, signature } = jwsParts(bytesOf(example).toString());
    assert.equal(header.kid, kid);
    assert.ok(verify(null, Buffer.from(signed), createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }), signature));
    if (payload.chain) assert.equal(payload.chain, chains[payload.journal][payload.through], example.file);
    if ("stored" in payload) assert.equal(payload.through, payload.stored + payload.refused + payload.in_holes);
  }
});

test("golden runs give back the rows of their journals, by another program's arithmetic", () => {
  const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
  const runs = good("batch").filter(({ expect }) => expect?.restores);
  assert.equal(runs.length, 3);
  const journals = good("journal").map((example) => rowsOf(bytesOf(example)));
  const places = new Map(journals.flat().map((row) => { const { journal, sequence } = JSON.parse(row); return [journal + sequence, row]; }));
  for (const example of runs) {
    const text = bytesOf(example).toString();
    const rows = JSON.parse(text).map(({ journal, sequence }) => places.get(journal + sequence));
    let at = 1;
    let chain;
    for (const [i, row] of rows.entries()) {
      const cut = row.lastIndexOf(',"chain":"');
      const raw = `${row.slice(0, cut)}}`;
      const { type, data, chain: said } = JSON.parse(row);
      const own = text.startsWith(row, at) ? row : raw;
      assert.ok(text.startsWith(own, at) && "],".includes(text[at + own.length]), `${example.file}: row ${i + 1}`);
      at += own.length + 1;
      if (own === raw) {
        const digest = type === "touchpoint.event.erased" ? Buffer.from(data.digest, "hex") : sha256(raw);
        assert.equal(sha256(Buffer.from(chain, "hex"), digest).toString("hex"), said);
      }
      chain = said;
    }
    assert.equal(sha256(rows.map((row) => `${row}\n`).join("")).toString("hex"), example.expect.restores);
  }
});

test("the examples hold nothing of anybody", () => {
  assert.ok(path.isAbsolute(folder));
  for (const example of examples) {
    const text = bytesOf(example).toString("latin1");
    assert.ok(!/PRIVATE KEY/.test(text), example.file);
    for (const [address] of text.matchAll(/[\w.]+@[\w.]+/g)) assert.match(address, /@example\.org$/, example.file);
  }
});
