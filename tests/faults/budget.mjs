// How many faults there shall be in one run, and what has become of them. A fault counts when it
// takes effect, not when it is planned.

export class Budget {
  #waiting = [];

  constructor(faults) {
    this.total = faults;
    this.done = 0;
    this.kinds = new Map();
    this.open = false;  // nothing goes wrong before the run begins, nor after it
  }

  // Whether one more may happen now; it is counted.
  take(kind) {
    if (!this.open || this.done >= this.total) return false;
    this.done++;
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    for (const waiter of this.#waiting.splice(0)) waiter();
    return true;
  }

  get left() {
    return this.open ? this.total - this.done : 0;
  }

  get share() {
    return this.total === 0 ? 1 : this.done / this.total;
  }

  // Resolves when the next fault has happened.
  next() {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  text() {
    return [...this.kinds].sort(([a], [b]) => a.localeCompare(b)).map(([kind, n]) => `${kind} ${n}`).join(", ");
  }
}
