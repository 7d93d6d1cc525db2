// What must be said beside the customer: the device is lost, a scan did not arrive, something is not
// recorded; and, in the line at the bottom, that something is. None of it names anybody.
import type { ComponentChildren } from 'preact';
import { Icon } from './icons';
import { useMoments, useVoice, type Key } from './texts';
import type { Recorder } from './use_recorder';

interface Props {
  lost: boolean;
  closed: boolean; // the device records nothing new
  problem: Key | null;
  leaving: boolean;
  recorder: Recorder;
  onDiscard(): void;
  onStay(): void;
  news: ComponentChildren; // what has come up in the store meanwhile
}

export function Notices(props: Props) {
  const { lost, closed, problem, leaving, recorder, onDiscard, onStay } = props;
  const voice = useVoice();
  const { late } = recorder;
  return (
    <div class="notices" role="status">
      {lost && (
        <p class="notice alarm">
          <Icon name="warning" /> {voice.say('link.lost')}
        </p>
      )}
      {closed && !lost && (
        <p class="notice alarm">
          <Icon name="warning" /> {voice.say('link.not_recording')}
        </p>
      )}
      {problem && (
        <p class="notice stop">
          <Icon name="warning" /> {voice.say(problem)}
        </p>
      )}
      {leaving && (
        <p class="notice stop">
          <Icon name="note" /> <span>{voice.say('visit.closing_draft')}</span>
          <button type="button" class="second" onClick={onStay}>
            {voice.say('visit.keep')}
          </button>
          <button type="button" class="second" onClick={onDiscard}>
            {voice.say('visit.discard')}
          </button>
        </p>
      )}
      {late.map((one) => (
        <p class="notice stop" key={one.what.id}>
          <Icon name="warning" /> <span>{voice.say('failed.before')}</span>
          <button type="button" class="second" onClick={() => recorder.again(one)}>
            {voice.say('failed.retry')}
          </button>
          <button
            type="button"
            class="plain"
            aria-label={voice.say('failed.dismiss')}
            onClick={recorder.dismiss}
          >
            <Icon name="cross" />
          </button>
        </p>
      ))}
      {props.news}
    </div>
  );
}

interface DoneProps {
  recorder: Recorder;
  alone: boolean; // without the network
  onUndo(id: string): void;
}

// Nothing moves under a finger for it, and it lies over nothing.
export function Done({ recorder: { done }, alone, onUndo }: DoneProps) {
  const voice = useVoice();
  const { clock } = useMoments();
  return (
    <div class="done-place" role="status">
      {done && (
        <p class="notice done">
          <Icon name="check" />{' '}
          <span>
            {voice.say(`recorded.${done.kind}`, { time: clock(done.at) })}
            {alone && done.kind === 'collection' && ` · ${voice.say('recorded.alone')}`}
          </span>
          {done.undo && (
            <button type="button" class="second" onClick={() => onUndo(done.undo)}>
              {voice.say('recorded.undo')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
