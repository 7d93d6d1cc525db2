// One line, always there, in plain words; it is an alarm only when a person must act. A tap shows
// the figures behind it.
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Session, Status } from '../shared/api';
import type { Speaking } from './app';
import { Badges } from './badges';
import { cannotRecord } from './closing';
import { Icon } from './icons';
import { LanguageChoice } from './language_choice';
import { LockedOut } from './locked_out';
import { Prove } from './proof';
import { Tablets } from './tablets';
import { since, useMoments, useVoice, type CounterVoice } from './texts';

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
          {status && !lost ? sentence(voice, moments, status) : voice.say('status.waiting')}
        </span>
      </button>
      <dialog ref={dialog} aria-labelledby="status-title" onClose={() => setOpen(false)}>
        {status && (
          <>
            <h2 id="status-title">{voice.say('status.open')}</h2>
            <Figures status={status} />
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

function sentence(
  voice: CounterVoice,
  moments: ReturnType<typeof useMoments>,
  { journal, hub, clock }: Status,
): string {
  if (journal.state === 'failed') return voice.say('status.failed');
  if (journal.state === 'full') return voice.say('status.full');
  const unsent = journal.to_send ?? 0;
  const offline = hub.enrolled === false || !hub.online;
  return [
    hub.enrolled === false
      ? voice.say('status.not_enrolled')
      : hub.online
        ? voice.say('status.online')
        : hub.since && clock.quality !== 'unset' // it would be since 1970
          ? voice.say('status.offline_since', { since: since(voice, moments, new Date(hub.since)) })
          : voice.say('status.offline'),
    unsent === 0 ? voice.say('status.all_sent') : voice.count('status.to_send', unsent),
    offline && voice.say('status.nothing_lost'),
    journal.refused && voice.count('status.refused', journal.refused),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Figures({ status }: { status: Status }) {
  const voice = useVoice();
  const moments = useMoments();
  const number = (n = 0) => new Intl.NumberFormat(voice.region).format(n);
  const time = (text: string | null | undefined) =>
    text ? moments.short(new Date(text)) : voice.say('status.never');
  const { journal, hub, replica } = status;
  const rows: [string, string][] = [
    [voice.say('status.recorded'), number(journal.last)],
    [voice.say('status.stored'), number(journal.through)],
    [voice.say('status.pending'), number(journal.to_send)],
    [voice.say('status.rejected'), number(journal.refused)],
  ];
  if (journal.oldest_unsent) rows.push([voice.say('status.oldest'), time(journal.oldest_unsent)]);
  rows.push([voice.say('status.receipt'), time(hub.last_receipt)]);
  rows.push([voice.say('status.profiles'), number(replica.profiles)]);
  rows.push([voice.say('status.version'), status.version]);
  return (
    <dl>
      {rows.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {hub.problem && (
        <div>
          <dt>{voice.say('status.problem')}</dt>
          <dd lang="en">{hub.problem}</dd>
        </div>
      )}
    </dl>
  );
}
