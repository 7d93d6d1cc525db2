// The chronology of one person's experiences from every channel, newest first.
import { useState } from 'preact/hooks';
import type { Experience } from '../shared/api';
import { channelIcon, Icon } from './icons';
import { money } from '../shared/moments';
import { sayAny, useMoments, useVoice, type CounterVoice } from './texts';

export function Timeline({ experiences }: { experiences: Experience[] }) {
  const voice = useVoice();
  const [channel, setChannel] = useState<string | null>(null);
  const [kind, setKind] = useState<string | null>(null);
  const channels = [...new Set(experiences.map((one) => one.channel))];
  const kinds = [...new Set(experiences.map((one) => kindOf(one.type)))];
  const shown = experiences.filter(
    (one) => (!channel || one.channel === channel) && (!kind || kindOf(one.type) === kind),
  );
  return (
    <section class="timeline" aria-labelledby="timeline">
      <div class="timeline-top">
        <h2 id="timeline">{voice.say('timeline')}</h2>
        <Filter
          label={voice.say('timeline.filter')}
          choices={channels.map((one) => [one, channelName(voice, one)])}
          all={voice.say('timeline.all')}
          chosen={channel}
          onChoose={setChannel}
        />
        <Filter
          label={voice.say('timeline.kinds')}
          choices={kinds.map((one) => [one, sayAny(voice, `kind.${one}`, one)])}
          all={voice.say('timeline.every_kind')}
          chosen={kind}
          onChoose={setKind}
        />
      </div>
      {experiences.length > 0 && shown.length === 0 && (
        <p class="soft">{voice.say('timeline.none_so')}</p>
      )}
      {experiences.length === 0 && <p class="soft">{voice.say('timeline.nothing')}</p>}
      <ol>
        {shown.map((one) => (
          <Entry key={one.id} experience={one} />
        ))}
      </ol>
    </section>
  );
}

interface FilterProps {
  label: string;
  choices: [string, string][];
  all: string;
  chosen: string | null;
  onChoose(one: string | null): void;
}

function Filter({ label, choices, all, chosen, onChoose }: FilterProps) {
  if (choices.length < 2) return null;
  return (
    <div class="filter" role="group" aria-label={label}>
      {[[null, all] as const, ...choices].map(([one, name]) => (
        <button type="button" key={one} aria-pressed={chosen === one} onClick={() => onChoose(one)}>
          {name}
        </button>
      ))}
    </div>
  );
}

const prefixes: [RegExp, string][] = [
  [/^(order|return)\./, 'orders'],
  [/^(survey|complaint)\./, 'feedback'],
  [/^(page|products?|product_\w+|cart|checkout|promotion)\./, 'interest'],
  [/^(note|task|offer|consultation|manager|customer|consent|rights)\./, 'service'],
];
const kindOf = (type: string) => prefixes.find(([prefix]) => prefix.test(type))?.[1] ?? 'other';

const channelName = (voice: CounterVoice, channel: string) =>
  sayAny(voice, `channel.${channel}`, channel);

function Entry({ experience }: { experience: Experience }) {
  const voice = useVoice();
  const moments = useMoments();
  const { channel, source, items, total, currency, here } = experience;
  const time = new Date(experience.time);
  const goods = experience.type.startsWith('order.')
    ? (items ?? []).map(({ name, quantity }) => (quantity === 1 ? name : `${quantity} × ${name}`))
    : [];
  const amount = total != null && currency ? money(voice.region, total, currency) : '';
  const where = channelName(voice, channel);
  return (
    <li>
      <Icon name={channelIcon(channel)} />
      <div class="grow">
        <p class="what">
          <span>{sentence(voice, experience)}</span>
          {amount && <b class="amount">{amount}</b>}
        </p>
        {goods.length > 0 && <p class="soft">{goods.join(', ')}</p>}
        <p class="soft small">
          {[where, source && source !== channel && source].filter(Boolean).join(' · ')}
          {here && <span class="here"> · {voice.say('timeline.here')}</span>}
        </p>
      </div>
      <time dateTime={experience.time} title={moments.exact(time)}>
        <b>{moments.short(time)}</b>
        <span>{aside(moments, time)}</span>
      </time>
    </li>
  );
}

// The other half of "relative and exact": what the short form leaves out.
function aside(moments: ReturnType<typeof useMoments>, time: Date): string {
  const hours = (moments.now.getTime() - time.getTime()) / 3_600_000;
  if (hours < 1) return moments.clock(time);
  return hours > 24 * 6 ? moments.ago(time) : '';
}

// A type that this page does not know is shown by what came with it, never hidden.
function sentence(voice: CounterVoice, one: Experience): string {
  const key = `type.${one.type}`;
  const first = one.items?.[0]?.name;
  const title =
    one.title ||
    (one.type.startsWith('consent.') &&
      sayAny(voice, `consent.${one.subject}`, one.subject ?? '')) ||
    first ||
    (one.type === 'page.viewed' ? voice.say('type.page') : voice.say('type.product'));
  const score = one.score == null ? '' : `${one.score}${scaleOf(one.title)}`;
  const right = sayAny(voice, `right.${one.title ?? ''}`, one.title ?? '');
  if (one.type === 'rights.requested') return voice.say('type.rights.requested', { right });
  if (voice.has(key)) return voice.say(key, { order: one.order_id ?? '', title, score }).trim();
  return [one.title ?? first, one.type.replace(/[._]/g, ' ')].filter(Boolean).join(' · ');
}

// An answer's scale stands in its title.
function scaleOf(title = ''): string {
  const top = { nps: '10', csat: '5', ces: '7' }[title] ?? /\d+$/.exec(title)?.[0];
  return top ? `/${top}` : title && ` (${title})`;
}
