// The ways to answer a question. A score is given with one tap; choices of several and words are
// given with "next".
import { useState } from 'preact/hooks';
import type { Given, Question, Wording } from '../shared/survey';
import { useVoice, type Key } from './texts';

interface Props {
  question: Question;
  say(wording: Wording | undefined): string;
  given: Given | null;
  open: boolean; // it can still be answered
  give(given: Given): void;
}

const tap = ({ given, open, give }: Props, value: number) => ({
  type: 'button' as const,
  'aria-pressed': given === value,
  'aria-disabled': !open,
  onClick: () => give(value),
});

const steps = ({ least = 1, most = 5 }: Question) =>
  Array.from({ length: most - least + 1 }, (_, i) => least + i);

export function Scale(props: Props) {
  const { question, say } = props;
  const { least, most } = question;
  const ends = [say(question.least_words), say(question.most_words)];
  const endOf = (value: number) => (value === least ? ends[0] : value === most ? ends[1] : '');
  const values = steps(question);
  return (
    <div class={`scale of-${values.length}`} role="group" aria-labelledby="question">
      {values.map((value) => (
        <button
          key={value}
          aria-label={endOf(value) ? `${value}, ${endOf(value)}` : `${value}`}
          {...tap(props, value)}
        >
          {value}
        </button>
      ))}
      {(ends[0] || ends[1]) && (
        <p aria-hidden="true">
          <span>
            {least} · {ends[0]}
          </span>
          <span>
            {most} · {ends[1]}
          </span>
        </p>
      )}
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

export function Faces(props: Props) {
  const voice = useVoice();
  return (
    <div class="faces" role="group" aria-labelledby="question">
      {mouths.map((mouth, i) => (
        <button key={mouth} {...tap(props, i + 1)}>
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

export function Stars(props: Props) {
  const voice = useVoice();
  return (
    <div class="faces stars" role="group" aria-labelledby="question">
      {steps(props.question).map((value) => (
        <button
          key={value}
          class={Number(props.given ?? 0) >= value ? 'lit' : ''}
          {...tap(props, value)}
        >
          <svg viewBox="0 0 64 64" aria-hidden="true">
            <path d="M32 7l8 17 18 2-13 13 3 18-16-9-16 9 3-18L6 26l18-2z" />
          </svg>
          {voice.count('stars', value)}
        </button>
      ))}
    </div>
  );
}

export function Choices({ question, say, given, open, give }: Props) {
  const voice = useVoice();
  const [picked, setPicked] = useState<string[]>([]);
  const several = question.kind === 'choices';
  const pick = (value: string) => {
    if (!open) return;
    if (!several) return give([value]);
    setPicked((all) =>
      all.includes(value) ? all.filter((one) => one !== value) : [...all, value],
    );
  };
  const chosen = several ? picked : Array.isArray(given) ? given : [];
  return (
    <>
      {several && <p>{voice.say('several')}</p>}
      <div class="list" role="group" aria-labelledby="question">
        {question.choices?.map(({ value, words }) => (
          <button
            type="button"
            key={value}
            aria-pressed={chosen.includes(value)}
            aria-disabled={!open}
            onClick={() => pick(value)}
          >
            {say(words)}
          </button>
        ))}
      </div>
      {several && open && (
        <button
          type="button"
          class="main"
          aria-disabled={!picked.length}
          onClick={() => picked.length && give(picked)}
        >
          {voice.say('next')}
        </button>
      )}
    </>
  );
}

export function Text({ question, open, give }: Props) {
  const voice = useVoice();
  const [text, setText] = useState('');
  const send = (event: Event) => {
    event.preventDefault();
    if (open && text.trim()) give(text.trim());
  };
  const field = {
    'aria-labelledby': 'question',
    autocomplete: 'off',
    maxLength: question.length_max,
    value: text,
    readOnly: !open,
    placeholder: voice.say('own_words'),
    onInput: (event: Event) => setText((event.target as HTMLInputElement).value),
  };
  return (
    <form class="words" onSubmit={send}>
      {question.look === 'lines' ? <textarea rows={4} {...field} /> : <input type="text" {...field} />}
      {open && (
        <button type="submit" class="main" aria-disabled={!text.trim()}>
          {voice.say('next')}
        </button>
      )}
    </form>
  );
}
