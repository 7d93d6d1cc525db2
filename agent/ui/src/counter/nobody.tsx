// The views without a person: nobody there, one being looked for, one not known, a code refused.
import type { ComponentChildren } from 'preact';
import type { Card, Status } from '../shared/api';
import { Icon, type IconName } from './icons';
import { ActionButtons, RegisterButton } from './person';
import { sayAny, useMoments, useVoice, type CounterVoice, type Key } from './texts';
import type { FormName } from './drafts';

interface NobodyProps {
  field: ComponentChildren;
  status: Status | null;
  day: ComponentChildren;
  tasks: ComponentChildren;
  offer: ComponentChildren;
  onOpen(form: FormName): void;
  onRegister(): void;
}

export function Nobody({ field, status, day, tasks, offer, onOpen, onRegister }: NobodyProps) {
  const voice = useVoice();
  const moments = useMoments();
  return (
    <main class="nobody">
      <div class="ask">
        <h1>{voice.say('nobody.title')}</h1>
        {field}
        <p class="soft">{voice.say('nobody.hint')}</p>
      </div>
      {day}
      {tasks}
      {offer}
      <div class="quiet">
        <section aria-labelledby="today">
          <h2 id="today">{voice.say('nobody.today')}</h2>
          <ul class="hints">
            {status &&
              hints(voice, status, (time) => moments.short(new Date(time))).map(([icon, text]) => (
                <li key={text}>
                  <Icon name={icon} size={20} /> {text}
                </li>
              ))}
          </ul>
        </section>
        <section aria-labelledby="without">
          <h2 id="without">{voice.say('nobody.without')}</h2>
          <ActionButtons onOpen={onOpen}>
            <RegisterButton onRegister={onRegister} />
          </ActionButtons>
        </section>
      </div>
    </main>
  );
}

function hints(
  voice: CounterVoice,
  status: Status,
  when: (time: string) => string,
): [IconName, string][] {
  const { replica, journal, clock } = status;
  const lines: [IconName, string][] = [];
  if (replica.state === 'well') {
    lines.push(['check', voice.count('hint.profiles', replica.profiles ?? 0)]);
    if (replica.as_of)
      lines.push(['check', voice.say('hint.as_of', { time: when(replica.as_of) })]);
  } else if (replica.state) {
    lines.push(['warning', sayAny(voice, `hint.${replica.state}`, '')]);
  }
  if (journal.to_send === 0) lines.push(['check', voice.say('hint.all_sent')]);
  if (clock.quality && clock.quality !== 'synchronised') {
    lines.push(['warning', voice.say('hint.clock')]);
  }
  return lines;
}

interface PlainProps {
  card: Card;
  field: ComponentChildren;
  onWithout(): void;
  onRegister(): void;
  onClose(): void;
}

export function Plain({ card, field, onWithout, onRegister, onClose }: PlainProps) {
  const voice = useVoice();
  if (card.state === 'looking') {
    return (
      <main class="nobody">
        <div class="ask looking" role="status">
          <h1>{voice.say('looking.title')}</h1>
        </div>
      </main>
    );
  }
  const unknown = card.state === 'unknown';
  const letGo = unknown && card.reason === 'wrong_person';
  // What the centre says counts for more than what this store knows.
  const atHub = card.hub === 'unknown' || card.hub === 'shared';
  const why = unknown
    ? atHub
      ? voice.say(`unknown.hub_${card.hub}` as Key)
      : sayAny(voice, `unknown.${card.reason}`, voice.say('unknown.not_in_replica'))
    : sayAny(voice, `refused.${card.reason}`, voice.say('refused.other'));
  return (
    <main class="nobody" key={card.visit ?? card.at}>
      <div class="ask">
        <div role="alert">
          <p class="sign">
            <Icon name={unknown ? 'scan' : 'stop'} size={44} />
          </p>
          <h1>{voice.say(letGo ? 'wrong.title' : unknown ? 'unknown.title' : 'refused.title')}</h1>
          <p class="why">{why}</p>
          {card.hub && !atHub && <p class="soft">{voice.say(`unknown.hub_${card.hub}` as Key)}</p>}
        </div>
        <div class="row centre">
          {unknown && <RegisterButton onRegister={onRegister} />}
          {unknown && (
            <button type="button" class="primary" onClick={onWithout}>
              {voice.say('unknown.without')}
            </button>
          )}
          <button type="button" class="second" onClick={onClose}>
            {voice.say('visit.close')}
          </button>
        </div>
        {field}
      </div>
    </main>
  );
}
