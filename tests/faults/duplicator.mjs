// Ends the device's TLS and begins its own, as the device, so that a PUBLISH or a POST can arrive
// twice: again on its connection, at the same time on another one, and once more much later. In the
// other direction receipts come twice and late. What it passes it passes whole and in order.
//
// The rig has the device's certificate and key because the test world made the device.

import { once } from "node:events";
import tls from "node:tls";

import { MessageReader } from "./http_messages.mjs";
import { CONNACK, PUBACK, PUBLISH, PacketReader, connect, repeated, topicOf } from "./mqtt_packets.mjs";
import { Seeded } from "./seeded.mjs";

const KINDS = [["twice", 4], ["twice_at_once", 4], ["late", 3]];
const KEPT_MAX = 64;    // of what is to be said once more much later
const LATE_MS_MAX = 8_000;

class Duplicator {
  constructor({ name, server, device, target, budget, seed, share }) {
    Object.assign(this, { name, server, device, target, budget, share });
    this.random = new Seeded(seed, name);
    this.sockets = new Set();
    this.timers = new Set();
    this.kept = [];
  }

  async start() {
    this.listener = tls.createServer({ ...this.server, minVersion: "TLSv1.2" }, (near) => {
      this.own(near);
      this.serve(near);
    });
    this.listener.on("tlsClientError", () => {});
    this.listener.listen(0, "127.0.0.1");
    await once(this.listener, "listening");
    this.port = this.listener.address().port;
  }

  own(socket) {
    socket.on("error", () => {});
    socket.setNoDelay(true);
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    return socket;
  }

  dial() {
    return this.own(tls.connect({ host: "127.0.0.1", port: this.target(), servername: "localhost", ...this.device() }));
  }

  // Which duplicate this one gets, if any.
  draw() {
    if (this.budget.left === 0 || !this.random.chance(this.share)) return null;
    const kind = this.random.weighted(KINDS);
    return this.budget.take(kind) ? kind : null;
  }

  keep(bytes) {
    if (this.kept.length < KEPT_MAX) this.kept.push(bytes);
    else this.kept[this.random.between(0, KEPT_MAX - 1)] = bytes;
  }

  later(what) {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      what();
    }, this.random.next() * LATE_MS_MAX);
    this.timers.add(timer);
  }

  end() {
    this.listener?.close();
    for (const timer of this.timers) clearTimeout(timer);
    for (const socket of this.sockets) socket.destroy();
  }
}

export class MqttDuplicator extends Duplicator {
  #others = 0;

  serve(near) {
    const far = this.dial();
    const up = new PacketReader();
    const down = new PacketReader();
    near.on("data", (chunk) => {
      for (const { type, bytes } of up.feed(chunk)) {
        far.write(bytes);
        if (type === PUBLISH && topicOf(bytes).includes("/events/")) this.duplicate(far, Buffer.from(bytes));
      }
    });
    far.on("data", (chunk) => {
      for (const { type, bytes } of down.feed(chunk)) {
        near.write(bytes);
        if (type === PUBLISH && topicOf(bytes).endsWith("/stored")) this.echo(near, Buffer.from(bytes));
      }
    });
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  }

  duplicate(far, publish) {
    this.keep(publish);
    const kind = this.draw();
    if (kind === "twice") far.write(repeated(publish));
    if (kind === "twice_at_once") this.elsewhere(publish);
    if (kind === "late") this.later(() => this.elsewhere(publish));
  }

  // A receipt again, at once or when others have followed it.
  echo(near, receipt) {
    const kind = this.draw();
    if (kind === null) return;
    const say = () => near.destroyed || near.write(repeated(receipt));
    if (kind === "late") this.later(say);
    else say();
  }

  // By a connection of the rig's own; resolves when the broker has acknowledged it.
  elsewhere(publish) {
    return new Promise((resolve) => {
      const far = this.dial();
      const packets = new PacketReader();
      far.on("secureConnect", () => far.write(connect(`rig-${this.#others++}`)));
      far.on("data", (chunk) => {
        for (const { type } of packets.feed(chunk)) {
          if (type === CONNACK) far.write(publish);
          if (type === PUBACK) far.end();
        }
      });
      far.on("close", resolve);
    });
  }

  // Everything that was kept, once more.
  async replay() {
    for (const publish of this.kept) await this.elsewhere(publish);
    return this.kept.length;
  }
}

export class HttpsDuplicator extends Duplicator {
  serve(near) {
    const far = this.dial();
    const requests = new MessageReader();
    const responses = new MessageReader();
    const unwanted = [];  // for each request on `far`: whether its answer is nobody's
    near.on("data", (chunk) => {
      for (const { start, bytes } of requests.feed(chunk)) {
        const request = Buffer.from(bytes);
        far.write(request);
        if (!start.startsWith("POST /v1/events ")) {
          unwanted.push(false);
          continue;
        }
        this.keep(request);
        const kind = this.draw();
        const second = kind === "twice";
        // Which of two answers the device gets is chance.
        const firstWanted = !second || this.random.chance(0.5);
        unwanted.push(!firstWanted);
        if (second) {
          far.write(request);
          unwanted.push(firstWanted);
        }
        if (kind === "twice_at_once") this.elsewhere(request);
        if (kind === "late") this.later(() => this.elsewhere(request));
      }
    });
    far.on("data", (chunk) => {
      for (const { bytes } of responses.feed(chunk)) {
        if (!unwanted.shift()) near.write(bytes);
      }
    });
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  }

  elsewhere(request) {
    return new Promise((resolve) => {
      const far = this.dial();
      const responses = new MessageReader();
      far.on("secureConnect", () => far.write(request));
      far.on("data", (chunk) => {
        for (const _ of responses.feed(chunk)) far.end();
      });
      far.on("close", resolve);
    });
  }

  async replay() {
    for (const request of this.kept) await this.elsewhere(request);
    return this.kept.length;
  }
}
