// One line, always there, in plain words; it is an alarm only when a person must act. A tap shows
// the figures behind it.
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Session, Status } from '../shared/api';
import type { Speaking } from './app';
import { Badges } from './badges';
import { cannotRecord } from './closing';
import { DeviceState, inOneLine } from './device_state';
import { Icon } from './icons';
import { LanguageChoice } from './language_choice';
import { LockedOut } from './locked_out';
import { Prove } from './proof';
import { Tablets } from './tablets';
import { useMoments, useVoice } from './texts';

interface Props {
  status: Status | null;
  lost: boolean;
  role: Session['role'];
  speaking: Speaking;
  onTakeScan(take: ((code: string) => void) | null): void; // of the next code
  done: ComponentChildren; // what has just been recorded
}

export function StatusLine({ status, lost, role, speaking, onTakeScan, done }: Props) {
  const voice = useVoice();
  const moments = useMoments();
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const show = () => {
    if (!status) return;
    dialog.current?.showModal();
    setOpen(true);
  };
  const failed = !!status && cannotRecord(status) && !lost;
  const online = !!status?.hub.online && !lost;
  return (
    <footer class={failed ? 'status alarm' : 'status'}>
      <button
        type="button"
        class="plain"
        title={voice.say('status.open')}
        onClick={show}
      >
        <i class={online ? 'light on' : 'light'} />
        <span role="status">
          {status && !lost ? inOneLine(voice, moments, status) : voice.say('status.waiting')}
        </span>
      </button>
      <dialog ref={dialog} aria-labelledby="status-title" onClose={() => setOpen(false)}>
        {status && (
          <>
            <h2 id="status-title">{voice.say('status.open')}</h2>
            <DeviceState status={status} />
            {open && role === 'supervisor' && <LockedOut />}
            {open && role === 'supervisor' && <Badges onTakeScan={onTakeScan} />}
            {open && role === 'supervisor' && <Tablets />}
            <Prove />
            <LanguageChoice speaking={speaking} />
            <form method="dialog">
              <button class="primary wide">{voice.say('status.close')}</button>
            </form>
          </>
        )}
      </dialog>
      {failed && <Icon name="warning" size={20} />}
      {done}
    </footer>
  );
}
