// The answer is not recorded: why, and what can be done.
import type { Phase } from '../use_answer';
import { useLater } from './texts';

interface Props {
  phase: Phase;
  again(): void;
  onLeave(): void;
}

export function Trouble({ phase, again, onLeave }: Props) {
  const voice = useLater();
  if (phase === 'refused') {
    return (
      <p>
        <b>{voice.say('refused')}</b>
      </p>
    );
  }
  return (
    <>
      <p>
        <b>{voice.say('failed')}</b>{' '}
        {voice.say(phase === 'waiting' ? 'failed.retrying' : 'failed.final')}
      </p>
      <p class="choices">
        {phase === 'waiting' && (
          <button type="button" class="main" onClick={again}>
            {voice.say('failed.retry')}
          </button>
        )}
        <button type="button" onClick={onLeave}>
          {voice.say('failed.leave')}
        </button>
      </p>
    </>
  );
}
