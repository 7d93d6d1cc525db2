// The answer is not recorded: why, and what can be done.
import type { Phase } from '../kiosk/use_answer';
import { useVoice } from '../kiosk/texts';
import { phoneVoices } from './texts';

export function Trouble({ phase, again }: { phase: Phase; again(): void; onLeave(): void }) {
  const voice = phoneVoices.speak(useVoice().language);
  const what = phase === 'refused' ? 'refused' : phase === 'waiting' ? 'failed' : 'failed.final';
  return (
    <>
      <p>
        <b>{voice.say(what)}</b>
      </p>
      {phase === 'waiting' && (
        <p class="choices">
          <button type="button" class="main" onClick={again}>
            {voice.say('again')}
          </button>
        </p>
      )}
    </>
  );
}
