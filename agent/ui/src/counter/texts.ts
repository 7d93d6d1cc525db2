// The counter's texts, and what is said the same way in several places.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type it from '../../locales/it.json';
import { voices, type Voice } from '../shared/voice';
import { daysBetween, moments, type Moments } from '../shared/moments';

export type Key = keyof (typeof it)['counter'];
export type CounterVoice = Voice<Key>;

export const languages = voices<Key>(
  import.meta.glob<Record<Key, string>>('../../locales/*.json', { eager: true, import: 'counter' }),
);

export const VoiceContext = createContext<CounterVoice>(languages.speak('it'));
export const useVoice = () => useContext(VoiceContext);

export const NowContext = createContext(new Date());
export function useMoments(): Moments & { now: Date } {
  const { region } = useVoice();
  const now = useContext(NowContext);
  return { ...moments(region, now), now };
}

// "dalle 10:42", "da ieri 18:40", "dal 12 nov"
export function since(voice: CounterVoice, at: Moments & { now: Date }, time: Date): string {
  const days = daysBetween(time, at.now);
  if (days === 0) return voice.say('since.today', { time: at.clock(time) });
  if (days < 7) return voice.say('since.day', { time: `${at.day(time)} ${at.clock(time)}` });
  return voice.say('since.date', { time: at.day(time) });
}

// "ieri", "martedì", "il 12 nov"
export function onDay(voice: CounterVoice, at: Moments & { now: Date }, time: Date): string {
  const days = daysBetween(time, at.now);
  const key = days < 2 ? 'on.day' : days < 7 ? 'on.weekday' : 'on.date';
  return voice.say(key, { time: at.day(time) });
}

// The text of `key`, or of `otherwise` when the device says a word that this page does not know.
export function sayAny(voice: CounterVoice, key: string, otherwise: string): string {
  return voice.has(key) ? voice.say(key) : otherwise;
}
