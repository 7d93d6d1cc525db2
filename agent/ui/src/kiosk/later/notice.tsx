import { useEffect, useRef } from 'preact/hooks';
import { useLater } from './texts';

export function Notice({ purpose, onClose }: { purpose: string; onClose(): void }) {
  const voice = useLater();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="notice" onClose={onClose}>
      <h2 id="notice">{voice.say('privacy.title')}</h2>
      <p>{voice.say('privacy.text')}</p>
      {purpose && <p>{purpose}</p>}
      <button type="button" class="main" onClick={onClose}>
        {voice.say('privacy.close')}
      </button>
    </dialog>
  );
}
