// Lets the load keep pace with the faults, so that both last from the beginning to the end.

export class Pace {
  // `ahead` is the share of the load that may run ahead.
  constructor(events, budget, ahead) {
    Object.assign(this, { events, left: events, budget, ahead });
  }

  // How many of `wanted` events may be offered now; waits for faults, and is 0 at the end.
  async take(wanted) {
    while (this.left > 0 && 1 - this.left / this.events > this.budget.share + this.ahead) await this.budget.next();
    const given = Math.min(wanted, this.left);
    this.left -= given;
    return given;
  }
}
