// One answer on its way: chosen, sent, and thanked for only once the device has it. Until then the
// customer is told so, and the same answer is sent again under the same id.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Question, Recorded, Touchpoint } from '../shared/api';
import { call } from '../shared/http';
import { interaction, mayPass, type Interaction } from '../shared/interaction';

const kPauseFirstMs = 2000;
const kPauseMaxMs = 16_000;

export type Phase =
  | 'asked'
  | 'sending'
  | 'waiting' // it did not arrive; it will be tried again
  | 'failed'; // the device does not take it

export interface Answering {
  phase: Phase;
  score: number | null;
  choose(score: number): void;
  again(): void;
}

export function useAnswer(
  survey: NonNullable<Touchpoint['survey']>,
  { question, kind }: Question,
  language: string,
  onRecorded: () => void,
): Answering {
  const [phase, setPhase] = useState<Phase>('asked');
  const [score, setScore] = useState<number | null>(null);
  const what = useRef<Interaction | null>(null);
  const timer = useRef(0);
  const pause = useRef(kPauseFirstMs);
  const gone = useRef(false);
  const busy = useRef(false);

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
    const answer = await call<Recorded>('POST', '/v1/interactions', what.current.json);
    busy.current = false;
    if (gone.current) return;
    if (answer.ok) return onRecorded();
    if (!mayPass(answer.status)) return setPhase('failed');
    setPhase('waiting');
    timer.current = window.setTimeout(send, pause.current);
    pause.current = Math.min(pause.current * 2, kPauseMaxMs);
  };

  return {
    phase,
    score,
    choose(chosen) {
      if (what.current) return; // the first tap counts
      what.current = interaction('touchpoint.survey.answered', {
        survey: survey.survey,
        version: survey.version,
        question,
        kind,
        score: chosen,
        language,
      });
      setScore(chosen);
      setPhase('sending');
      void send();
    },
    again: () => void send(),
  };
}
