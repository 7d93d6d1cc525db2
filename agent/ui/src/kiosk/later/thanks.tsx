import { useEffect, useRef } from 'preact/hooks';
import { useVoice } from '../texts';
import { useLater } from './texts';

interface Props {
  text: string; // of the survey; empty: ours
  onIdentify: (() => void) | false | undefined; // to say who they are
  onBack(): void; // the last answer was not meant
  onLeave(): void;
}

export function Thanks({ text, onIdentify, onBack, onLeave }: Props) {
  const voice = useLater();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <main class="thanks">
      <svg viewBox="0 0 96 96" aria-hidden="true">
        <circle cx="48" cy="48" r="44" />
        <path d="M28 50l14 14 28-30" />
      </svg>
      <h1 ref={title} tabIndex={-1}>
        {useVoice().say('thanks')}
      </h1>
      <p>{text || voice.say('thanks.end')}</p>
      <button type="button" onClick={onLeave}>
        {voice.say('again')}
      </button>
      {onIdentify && (
        <button type="button" onClick={onIdentify}>
          {voice.say('who')}
        </button>
      )}
      <button type="button" class="enough" onClick={onBack}>
        {voice.say('correct')}
      </button>
    </main>
  );
}
