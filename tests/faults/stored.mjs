// What the hub holds, read from its file while it is stopped, judged by CONTRACT.md and compared with
// what the callers were told. No index and no count of the hub's is believed: every row is looked at.

import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import readline from "node:readline";

const OWN = /^touchpoint\.(agent|link|staff)\./;  // what a device records by itself
const PROBLEMS_MAX = 20;

const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

async function* rows(file, sql) {
  const sqlite = spawn("sqlite3", ["-readonly", file, sql], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => sqlite.once("exit", resolve));
  for await (const line of readline.createInterface({ input: sqlite.stdout })) yield line.split("|");
  const code = await ended;
  if (code !== 0) throw new Error(`sqlite3 ended with ${code}`);
}

const number = (file, sql) =>
  Number(execFileSync("sqlite3", ["-readonly", file, sql], { encoding: "utf8" }).trim());

class Findings {
  constructor() {
    Object.assign(this, { rows: 0, acknowledged: 0, stored: 0, lost: 0, doubled: 0, outOfOrder: 0, problems: [], problemCount: 0 });
  }

  problem(text) {
    if (this.problemCount++ < PROBLEMS_MAX) this.problems.push(text);
  }

  get sound() {
    return this.lost + this.doubled + this.outOfOrder + this.problemCount === 0;
  }
}

// One journal's rows, in the order of their sequence.
class Journal {
  constructor(name, findings) {
    Object.assign(this, { name, findings });
    this.chain = sha256(name);
    this.last = 0;
  }

  take(sequence, digest, chain, raw) {
    const { findings } = this;
    if (sequence === this.last) {
      findings.doubled++;
      return findings.problem(`sequence ${sequence} is stored twice`);
    }
    if (sequence !== this.last + 1) {
      findings.outOfOrder++;
      findings.problem(`after sequence ${this.last} comes ${sequence}`);
    }
    const expected = sha256(this.chain, sha256(raw));
    if (!sha256(raw).equals(digest) || !expected.equals(chain)) {
      findings.outOfOrder++;
      findings.problem(`the chain does not hold at ${sequence}`);
    }
    this.last = sequence;
    this.chain = chain;
  }
}

export async function judge(file, ledger) {
  const findings = new Findings();
  for (const complaint of ledger.complaints) findings.problem(`the agent: ${complaint}`);
  const journals = new Map();
  const seen = new Map();  // id → sequence
  const sql = "SELECT j.journal, e.sequence, lower(hex(e.event)), e.type, hex(e.digest), hex(e.chain), hex(e.raw)" +
    " FROM events e JOIN journals j ON j.id = e.journal ORDER BY j.id, e.sequence, e.id";
  for await (const [name, sequenceText, id, type, digest, chain, raw] of rows(file, sql)) {
    const sequence = Number(sequenceText);
    findings.rows++;
    if (!journals.has(name)) journals.set(name, new Journal(name, findings));
    const bytes = Buffer.from(raw, "hex");
    journals.get(name).take(sequence, Buffer.from(digest, "hex"), Buffer.from(chain, "hex"), bytes);
    if (seen.has(id)) {
      findings.doubled++;
      findings.problem(`event ${id} is stored as ${seen.get(id)} and as ${sequence}`);
    }
    seen.set(id, sequence);
    judgeRow(findings, ledger, { sequence, id, type, event: JSON.parse(bytes) });
  }
  judgeLedger(findings, ledger, seen);
  judgeTables(findings, file, journals);
  return findings;
}

function judgeRow(findings, ledger, { sequence, id, type, event }) {
  const same = event.id.replaceAll("-", "") === id && Number(event.sequence) === sequence && event.type === type;
  if (!same) findings.problem(`row ${sequence} is not what its event says`);
  const offer = ledger.offers.get(event.id);
  if (!offer) {
    if (!OWN.test(type)) findings.problem(`nobody offered ${event.id} (${type}, sequence ${sequence})`);
  } else if (event.data.text !== offer.text) {
    findings.problem(`${event.id} is not what was offered`);
  }
}

function judgeLedger(findings, ledger, seen) {
  const latest = new Map();  // till → the sequence of its event before
  for (const offer of ledger.offers.values()) {
    if (offer.sequence === undefined) continue;
    findings.acknowledged++;
    const sequence = seen.get(offer.id.replaceAll("-", ""));
    if (sequence === undefined) {
      findings.lost++;
      findings.problem(`${offer.id}, acknowledged as ${offer.sequence}, is not there`);
      continue;
    }
    findings.stored++;
    const before = latest.get(offer.till) ?? 0;
    if (sequence !== offer.sequence || sequence <= before) {
      findings.outOfOrder++;
      findings.problem(`${offer.id}, acknowledged as ${offer.sequence} after ${before}, is stored as ${sequence}`);
    }
    latest.set(offer.till, sequence);
  }
}

function judgeTables(findings, file, journals) {
  if (journals.size !== 1) findings.problem(`${journals.size} journals instead of one`);
  for (const table of ["refused", "holes", "audit"]) {
    const count = number(file, `SELECT count(*) FROM ${table}`);
    if (count > 0) findings.problem(`${count} rows in ${table}`);
  }
  for (const [name, journal] of journals) {
    const through = number(file, `SELECT through FROM journals WHERE journal = '${name}'`);
    if (through !== journal.last) findings.problem(`the hub says ${through}, the rows end at ${journal.last}`);
  }
  const integrity = execFileSync("sqlite3", ["-readonly", file, "PRAGMA integrity_check"], { encoding: "utf8" }).trim();
  if (integrity !== "ok") findings.problem(`hub.db: ${integrity}`);
}
