// Recording, as the screen sees it: "recorded" is said after the device has said so, and what did
// not succeed for a customer who has left meanwhile is still there to be tried again.
import { useRef, useState } from 'preact/hooks';
import type { Recorded } from '../shared/api';
import type { Answer, Refused } from '../shared/http';
import { record, type Interaction } from '../shared/interaction';
import type { Drafts, FormName } from './drafts';
import type { Key } from './texts';

// What was recorded: a form's, or one tap on a line of the card.
export type What = FormName | 'accepted' | 'declined' | 'kept' | 'undone' | 'consents' | 'taken' | 'ended' | 'dropped';

// What may be taken back: it touches neither money nor goods, and calls nobody.
const kUndoable: What[] = [
  'note',
  'wish',
  'offer',
  'complaint',
  'promise',
  'answer',
  'consultation',
  'interview',
  'accepted',
  'declined',
  'kept',
  'taken',
  'ended',
  'dropped',
];

interface Done {
  kind: What;
  at: Date;
  undo: string; // the event's id; '' when it is not to be taken back
}

interface Late {
  kind: What;
  what: Interaction;
  person: string;
}

export interface Recorder {
  done: Done | null; // what was just recorded for the person on the screen
  late: Late[]; // what failed for somebody who is no longer on the screen
  run(kind: What, what: Interaction, person: string): Promise<Answer<Recorded>>;
  again(late: Late): void;
  dismiss(): void;
}

const kSaidForMs = 8000;

export function useRecorder(person: string, drafts: Drafts, onSignedOut: () => void): Recorder {
  const [done, setDone] = useState<(Done & { person: string }) | null>(null);
  const [late, setLate] = useState<Late[]>([]);
  const here = useRef(person);
  here.current = person;
  const timer = useRef(0);

  const run: Recorder['run'] = async (kind, what, whose) => {
    const answer = await record(what);
    if (answer.ok) {
      if (drafts.of(whose)?.sent?.what.id === what.id) drafts.forget(whose);
      const undo = kUndoable.includes(kind) ? what.id : '';
      setDone({ kind, at: new Date(answer.body.recorded_at), undo, person: whose });
      clearTimeout(timer.current);
      timer.current = window.setTimeout(() => setDone(null), kSaidForMs);
    } else if (answer.status === 401) {
      onSignedOut(); // what was typed waits behind the lock screen
    } else if (here.current !== whose) {
      setLate((all) => [...all.filter((one) => one.what !== what), { kind, what, person: whose }]);
    }
    return answer;
  };

  return {
    done: done?.person === person ? done : null,
    late,
    run,
    again(one) {
      setLate((all) => all.filter((other) => other !== one));
      void run(one.kind, one.what, one.person);
    },
    dismiss: () => setLate([]),
  };
}

export function failure(answer: Refused): Key {
  if (answer.status === 0) return 'failed.no_answer';
  if (answer.status === 409) return 'failed.taken';
  if (answer.status === 507) return 'failed.full';
  if (answer.status === 429 || answer.status >= 500) return 'failed.busy';
  return 'failed.refused';
}
