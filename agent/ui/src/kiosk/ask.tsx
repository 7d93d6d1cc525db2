// One question and its row of answers; afterwards, what became of the answer.
import { useEffect, useRef } from 'preact/hooks';
import type { Question, Touchpoint } from '../shared/api';
import { useVoice, type Key } from './texts';
import { useAnswer } from './use_answer';

interface Props {
  survey: NonNullable<Touchpoint['survey']>;
  question: Question;
  store: string;
  language: string;
  thanked: boolean;
  onRecorded(): void;
  onLeave(): void;
}

export function Ask({ survey, question, store, language, thanked, onRecorded, onLeave }: Props) {
  const voice = useVoice();
  const answer = useAnswer(survey, question, language, onRecorded);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.scrollTo(0, 0);
    if (thanked) title.current?.focus();
  }, []);

  const { phase, score, choose } = answer;
  const chosen = (value: number) => ({
    'aria-pressed': score === value,
    'aria-disabled': phase !== 'asked',
    onClick: () => choose(value),
  });
  const failed = phase === 'waiting' || phase === 'failed';
  return (
    <main class={phase === 'asked' ? '' : 'answered'}>
      {thanked && (
        <p class="so-far" role="status">
          <b>{voice.say('thanks')}</b> {voice.say('thanks.more')}
        </p>
      )}
      <h1 id="question" ref={title} tabIndex={-1}>
        {voice.say(question.kind === 'nps' ? 'nps' : 'faces', { store })}
      </h1>
      {question.kind === 'nps' ? <Scale chosen={chosen} /> : <Faces chosen={chosen} />}
      <div class="below">
        {thanked && phase === 'asked' && (
          <button type="button" class="enough" onClick={onLeave}>
            {voice.say('enough')}
          </button>
        )}
        <div class="said" role="status">
          {phase === 'sending' && <p>{voice.say('sending')}</p>}
          {failed && (
            <>
              <p>
                <b>{voice.say('failed')}</b>{' '}
                {voice.say(phase === 'waiting' ? 'failed.retrying' : 'failed.final')}
              </p>
              <p class="choices">
                {phase === 'waiting' && (
                  <button type="button" class="main" onClick={answer.again}>
                    {voice.say('failed.retry')}
                  </button>
                )}
                <button type="button" onClick={onLeave}>
                  {voice.say('failed.leave')}
                </button>
              </p>
            </>
          )}
        </div>
      </div>
    </main>
  );
}

interface AnswersProps {
  chosen(value: number): Record<string, unknown>;
}

function Scale({ chosen }: AnswersProps) {
  const voice = useVoice();
  const ends: Record<number, string> = { 0: voice.say('nps.low'), 10: voice.say('nps.high') };
  return (
    <div class="scale" role="group" aria-labelledby="question">
      {Array.from({ length: 11 }, (_, value) => (
        <button
          type="button"
          key={value}
          aria-label={ends[value] ? `${value}, ${ends[value]}` : `${value}`}
          {...chosen(value)}
        >
          {value}
        </button>
      ))}
      <p aria-hidden="true">
        <span>0 · {ends[0]}</span>
        <span>10 · {ends[10]}</span>
      </p>
    </div>
  );
}

// Mouths from a deep frown to a broad smile; the word under each says the same.
const mouths = [
  'M20 44q12-16 24 0',
  'M21 42q11-9 22 0',
  'M21 40h22',
  'M21 38q11 9 22 0',
  'M19 36q13 19 26 0z',
];

function Faces({ chosen }: AnswersProps) {
  const voice = useVoice();
  return (
    <div class="faces" role="group" aria-labelledby="question">
      {mouths.map((mouth, i) => (
        <button type="button" key={mouth} {...chosen(i + 1)}>
          <svg viewBox="0 0 64 64" aria-hidden="true">
            <circle cx="32" cy="32" r="28" />
            <path d={`M23 24v3M41 24v3${mouth}`} />
          </svg>
          {voice.say(`faces.${i + 1}` as Key)}
        </button>
      ))}
    </div>
  );
}
