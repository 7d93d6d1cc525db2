// Whether the device may be switched off, from what it says of itself. Pure.
import type { Status, StoreTask, Touchpoint } from '../shared/api';

export type Verdict =
  | 'unknown' // it does not answer
  | 'help' // it cannot record: somebody looks at it first
  | 'unrecorded' // something was typed and is not recorded
  | 'sending' // what is recorded is on its way
  | 'kept' // it cannot be sent now, and is kept
  | 'safe';

export function cannotRecord({ journal }: Status): boolean {
  return journal.state === 'failed' || journal.state === 'full';
}

export function verdict(status: Status | null, lost: boolean, begun: number): Verdict {
  if (!status || lost || status.journal.to_send === undefined) return 'unknown';
  if (cannotRecord(status)) return 'help';
  if (begun > 0) return 'unrecorded';
  if (status.journal.to_send === 0) return 'safe';
  return status.hub.online ? 'sending' : 'kept';
}

// When the store's day turns, and by which clocks.
export type Hours = Pick<Touchpoint, 'time_zone' | 'day_turns_at'>;

// To which day of the store a moment belongs: "2026-11-23".
export function businessDay(moment: Date, { time_zone, day_turns_at }: Hours): string {
  const parts: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    hourCycle: 'h23',
  };
  let clocks: Intl.DateTimeFormat;
  try {
    clocks = new Intl.DateTimeFormat('en', { ...parts, timeZone: time_zone });
  } catch {
    clocks = new Intl.DateTimeFormat('en', parts); // a zone without a name: the device's own
  }
  const said = Object.fromEntries(
    clocks.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
  );
  const date = Date.UTC(said.year!, said.month! - 1, said.day!, said.hour! - (day_turns_at ?? 0));
  return new Date(date).toISOString().slice(0, 10);
}

// Open ones that are promised until the store's day ends, and those that should have been done by now.
export function promised(
  tasks: StoreTask[],
  now: Date,
  hours: Hours,
): { today: number; late: number } {
  const today = businessDay(now, hours);
  const due = tasks
    .filter(({ closed }) => !closed)
    .flatMap((task) => (task.due ? [Date.parse(task.due)] : []));
  return {
    today: due.filter(
      (time) => time >= now.getTime() && businessDay(new Date(time), hours) === today,
    ).length,
    late: due.filter((time) => time < now.getTime()).length,
  };
}
