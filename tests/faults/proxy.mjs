// A TCP proxy that harms what it carries, by a plan that each connection draws from the seed: after
// so many bytes, or so many milliseconds, one thing goes wrong.
//
//   refuse      nobody listens for a while
//   reset       RST to both ends
//   cut         part of what came goes on, then both ends see the connection end, or break
//   delay       everything in one direction comes late for a while
//   lose_reply  what comes back is swallowed, what goes up arrives; then it ends
//   half_close  one end hears the other say goodbye, which it never said
//   black_hole  stays open and passes nothing; some for ever, which only the ends' own clocks notice
//   trickle     one byte a second
//
// It knows nothing of TLS: duplicates need the plain text and are made by duplicator.mjs, which
// some connections are led through. It owns its listener and sockets.

import { once } from "node:events";
import net from "node:net";

import { Seeded } from "./seeded.mjs";

const KINDS = [
  ["refuse", 6], ["reset", 18], ["cut", 22], ["delay", 14], ["lose_reply", 16], ["half_close", 10],
  ["black_hole", 9], ["trickle", 5],
];
const HANDSHAKE_BYTES = 6_000;
const EARLY = 0.3;            // of the faults strike within the handshake
const BYTES_MAX = 500_000;    // that pass before the others, in addition
const QUIET_MS_MAX = 1_500;   // before a fault on a connection that carries little
const FAULT_MS_MAX = 1_500;   // how long one that passes lasts
const HELD_BYTES_MAX = 65_536;  // of what waits in us; then the sender waits

export class FaultProxy {
  #connections = new Set();
  #count = 0;
  #server = null;
  #closed = false;

  // `targets(random)` names the port that a connection is led to. `pace` stretches all times; `forever` is
  // how many of the black holes stay.
  constructor({ name, host, port, targets, budget, seed, pace = 1, forever = 0.3 }) {
    Object.assign(this, { name, host, port, targets, budget, seed, pace, forever });
  }

  async start() {
    await this.#listen();
  }

  async #listen() {
    const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (near) => this.#accept(near));
    server.listen(this.port, this.host);
    await once(server, "listening");
    this.port = server.address().port;
    this.#server = server;
    if (this.#closed) server.close();
  }

  #accept(near) {
    const random = new Seeded(this.seed, `${this.name}/${this.#count++}`);
    const connection = new Connection(this, near, random);
    this.#connections.add(connection);
    connection.begin(() => this.#connections.delete(connection));
  }

  // Nobody listens for `ms`. Connections that are there stay.
  refuse(ms) {
    if (this.#server === null) return;
    const server = this.#server;
    this.#server = null;
    server.close();
    setTimeout(() => this.#closed || this.#listen(), ms);
  }

  // What is late or slow flows again. What had been swallowed stays lost, and what had gone silent
  // for ever stays silent: a network that heals tells nobody.
  heal() {
    for (const connection of this.#connections) connection.heal();
  }

  get connections() {
    return this.#connections.size;
  }

  end() {
    this.#closed = true;
    this.#server?.close();
    for (const connection of this.#connections) connection.end();
  }
}

// One direction of a connection: what has come and what may go on.
class Way {
  constructor(from, to) {
    Object.assign(this, { from, to });
    this.mode = "pass";
    this.held = [];
    this.heldBytes = 0;
    this.ended = false;
  }

  carry(chunk) {
    if (this.mode === "swallow") return;
    if (this.mode !== "pass" || this.held.length > 0) return this.hold(chunk);
    this.give(chunk);
  }

  give(chunk) {
    if (this.to.destroyed || this.to.writableEnded) return;
    if (!this.to.write(chunk)) {
      this.from.pause();
      this.to.once("drain", () => this.mode === "pass" && this.from.resume());
    }
  }

  hold(chunk) {
    this.held.push(chunk);
    this.heldBytes += chunk.length;
    if (this.heldBytes > HELD_BYTES_MAX) this.from.pause();
  }

  // The next `bytes` of what is held go on.
  release(bytes = Infinity) {
    while (bytes > 0 && this.held.length > 0) {
      const chunk = this.held.shift();
      const part = chunk.subarray(0, bytes);
      if (part.length < chunk.length) this.held.unshift(chunk.subarray(part.length));
      this.heldBytes -= part.length;
      bytes -= part.length;
      this.give(part);
    }
    if (this.heldBytes <= HELD_BYTES_MAX) this.from.resume();
    if (this.held.length === 0 && this.ended && !this.to.destroyed) this.to.end();
  }

  pass() {
    this.mode = "pass";
    this.release();
  }

  finish() {
    this.ended = true;
    if (this.mode === "pass" && this.held.length === 0 && !this.to.destroyed) this.to.end();
  }
}

class Connection {
  constructor(proxy, near, random) {
    Object.assign(this, { proxy, near, random });
    this.timers = new Set();
    this.healed = false;
  }

  begin(gone) {
    const port = this.proxy.targets(this.random);
    this.far = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    this.up = new Way(this.near, this.far);
    this.down = new Way(this.far, this.near);
    this.plan();
    for (const [way, other] of [[this.up, this.down], [this.down, this.up]]) {
      way.from.on("data", (chunk) => this.carry(way, chunk));
      way.from.on("end", () => way.finish());
      way.from.on("error", () => {});
      way.from.on("close", () => {
        way.ended = true;
        // A direction that nobody reads any more keeps the other end waiting only while a fault wants it.
        if (way.mode === "pass" && (other.mode === "pass" || other.ended)) this.end();
        if (this.near.destroyed && this.far.destroyed) {
          for (const timer of this.timers) clearTimeout(timer);
          gone();
        }
      });
    }
  }

  ms(most) {
    return (20 + this.random.next() * most) * this.proxy.pace;
  }

  later(ms, what) {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      what();
    }, ms);
    this.timers.add(timer);
  }

  plan() {
    this.kind = this.random.weighted(KINDS);
    const early = this.random.chance(EARLY);
    this.bytesLeft = early ? this.random.between(0, HANDSHAKE_BYTES) : HANDSHAKE_BYTES + this.random.magnitude(BYTES_MAX);
    this.waiting = true;
    this.later(this.ms(QUIET_MS_MAX), () => this.strike());
    if (this.bytesLeft === 0) this.strike();
  }

  carry(way, chunk) {
    if (!this.waiting || !this.proxy.budget.open || chunk.length < this.bytesLeft) {
      if (this.waiting) this.bytesLeft -= chunk.length;
      return way.carry(chunk);
    }
    way.carry(chunk.subarray(0, this.bytesLeft));
    const rest = chunk.subarray(this.bytesLeft);
    this.strike();
    if (this.kind !== "cut" && this.kind !== "reset") way.carry(rest);
  }

  strike() {
    if (!this.waiting || this.healed || this.near.destroyed || this.far.destroyed) return;
    if (!this.proxy.budget.open) return this.later(this.ms(QUIET_MS_MAX), () => this.strike());
    this.waiting = false;
    if (!this.proxy.budget.take(this.kind)) return;
    this[this.kind]();
  }

  again() {
    this.up.pass();
    this.down.pass();
    if (!this.healed) this.plan();
  }

  end() {
    this.near.destroy();
    this.far.destroy();
  }

  break() {
    this.near.resetAndDestroy();
    this.far.resetAndDestroy();
  }

  endOrBreak() {
    if (this.random.chance(0.5)) return this.break();
    this.near.end();
    this.far.end();
    this.later(200, () => this.end());
  }

  refuse() {
    this.proxy.refuse(this.ms(600));
    this.break();
  }

  reset() {
    this.break();
  }

  cut() {
    this.up.mode = this.down.mode = "swallow";
    this.endOrBreak();
  }

  delay() {
    const way = this.random.pick([this.up, this.down]);
    way.mode = "hold";
    const until = Date.now() + this.ms(FAULT_MS_MAX);
    const gap = this.ms(400);
    const letGo = () => {
      if (way.mode !== "hold") return;
      way.release();
      if (Date.now() < until) this.later(gap, letGo);
      else this.again();
    };
    this.later(gap, letGo);
  }

  lose_reply() {
    this.down.mode = "swallow";
    this.later(this.ms(FAULT_MS_MAX), () => this.endOrBreak());
  }

  half_close() {
    const way = this.random.pick([this.up, this.down]);
    way.mode = "swallow";
    way.to.end();
    this.later(this.ms(FAULT_MS_MAX), () => this.endOrBreak());
  }

  black_hole() {
    this.up.mode = this.down.mode = this.random.chance(0.5) ? "swallow" : "hold";
    if (this.random.chance(this.proxy.forever)) return;
    this.later(this.ms(FAULT_MS_MAX), () => this.break());
  }

  trickle() {
    this.up.mode = this.down.mode = "hold";
    const drip = () => {
      if (this.up.mode !== "hold") return;
      this.up.release(1);
      this.down.release(1);
      this.later(1000, drip);
    };
    drip();
    if (this.random.chance(0.5)) this.later(this.ms(2 * FAULT_MS_MAX), () => this.break());
  }

  heal() {
    this.healed = true;
    this.waiting = false;
    if (this.kind === "delay" || this.kind === "trickle") {
      this.up.pass();
      this.down.pass();
    }
  }
}
