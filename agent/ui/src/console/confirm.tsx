import { useEffect, useRef } from 'preact/hooks';
import { useVoice } from './texts';

interface ConfirmProps {
  title: string;
  text: string;
  yes: string;
  onYes(): void;
  onNo(): void;
}

// Asks before what cannot be taken back. The way out has the focus.
export function Confirm({ title, text, yes, onYes, onNo }: ConfirmProps) {
  const voice = useVoice();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onClose={onNo}>
      <h2 id="confirm-title">{title}</h2>
      <p>{text}</p>
      <div class="end">
        <button type="button" class="second" autofocus onClick={onNo}>
          {voice.say('cancel')}
        </button>
        <button type="button" class="primary danger" onClick={onYes}>
          {yes}
        </button>
      </div>
    </dialog>
  );
}
