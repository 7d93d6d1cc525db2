import { useEffect, useRef } from 'preact/hooks';
import { useLater } from './texts';

interface Props {
  collecting: boolean; // an order's number says whose it is: another thing than an answer
  identify: boolean; // who wants to may say who they are
  purpose: string; // of the survey
  onClose(): void;
}

export function Notice({ collecting, identify, purpose, onClose }: Props) {
  const voice = useLater();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="notice" onClose={onClose}>
      <h2 id="notice">{voice.say('privacy.title')}</h2>
      <p>{voice.say(collecting ? 'collect.privacy' : 'privacy.text')}</p>
      {identify && !collecting && <p>{voice.say('privacy.identify')}</p>}
      {purpose && !collecting && <p>{purpose}</p>}
      <button type="button" class="main" onClick={onClose}>
        {voice.say('privacy.close')}
      </button>
    </dialog>
  );
}
