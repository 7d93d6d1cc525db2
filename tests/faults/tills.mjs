// The callers: several tills that record through the agent's Unix socket, each one thing after the
// other, and a ledger of what the agent has said. Whoever gets no answer, or one that says "later",
// offers the same event under the same id until it is accepted.

import net from "node:net";

import { eventId } from "../../agent/demo/journey.mjs";
import { MessageReader, statusOf } from "./http_messages.mjs";
import { Seeded } from "./seeded.mjs";

const ANSWER_MS_MAX = 10_000;  // the agent answers in milliseconds, or it is dead
const AGAIN_MS = 15;           // between two attempts
const REPEATS = 0.02;          // of what was accepted is offered again, to hear the same sequence
const WORDS_MAX = 250;         // of a note
const WORDS = ["the", "brown", "bag", "is", "ready", "on", "shelf", "asks", "for", "a", "smaller", "size",
  "gift", "wrapped", "comes", "back", "tomorrow", "prefers", "wool", "perché", "città", "Größe", "and"];

// Everything that was offered, and what was acknowledged. Complaints are what an agent may never do.
export class Ledger {
  constructor() {
    this.offers = new Map();  // id → { text, till, number, sequence }
    this.acknowledged = 0;
    this.repeats = 0;
    this.complaints = [];
  }

  accepted(offer, sequence) {
    if (offer.sequence === undefined) {
      offer.sequence = sequence;
      this.acknowledged++;
    } else if (offer.sequence !== sequence) {
      this.complaints.push(`${offer.id} was acknowledged as ${offer.sequence} and then as ${sequence}`);
    }
  }
}

export class Till {
  #socket = null;
  #waiting = null;

  // `allowance.take(n)` resolves to how many of n events may be offered now, 0 at the end.
  // Some of them offer up to `batch` at once.
  constructor({ name, socket, token, seed, ledger, allowance, batch }) {
    Object.assign(this, { name, path: socket, token, ledger, allowance, batch });
    this.random = new Seeded(seed, `till/${name}`);
    this.number = 0;
    this.stopped = false;
    this.batches = this.random.chance(0.5);
  }

  async run() {
    for (;;) {
      const wanted = this.batches ? this.random.magnitude(this.batch) : 1;
      const events = await this.allowance.take(wanted);
      if (events === 0) return;
      await this.offer(events);
    }
  }

  // So many new events, until they are accepted.
  offer(events) {
    return this.record(Array.from({ length: events }, () => this.#offer()));
  }

  // For those that must not wait any more for an agent that is not coming back.
  stop() {
    this.stopped = true;
    this.#socket?.destroy();
  }

  #offer() {
    const words = Array.from({ length: this.random.magnitude(WORDS_MAX) }, () => this.random.pick(WORDS));
    const offer = { id: eventId(), text: `${words.join(" ")}.`, till: this.name, number: this.number++ };
    this.ledger.offers.set(offer.id, offer);
    return offer;
  }

  async record(offers) {
    let open = offers;
    while (open.length > 0 && !this.stopped) {
      open = await this.#attempt(open);
      if (open.length > 0) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    if (!this.stopped && this.random.chance(REPEATS)) {
      this.ledger.repeats++;
      await this.#attempt([this.random.pick(offers)]);
    }
  }

  // What is still not accepted.
  async #attempt(offers) {
    const bodies = offers.map(({ id, text }) => ({ id, type: "touchpoint.note.added", data: { text, staff: "giulia" } }));
    let response;
    try {
      response = await this.#post(JSON.stringify(bodies.length === 1 ? bodies[0] : bodies));
    } catch {
      return offers;
    }
    const status = statusOf(response);
    if (status === 503 || status === 507) return offers;
    const body = JSON.parse(response.body);
    const results = offers.length === 1 ? [{ status, recorded: body, error: body }] : body.results;
    if (!results) {
      this.#complain(`${status} for a batch: ${JSON.stringify(body)}`);
      return [];
    }
    return offers.filter((offer, at) => !this.#settled(offer, results[at]));
  }

  #settled(offer, { status, recorded, error }) {
    if (status === 200 || status === 201) {
      this.ledger.accepted(offer, recorded.sequence);
      return true;
    }
    if (status === 503 || status === 507) return false;
    this.#complain(`${status} for ${offer.id}: ${JSON.stringify(error)}`);
    return true;
  }

  #complain(text) {
    this.ledger.complaints.push(text);
  }

  #post(body) {
    const socket = this.#connected();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => socket.destroy(), ANSWER_MS_MAX);
      this.#waiting = {
        resolve: (message) => { clearTimeout(timer); this.#waiting = null; resolve(message); },
        reject: (error) => { clearTimeout(timer); this.#waiting = null; reject(error); },
      };
      socket.write(`POST /v1/interactions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${this.token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  #connected() {
    if (this.#socket && !this.#socket.destroyed) return this.#socket;
    const socket = net.connect(this.path);
    const messages = new MessageReader();
    socket.on("data", (chunk) => {
      for (const message of messages.feed(chunk)) {
        this.#waiting?.resolve({ start: message.start, body: message.body.toString() });
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#socket === socket) this.#waiting?.reject(new Error("the connection ended"));
    });
    this.#socket = socket;
    return socket;
  }
}
