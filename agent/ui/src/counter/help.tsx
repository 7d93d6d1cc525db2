// What somebody new asks in the first five minutes, and the keys: over the desk, whatever is on it.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icons';
import { useVoice, type Key } from './texts';

const lines: [IconName, Key][] = [
  ['scan', 'help.scan'],
  ['person', 'help.card'],
  ['bag', 'help.record'],
  ['clock', 'help.park'],
  ['back_to', 'help.wrong'],
  ['web', 'help.offline'],
  ['lock', 'help.leave'],
];
const keys: [string, Key][] = [
  ['F1', 'help.open'],
  ['F2', 'do.sale'],
  ['F4', 'do.note'],
  ['F6', 'do.register'],
  ['F8', 'do.collection'],
  ['F9', 'help.key_park'],
  ['Alt 1–5', 'help.key_return'],
  ['↓ ↑', 'help.key_choose'],
  ['Ctrl ↵', 'help.key_send'],
  ['Esc', 'help.key_leave'],
];

export function Help() {
  const voice = useVoice();
  const sheet = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState(false);
  const show = () => setShown(true);
  useLayoutEffect(() => void (shown && sheet.current?.showModal()), [shown]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F1') return;
      event.preventDefault(); // the browser has a help of its own
      if (!document.querySelector('dialog[open]')) show();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button type="button" class="plain help" aria-keyshortcuts="F1" onClick={show}>
        <span aria-hidden="true">?</span>
        <span class="unseen">{voice.say('help.open')}</span>
      </button>
      <dialog
        ref={sheet}
        class="help-sheet"
        aria-labelledby="help-title"
        onClose={() => setShown(false)}
      >
        {shown && <Words />}
      </dialog>
    </>
  );
}

function Words() {
  const voice = useVoice();
  return (
    <>
      <h2 id="help-title" tabIndex={-1} autofocus>
        {voice.say('help.title')}
      </h2>
      <ul>
        {lines.map(([icon, text]) => (
          <li key={text}>
            <Icon name={icon} size={20} /> <span>{voice.say(text)}</span>
          </li>
        ))}
      </ul>
      <h2 id="help-keys">{voice.say('help.keys')}</h2>
      <dl aria-labelledby="help-keys">
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{voice.say(text)}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button class="primary wide">{voice.say('help.close')}</button>
      </form>
    </>
  );
}
