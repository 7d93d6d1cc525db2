// The lines of a card in words: what is to be done and, under it, what that follows from, who said
// so and as of when.
import type { CardItem } from '../shared/api';
import type { Moments } from '../shared/moments';
import type { IconName } from './icons';
import { onDay, sayAny, since, useMoments, useVoice, type CounterVoice } from './texts';

type At = Moments & { now: Date };

const icons: Record<string, IconName> = {
  open_complaint: 'warning',
  promise_due: 'clock',
  detractor: 'kiosk',
  return_on_its_way: 'back_to',
  on_its_way: 'truck',
  do_not_contact: 'stop',
  already_bought: 'stop',
  declined: 'stop',
  abandoned_cart: 'bag',
  late_engagement: 'person',
  missing_consent: 'note',
};
export const iconOf = (kind: string): IconName => icons[kind] ?? 'dot';

// '' for a kind that this page has no words for.
export function sentence(voice: CounterVoice, at: At, item: CardItem): string {
  const time = item.time ? new Date(item.time) : null;
  const day = time ? onDay(voice, at, time) : '';
  const name = item.item?.name ?? '';
  switch (item.kind) {
    case 'on_its_way':
      return onItsWay(voice, at, item);
    case 'open_complaint':
      return words(voice.say('guard.open_complaint', { since: since(voice, at, time!) }), item.text);
    case 'promise_due':
      return promise(voice, at, item);
    case 'detractor':
      return voice.say('guard.detractor', { score: scored(item.score!, item.text) });
    case 'return_on_its_way':
      return words(voice.say('guard.return_on_its_way'), name || item.order_id);
    case 'do_not_contact':
      return time ? voice.say('do_not.refused', { time: day }) : voice.say('do_not.contact');
    case 'already_bought': {
      const how = sayAny(voice, `how.${item.channel}`, voice.say('how.other'));
      return voice.say('do_not.offer', { item: name, how, time: day });
    }
    case 'declined':
      return voice.say('guard.declined', { item: name, time: day });
    case 'abandoned_cart':
      return voice.say('guard.abandoned_cart', { item: name });
    case 'late_engagement':
      return voice.say('guard.late_engagement', { n: item.days ?? 0, time: day });
    case 'missing_consent':
      return voice.say('guard.missing_consent', {
        purpose: sayAny(voice, `consent.${item.text}`, item.text ?? ''),
      });
  }
  return '';
}

const tops: Record<string, string> = { nps: '/10', csat: '/5', ces: '/7' };
// "2/10"
export const scored = (score: number, scale = '') => `${score}${tops[scale] ?? ''}`;

const words = (said: string, text = '') => (text ? `${said}: ${text}` : said);

function promise(voice: CounterVoice, at: At, item: CardItem): string {
  const due = new Date(item.due!);
  const late = due < at.now;
  const said = voice.say(late ? 'guard.promise_late' : 'guard.promise_due', { time: `${at.day(due)} ${at.clock(due)}` });
  return words(said, item.text);
}

function onItsWay(voice: CounterVoice, at: At, { order }: CardItem): string {
  if (!order) return '';
  const placed = order.placed
    ? voice.say('now.placed', { time: at.short(new Date(order.placed)) })
    : '';
  return [voice.say('now.on_its_way', { order: order.order_id }), placed]
    .filter(Boolean)
    .join(' · ');
}

// "Online · webshop · ieri 18:40 · dati del centro: 10:41"
export function Why({ item, asOf }: { item: CardItem; asOf: string | null | undefined }) {
  const voice = useVoice();
  const at = useMoments();
  const { channel = '', source, time, here } = item;
  const fresh = here
    ? voice.say('timeline.here')
    : asOf
      ? voice.say('who.as_of', { time: at.short(new Date(asOf)) })
      : voice.say('who.no_as_of');
  const parts = [
    channel && sayAny(voice, `channel.${channel}`, channel),
    source !== channel && source,
    channel && time && at.short(new Date(time)),
    !time && voice.say('why.nothing_known'),
    fresh,
  ];
  return <p class="soft small">{parts.filter(Boolean).join(' · ')}</p>;
}
