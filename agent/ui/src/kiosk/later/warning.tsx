import { useEffect, useRef } from 'preact/hooks';
import { useLater } from './texts';

export function Warning({ left, onStay }: { left: number; onStay(): void }) {
  const voice = useLater();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="idle" aria-labelledby="idle" onClose={onStay}>
      <div class="ring" aria-hidden="true">
        <svg viewBox="0 0 120 120">
          <circle cx="60" cy="60" r="54" />
          <circle cx="60" cy="60" r="54" pathLength="100" class="closing" />
        </svg>
        <b>{left}</b>
      </div>
      <h2 id="idle">{voice.say('idle.title')}</h2>
      <p role="timer">{voice.say('idle.text', { n: left })}</p>
      <button type="button" class="main" onClick={onStay}>
        {voice.say('idle.stay')}
      </button>
    </dialog>
  );
}
