// The ways to answer with one tap, which the first question of nearly every survey has; the others
// are in later/ (stars, lists, words).
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Given, Question, Wording } from '../shared/survey';
import { useVoice, type Key } from './texts';

export interface Props {
  question: Question;
  say(wording: Wording | undefined): string;
  given: Given | null;
  open: boolean; // it can still be answered
  give(given: Given): void;
}

interface Offered {
  value: number | string;
  look?: string; // a class
  words?: string | undefined; // what a screen reader says, where that is more than what is shown
  show: ComponentChildren;
}

// One of several, as a radio group: one stop of Tab, the arrows go from one to the next. They only
// go: an arrow that answered would send what somebody passes by on the way.
export function Radios({
  look,
  offered,
  given,
  open,
  give,
  children,
}: {
  look: string;
  offered: Offered[];
  given: number | string | null;
  open: boolean;
  give(value: number | string): void;
  children?: ComponentChildren;
}) {
  const [at, setAt] = useState(() => Math.max(0, offered.findIndex((one) => one.value === given)));
  const onKeyDown = (event: KeyboardEvent) => {
    const last = offered.length - 1;
    const to = {
      ArrowRight: at < last ? at + 1 : 0,
      ArrowDown: at < last ? at + 1 : 0,
      ArrowLeft: at ? at - 1 : last,
      ArrowUp: at ? at - 1 : last,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=radio]')[to]!.focus();
  };
  return (
    <div class={look} role="radiogroup" aria-labelledby="question" onKeyDown={onKeyDown}>
      {offered.map((one, i) => (
        <button
          type="button"
          role="radio"
          key={one.value}
          class={one.look}
          aria-label={one.words}
          aria-checked={given === one.value}
          aria-disabled={!open}
          tabIndex={i === at ? 0 : -1}
          onFocus={() => setAt(i)}
          onClick={() => give(one.value)}
        >
          {one.show}
        </button>
      ))}
      {children}
    </div>
  );
}

export const scored = ({ given, open, give }: Props) => ({
  given: given as number | null,
  open,
  give: give as (value: number | string) => void,
});

export const steps = ({ least = 1, most = 5 }: Question) =>
  Array.from({ length: most - least + 1 }, (_, i) => least + i);

export function Scale(props: Props) {
  const { question, say } = props;
  const { least, most } = question;
  const ends = [say(question.least_words), say(question.most_words)];
  const endOf = (value: number) => (value === least ? ends[0] : value === most ? ends[1] : '');
  const values = steps(question);
  return (
    <Radios
      look={`scale of-${values.length}`}
      offered={values.map((value) => ({
        value,
        words: endOf(value) ? `${value}, ${endOf(value)}` : undefined,
        show: value,
      }))}
      {...scored(props)}
    >
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
    </Radios>
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
  const offered = mouths.map((mouth, i) => ({
    value: i + 1,
    show: (
      <>
        <svg viewBox="0 0 64 64" aria-hidden="true">
          <circle cx="32" cy="32" r="28" />
          <path d={`M23 24v3M41 24v3${mouth}`} />
        </svg>
        {voice.say(`faces.${i + 1}` as Key)}
      </>
    ),
  }));
  return <Radios look="faces" offered={offered} {...scored(props)} />;
}
