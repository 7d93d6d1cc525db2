// Asks why before two profiles become one or two: somebody else may have to undo it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { post } from './api';
import { useVoice } from './texts';

export type Decision = 'merge' | 'split' | 'reconsider';

interface DecideProps {
  what: Decision;
  one: string;
  other: string;
  onDone(): void;
  onNo(): void;
}

export function Decide({ what, one, other, onDone, onNo }: DecideProps) {
  const voice = useVoice();
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [failed, setFailed] = useState('');
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  const decide = async () => {
    if (!reason.trim()) return setFailed(voice.say('decide.no_reason'));
    const answer = await post(`/v1/profiles/${what}`, { profile: one, other, reason });
    if (answer.ok) return onDone();
    setFailed(voice.say(answer.status === 422 ? `decide.refused.${what}` : 'failed'));
  };
  return (
    <dialog ref={dialog} aria-labelledby="decide-title" onClose={onNo}>
      <h2 id="decide-title">{voice.say(`decide.title.${what}`)}</h2>
      <p>{voice.say(`decide.text.${what}`)}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void decide();
        }}
      >
        <div class="field">
          <label for="reason">{voice.say('decide.reason')}</label>
          <input
            id="reason"
            autocomplete="off"
            maxLength={200}
            value={reason}
            autofocus
            onInput={(event) => {
              setReason(event.currentTarget.value);
              setFailed('');
            }}
          />
        </div>
        <p role="alert" class="failed">
          {failed}
        </p>
        <div class="end">
          <button type="button" class="second" onClick={onNo}>
            {voice.say('cancel')}
          </button>
          <button class="primary">{voice.say(`decide.yes.${what}`)}</button>
        </div>
      </form>
    </dialog>
  );
}
