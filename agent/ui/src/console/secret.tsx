import { useState } from 'preact/hooks';
import { Icon } from './icons';
import { useVoice } from './texts';

// Something to be carried elsewhere, with a button that copies it. `whole`: on one line.
export function Copied({ label, text, whole }: { label: string; text: string; whole?: boolean }) {
  const voice = useVoice();
  const [done, setDone] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setDone(true),
      () => setDone(false),
    );
  return (
    <div class="copied">
      <p class="label">{label}</p>
      <div class="copied-row">
        <code tabIndex={0} class={whole ? 'whole' : undefined}>
          {text}
        </code>
        <button
          type="button"
          class="second"
          aria-label={voice.say('copy_what', { what: label })}
          onClick={() => void copy()}
        >
          <Icon name={done ? 'well' : 'copy'} size={18} /> {voice.say(done ? 'copied' : 'copy')}
        </button>
      </div>
    </div>
  );
}
