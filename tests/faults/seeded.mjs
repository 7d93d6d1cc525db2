// Randomness that comes back: the same seed and the same name give the same numbers. Each connection
// and each caller has a generator of its own, so that who comes first changes nobody else's lot.

import { createHash } from "node:crypto";

export class Seeded {
  #state;

  constructor(seed, name = "") {
    this.#state = createHash("sha256").update(`${seed}/${name}`).digest().readUInt32BE(0);
  }

  // mulberry32: in [0, 1).
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  // A whole number, both ends included.
  between(first, last) {
    return first + Math.floor(this.next() * (last - first + 1));
  }

  // Small numbers as often as large ones: 1…10 as often as 1,000…10,000.
  magnitude(most) {
    return Math.floor(Math.exp(this.next() * Math.log(most)));
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.between(0, list.length - 1)];
  }

  shuffled(list) {
    const left = [...list];
    return list.map(() => left.splice(this.between(0, left.length - 1), 1)[0]);
  }

  // From [what, weight] pairs.
  weighted(pairs) {
    let left = this.next() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [what, weight] of pairs) {
      left -= weight;
      if (left < 0) return what;
    }
    return pairs.at(-1)[0];
  }
}
