// What there is to put right in the store: each with who sees to it and since when, one tap to take it, and
// what came of it. The texts of customers stand here and nowhere beside another customer.
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Recorded, Session, StoreTask, Touchpoint } from '../shared/api';
import { call, type Answer } from '../shared/http';
import type { Interaction } from '../shared/interaction';
import { attempt, type Draft } from './drafts';
import { Icon, type IconName } from './icons';
import { scored } from './lines';
import { receiptNumber } from './receipt_number';
import { sayAny, since, useMoments, useVoice, type CounterVoice, type Key } from './texts';
import { failure, type What } from './use_recorder';

const icons: Record<string, IconName> = {
  complaint: 'warning',
  promise: 'clock',
  call: 'call',
  answer: 'kiosk',
  collection: 'bag',
  rights: 'person',
};

const kShown = 3; // below them what is done without a card is still in view

interface Props {
  tasks: StoreTask[];
  touchpoint: Touchpoint;
  session: Session;
  onRecord(kind: What, what: Interaction): Promise<Answer<Recorded>>;
  onCard(profile: string): void;
}

export function Tasks(props: Props) {
  const voice = useVoice();
  const open = props.tasks.filter(({ closed }) => !closed);
  const ended = props.tasks.filter(({ closed }) => closed);
  if (props.tasks.length === 0) return null;
  return (
    <section class="tasks" aria-labelledby="tasks">
      <h2 id="tasks">{voice.say('tasks.title')}</h2>
      {open.length === 0 && <p class="soft">{voice.say('tasks.none')}</p>}
      <List all={open.slice(0, kShown)} {...props} />
      {open.length > kShown && (
        <details>
          <summary>{voice.count('tasks.more', open.length - kShown)}</summary>
          <List all={open.slice(kShown)} {...props} />
        </details>
      )}
      {ended.length > 0 && (
        <details>
          <summary>{voice.count('tasks.ended', ended.length)}</summary>
          <ul>
            {ended.map((task) => (
              <Ended key={task.task} {...props} task={task} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

type One = Props & { task: StoreTask };

const List = ({ all, ...props }: Props & { all: StoreTask[] }) => (
  <ul>
    {all.map((task) => (
      <Open key={task.task} {...props} task={task} />
    ))}
  </ul>
);

function Open({ task, touchpoint, session, onRecord, onCard }: One) {
  const voice = useVoice();
  const moments = useMoments();
  const [ending, setEnding] = useState(false);
  const { take, sent, said } = useTake(task, session.name, onRecord);
  const mine = task.taken?.by === session.name;
  const late = task.due && new Date(task.due) < moments.now;
  return (
    <li class={late ? 'item late' : 'item'}>
      <Icon name={icons[task.kind] ?? 'dot'} size={28} />
      <div class="grow">
        <p class="strong">{headline(voice, task)}</p>
        {task.text && <p class="words">{task.text}</p>}
        {task.reply && <Contact key={String(mine)} task={task} reply={task.reply} mine={mine} />}
        <p class="soft">{whence(voice, moments, task, touchpoint).join(' · ')}</p>
        {task.taken && (
          <p class="taken">
            <Icon name="person" size={20} />{' '}
            {voice.say(mine ? 'task.mine' : 'task.taken', {
              who: nameOf(touchpoint, task.taken.by),
              time: moments.short(new Date(task.taken.at)),
            })}
          </p>
        )}
        {said && !mine && (
          <p class="failed" role="alert">
            {said}
          </p>
        )}
        {ending && (
          <Ending
            task={task}
            staff={session.name}
            onRecord={onRecord}
            onCancel={() => setEnding(false)}
          />
        )}
      </div>
      {!ending && (
        <div class="task-do">
          {!mine && (
            <button type="button" class="primary" aria-disabled={sent} onClick={() => void take()}>
              {voice.say('task.take')}
            </button>
          )}
          <button type="button" class="second" onClick={() => setEnding(true)}>
            {voice.say('task.end')}
          </button>
          {task.profile && (
            <button type="button" class="second" onClick={() => onCard(task.profile!)}>
              {voice.say('task.card')}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

// Takes it with one tap; tried again it is the same event.
function useTake(task: StoreTask, staff: string, onRecord: Props['onRecord']) {
  const voice = useVoice();
  const [sent, setSent] = useState(false);
  const [said, setSaid] = useState('');
  const draft = useRef<Pick<Draft, 'sent'>>({});
  const { task: task_id, profile } = task;
  const take = async () => {
    if (sent) return;
    setSent(true);
    const data = { ...(profile && { profile }), task_id, staff };
    const answer = await onRecord('taken', attempt(draft.current, 'touchpoint.task.taken', data));
    setSent(false);
    if (answer.ok) draft.current = {};
    setSaid(answer.ok ? '' : voice.say(failure(answer)));
  };
  return { take, sent, said };
}

interface EndingProps extends Pick<Props, 'onRecord'> {
  task: StoreTask;
  staff: string;
  onCancel(): void;
}

function Ending({ task, staff, onRecord, onCancel }: EndingProps) {
  const voice = useVoice();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const draft = useRef<Pick<Draft, 'sent'>>({});
  useLayoutEffect(() => field.current?.focus(), []);
  const end = async (how: 'ended' | 'dropped') => {
    const [type, data] = ended(task, how, text.trim(), staff);
    const answer = await onRecord(how, attempt(draft.current, type, data));
    setSaid(answer.ok ? '' : voice.say(failure(answer)));
  };
  return (
    <form
      class="ending"
      onSubmit={(event) => {
        event.preventDefault();
        void end('ended');
      }}
    >
      <label for={id}>{voice.say('task.came')}</label>
      <input
        id={id}
        ref={field}
        value={text}
        maxLength={500}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <p class="failed" role="alert">
        {said}
      </p>
      <div class="row">
        <button class="primary">{voice.say('task.done')}</button>
        <button type="button" class="second" onClick={() => void end('dropped')}>
          {voice.say('task.drop')}
        </button>
        <button type="button" class="second" onClick={onCancel}>
          {voice.say('form.cancel')}
        </button>
      </div>
    </form>
  );
}

// Where the answer goes: told to who sees to it, when they ask, and on nobody else's screen.
interface ContactProps {
  task: StoreTask;
  reply: NonNullable<StoreTask['reply']>;
  mine: boolean;
}

function Contact({ task, reply, mine }: ContactProps) {
  const voice = useVoice();
  const [address, setAddress] = useState('');
  const [failed, setFailed] = useState(false);
  const reveal = async () => {
    const answer = await call<{ address: string }>('POST', `/v1/tasks/${task.task}/contact`, '{}');
    if (answer.ok) setAddress(answer.body.address);
    setFailed(!answer.ok);
  };
  return (
    <p class="strong contact">
      <span>{voice.say(`task.reply.${reply.channel}`, { address: address || reply.masked })}</span>
      {mine && !address && (
        <button type="button" class="second" onClick={() => void reveal()}>
          {voice.say('task.show')}
        </button>
      )}
      {failed && <span class="failed" role="alert">{voice.say('task.show_failed')}</span>}
    </p>
  );
}

function Ended({ task, touchpoint }: One) {
  const voice = useVoice();
  const moments = useMoments();
  const { by, at, type, text } = task.closed!;
  const dropped = type.endsWith('.cancelled') || type.endsWith('.withdrawn');
  const facts = [
    task.reply && voice.say(`task.replied.${task.reply.channel}`),
    nameOf(touchpoint, by),
    moments.short(new Date(at)),
    task.reacted && voice.say('task.reacted', { time: lasted(voice, task.opened, task.reacted) }),
    voice.say(dropped ? 'task.dropped_after' : 'task.ended_after', {
      time: lasted(voice, task.opened, at),
    }),
  ];
  return (
    <li class="item">
      <Icon name={dropped ? 'cross' : 'check'} size={28} />
      <div class="grow">
        <p class="strong">{headline(voice, task)}</p>
        {task.kind === 'collection' && <p class="words">{task.text}</p>}
        {text && <p class="words">{text}</p>}
        <p class="soft">{facts.filter(Boolean).join(' · ')}</p>
      </div>
    </li>
  );
}

// What has come up while somebody is being served: without a word of what was said.
interface NewTaskProps extends Pick<Props, 'onRecord'> {
  task: StoreTask;
  staff: string;
  onLater(): void;
}

export function NewTask({ task, staff, onRecord, onLater }: NewTaskProps) {
  const voice = useVoice();
  const { take, sent, said } = useTake(task, staff, onRecord);
  return (
    <p class="notice news">
      <Icon name={icons[task.kind] ?? 'dot'} />{' '}
      <span>{[headline(voice, task), task.touchpoint, said].filter(Boolean).join(' · ')}</span>
      <button type="button" class="second" aria-disabled={sent} onClick={() => void take()}>
        {voice.say('task.take')}
      </button>
      <button type="button" class="second" onClick={onLater}>
        {voice.say('task.later')}
      </button>
    </p>
  );
}

// The type of the event that ends it, and what is in it.
function ended(
  { task, kind, profile }: StoreTask,
  how: 'ended' | 'dropped',
  text: string,
  staff: string,
): [string, Record<string, unknown>] {
  const complaint = kind === 'complaint';
  const verb = complaint
    ? { ended: 'complaint.answered', dropped: 'complaint.withdrawn' }[how]
    : { ended: 'task.completed', dropped: 'task.cancelled' }[how];
  const id = complaint ? 'complaint_id' : 'task_id';
  const data = { ...(profile && { profile }), [id]: task, ...(text && { text }), staff };
  return [`touchpoint.${verb}`, data];
}

export function headline(
  voice: CounterVoice,
  { kind, score, scale, right = '', task, reply }: StoreTask,
): string {
  const said = (kind === 'promise' && reply ? 'task.asked' : `task.${kind}`) as Key;
  return voice.say(said, {
    score: scored(score ?? 0, scale),
    right: sayAny(voice, `right.${right}`, right),
    number: receiptNumber(task),
  });
}

// "dalle 10:42 · chiosco kiosk-1 · per Marco B. · entro oggi 17:00"
function whence(
  voice: CounterVoice,
  at: ReturnType<typeof useMoments>,
  task: StoreTask,
  touchpoint: Touchpoint,
): string[] {
  const said = [since(voice, at, new Date(task.opened))];
  if (task.staff) said.push(voice.say('task.by', { who: nameOf(touchpoint, task.staff) }));
  else if (task.touchpoint) said.push(task.touchpoint);
  if (task.owner) said.push(voice.say('task.for', { who: nameOf(touchpoint, task.owner) }));
  if (task.due) {
    const due = new Date(task.due);
    const time = `${at.day(due)} ${at.clock(due)}`;
    said.push(voice.say(due < at.now ? 'task.overdue' : 'task.due', { time }));
  }
  return said;
}

const nameOf = ({ staff }: Touchpoint, name: string) =>
  staff?.find((one) => one.name === name)?.display_name ?? name;

// "4 min", "3 h", "2 gg"
function lasted(voice: CounterVoice, from: string, to: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  const [value, unit] =
    minutes < 120
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  return new Intl.NumberFormat(voice.region, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}
