// How the day stands, in one line on the empty desk; from there the board of the store, and what there is
// to know before the device is switched off.
import { useRef, useState } from 'preact/hooks';
import type { Session, Status, StoreTask, Touchpoint } from '../shared/api';
import { promised, verdict } from './closing';
import { Unwell, wellness } from './device_state';
import { Icon } from './icons';
import { headline } from './tasks';
import { since, useMoments, useVoice } from './texts';

interface Props {
  touchpoint: Touchpoint;
  tasks: StoreTask[] | null;
  status: Status | null;
  lost: boolean;
  role: Session['role'];
  begun: number; // drafts that are not recorded
  parked: number; // customers who wait
  onBoard(): void;
  onVoice: (() => void) | null; // null: staff are asked nothing
  onSignOut(): void;
}

const kListed = 5;

export function Day(props: Props) {
  const voice = useVoice();
  const moments = useMoments();
  const { now, short } = moments;
  const sheet = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState(false);
  const open = (props.tasks ?? []).filter(({ closed }) => !closed);
  const { today, late } = promised(open, now, props.touchpoint);
  const { collections, as_of } = props.status?.replica ?? {};
  const offline = props.lost || !props.status?.hub.online;
  // Without the centre nobody knows what other tills have handed over, or what has come since.
  const asOf = offline && as_of ? ` (${voice.say('day.as_of', { time: short(new Date(as_of)) })})` : '';
  const devices = props.status?.hub.devices;
  const line = [
    devices && wellness(voice, devices, offline, (time) => since(voice, moments, new Date(time))),
    collections != null && collections > 0 && voice.count('day.collections', collections) + asOf,
    late > 0 && voice.count('day.late', late),
    today > 0 && voice.count('day.promised', today),
    open.length > 0 ? voice.count('day.open', open.length) : voice.say('day.nothing'),
  ];
  return (
    <section class="day" aria-label={voice.say('day.title')}>
      <div class="day-line">
        <p class={late > 0 ? 'strong late' : 'strong'}>
          <Icon name={late > 0 ? 'warning' : 'clock'} size={20} />
          <span>{props.tasks ? line.filter(Boolean).join(' · ') : voice.say('day.unknown')}</span>
        </p>
        {!offline && <Unwell devices={devices} listed={kListed} />}
      </div>
      {props.role === 'supervisor' && (
        <button type="button" id="to-board" class="second" onClick={props.onBoard}>
          <Icon name="board" size={20} /> {voice.say('day.board')}
        </button>
      )}
      {props.onVoice && (
        <button type="button" id="to-voice" class="second" onClick={props.onVoice}>
          <Icon name="social" size={20} /> {voice.say('work.title')}
        </button>
      )}
      <button
        type="button"
        class="second"
        onClick={() => {
          sheet.current?.showModal();
          setShown(true);
        }}
      >
        <Icon name="lock" size={20} /> {voice.say('day.closing')}
      </button>
      <dialog ref={sheet} aria-labelledby="closing-title" onClose={() => setShown(false)}>
        {shown && <Closing {...props} open={open} onClose={() => sheet.current?.close()} />}
      </dialog>
    </section>
  );
}

function Closing({
  open,
  status,
  lost,
  begun,
  parked,
  onClose,
  onSignOut,
}: Props & { open: StoreTask[]; onClose(): void }) {
  const voice = useVoice();
  const moments = useMoments();
  const said = verdict(status, lost, begun);
  const fine = said === 'safe' || said === 'kept' || said === 'sending';
  const unsent = status?.journal.to_send ?? 0;
  const oldest = status?.journal.oldest_unsent;
  return (
    <>
      <h2 id="closing-title">{voice.say('closing.title')}</h2>
      <p class={fine ? 'verdict' : 'verdict stop'} role="status">
        <Icon name={fine ? 'check' : 'warning'} /> <span>{voice.say(`closing.${said}`)}</span>
      </p>
      <dl>
        <div>
          <dt>{voice.say('closing.unsent')}</dt>
          <dd>
            {!status || lost
              ? voice.say('closing.not_known')
              : unsent === 0
                ? voice.say('closing.none')
                : oldest
                  ? `${unsent} (${since(voice, moments, new Date(oldest))})`
                  : unsent}
          </dd>
        </div>
        <div>
          <dt>{voice.say('closing.begun')}</dt>
          <dd>{begun === 0 ? voice.say('closing.none') : begun}</dd>
        </div>
        <div>
          <dt>{voice.say('closing.parked')}</dt>
          <dd>{parked === 0 ? voice.say('closing.none') : parked}</dd>
        </div>
        <div>
          <dt>{voice.say('closing.open')}</dt>
          <dd>{open.length === 0 ? voice.say('closing.none') : open.length}</dd>
        </div>
      </dl>
      {open.length > 0 && (
        <>
          <ul class="still">
            {open.slice(0, kListed).map((task) => (
              <li key={task.task}>
                {headline(voice, task)} · {since(voice, moments, new Date(task.opened))}
              </li>
            ))}
          </ul>
          <p class="soft">{voice.say('closing.stays')}</p>
        </>
      )}
      <div class="row closing-do">
        <button type="button" class="second grow" onClick={onSignOut}>
          {voice.say('closing.leave')}
        </button>
        <button type="button" class="primary grow" onClick={onClose}>
          {voice.say('closing.back')}
        </button>
      </div>
    </>
  );
}
