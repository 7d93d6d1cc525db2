// Burst tells a keyboard-wedge scanner from a person by speed alone: a scanner writes a code a few
// milliseconds a key and ends it with Enter or Tab; nobody types so fast for so long.
//
// It sees keys and their times and says what to do with each; it touches no page. Times are the
// events' own, so that a busy page does not make a scanner look slow.

export const kGapMs = 50; // between two keys of a burst; Bluetooth scanners reach 40
export const kEndGapMs = 120; // before its Enter or Tab
const kLengthMin = 4; // shorter is a person who rolls over keys
const kHeldFrom = 2; // keys let through into a field before the speed is believed

export type Verdict =
  | { kind: 'pass' } // a person's: leave it alone
  | { kind: 'hold' } // perhaps a scanner's: keep it from the page for now
  | { kind: 'code'; code: string }; // the burst is complete

const pass: Verdict = { kind: 'pass' };
const hold: Verdict = { kind: 'hold' };

export class Burst {
  #text = '';
  #held = '';
  #last = -Infinity;

  // True when this key would begin a new burst: the moment to remember how the page looks.
  begins(at: number): boolean {
    return at - this.#last > kGapMs;
  }

  // `inField`: the key would land in a text field, so the first ones are let through; elsewhere
  // every key is held.
  press(key: string, at: number, inField: boolean): Verdict {
    if (key === 'Enter' || key === 'Tab') {
      const code = this.#text;
      const fast = at - this.#last <= kEndGapMs;
      if (code.length >= kLengthMin && fast) {
        this.reset();
        return { kind: 'code', code };
      }
      return pass;
    }
    if (key.length !== 1 || this.begins(at)) this.reset();
    if (key.length !== 1) return pass;
    this.#text += key;
    this.#last = at;
    if (inField && this.#text.length <= kHeldFrom) return pass;
    this.#held += key;
    return hold;
  }

  // What was held and turned out to be a person's; asked before the next burst begins, which forgets
  // it. This burst may still go on: its keys were only slow in being seen.
  release(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  reset(): void {
    this.#text = '';
    this.#held = '';
    this.#last = -Infinity;
  }
}
