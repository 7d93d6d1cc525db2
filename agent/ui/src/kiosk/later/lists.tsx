// Answers of a list and in one's own words. One of a list is given with a tap; several, and words,
// with "next".
import { useState } from 'preact/hooks';
import { Radios, type Props } from '../answers';
import { useLater } from './texts';

export function Choices({ question, say, given, open, give }: Props) {
  const voice = useLater();
  const before = Array.isArray(given) ? given : [];
  const [picked, setPicked] = useState<string[]>(before);
  const choices = question.choices ?? [];
  if (question.kind !== 'choices') {
    return (
      <Radios
        look="list"
        offered={choices.map(({ value, words }) => ({ value, show: say(words) }))}
        given={before[0] ?? null}
        open={open}
        give={(value) => give([String(value)])}
      />
    );
  }
  const pick = (value: string) => {
    if (!open) return;
    setPicked((all) =>
      all.includes(value) ? all.filter((one) => one !== value) : [...all, value],
    );
  };
  return (
    <>
      <p id="several">{voice.say('several')}</p>
      <div class="list" role="group" aria-labelledby="question" aria-describedby="several">
        {choices.map(({ value, words }) => (
          <button
            type="button"
            role="checkbox"
            key={value}
            aria-checked={picked.includes(value)}
            aria-disabled={!open}
            onClick={() => pick(value)}
          >
            {say(words)}
          </button>
        ))}
      </div>
      {open && (
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

export function Text({ question, given, open, give }: Props) {
  const voice = useLater();
  const [text, setText] = useState(typeof given === 'string' ? given : '');
  const send = (event: Event) => {
    event.preventDefault();
    if (open && text.trim()) give(text.trim());
  };
  const field = {
    'aria-labelledby': 'question',
    autocomplete: 'off',
    spellcheck: false, // a browser may send what it checks to somebody
    maxLength: question.length_max,
    value: text,
    readOnly: !open,
    placeholder: voice.say('own_words'),
    onInput: (event: Event) => setText((event.target as HTMLInputElement).value),
  };
  return (
    <form class="words" autocomplete="off" onSubmit={send}>
      {question.look === 'lines' ? <textarea rows={4} {...field} /> : <input type="text" {...field} />}
      {open && (
        <button type="submit" class="main" aria-disabled={!text.trim()}>
          {voice.say('next')}
        </button>
      )}
    </form>
  );
}
