// Whether the device may be switched off, from what it says of itself. Pure.
import type { Status, StoreTask } from '../shared/api';

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

// Open ones that are promised until the end of today, and those that should have been done by now.
export function promised(tasks: StoreTask[], now: Date): { today: number; late: number } {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
  const due = tasks
    .filter(({ closed }) => !closed)
    .flatMap((task) => (task.due ? [Date.parse(task.due)] : []));
  return {
    today: due.filter((time) => time >= now.getTime() && time < midnight).length,
    late: due.filter((time) => time < now.getTime()).length,
  };
}
