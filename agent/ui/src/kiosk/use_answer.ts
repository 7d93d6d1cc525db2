// One answer on its way: chosen, sent, and thanked for only once the device has it. Until then the
// customer is told so, and the same answer is sent again under the same id.
import { useEffect, useRef, useState } from 'preact/hooks';
import { interaction, mayPass, post, type Interaction } from '../shared/interaction';
import { send as sendKept } from '../tablet/queue';
import type { Given, Question, Survey } from '../shared/survey';

const kPauseFirstMs = 2000;
const kPauseMaxMs = 16_000;

export type Phase =
  | 'asked'
  | 'sending'
  | 'waiting' // it did not arrive; it will be tried again
  | 'refused' // something in it may not be kept: what was typed can be changed
  | 'failed'; // the device does not take it

export interface Answering {
  phase: Phase;
  given: Given | null;
  give(given: Given): void;
  again(): void;
}

const memberOf = (given: Given) =>
  typeof given === 'number' ? 'score' : typeof given === 'string' ? 'text' : 'choices';

export function useAnswer(
  survey: Survey,
  { question, kind }: Question,
  response: string,
  language: string,
  before: Given | null, // what was answered here already; the same again is not sent again
  onRecorded: (given: Given) => void,
): Answering {
  const [phase, setPhase] = useState<Phase>('asked');
  const [given, setGiven] = useState(before);
  const what = useRef<Interaction | null>(null);
  const timer = useRef(0);
  const pause = useRef(kPauseFirstMs);
  const gone = useRef(false);
  const busy = useRef(false);
  const chosen = useRef<Given>('');

  useEffect(
    () => () => {
      gone.current = true;
      clearTimeout(timer.current);
    },
    [],
  );

  const send = async () => {
    if (!what.current || busy.current) return;
    clearTimeout(timer.current);
    busy.current = true;
    const answer = TABLET
      ? await sendKept(what.current, response)
      : await post(what.current.json);
    busy.current = false;
    if (gone.current) return;
    if (answer.ok) return onRecorded(chosen.current);
    if (answer.error === 'forbidden_content') {
      what.current = null;
      return setPhase('refused');
    }
    if (!mayPass(answer.status)) return setPhase('failed');
    setPhase('waiting');
    timer.current = window.setTimeout(send, pause.current);
    pause.current = Math.min(pause.current * 2, kPauseMaxMs);
  };

  return {
    phase,
    given,
    give(one) {
      if (what.current) return; // the first tap counts
      if (`${one}` === `${before}`) return onRecorded(one);
      chosen.current = one;
      what.current = interaction('touchpoint.survey.answered', {
        survey: survey.survey,
        version: survey.version,
        question,
        kind,
        language,
        response,
        [memberOf(one)]: one,
      });
      setGiven(one);
      setPhase('sending');
      void send();
    },
    again: () => void send(),
  };
}
