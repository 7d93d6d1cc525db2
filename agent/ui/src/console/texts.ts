// The console's texts, and what is said the same way in several places.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type it from '../../locales/it.json';
import { moments, type Moments } from '../shared/moments';
import { voices, type Voice } from '../shared/voice';

export type Key = keyof (typeof it)['console'];
export type ConsoleVoice = Voice<Key>;

export const languages = voices<Key>(
  import.meta.glob<Record<Key, string>>('../../locales/*.json', { eager: true, import: 'console' }),
);
export const spoken = ['it', 'en'].filter(languages.speaks);

export const VoiceContext = createContext<ConsoleVoice>(languages.speak('it'));
export const useVoice = () => useContext(VoiceContext);

export const NowContext = createContext(new Date());
export function useMoments(): Moments & { now: Date } {
  const { region } = useVoice();
  const now = useContext(NowContext);
  return { ...moments(region, now), now };
}

// The text of `key`, or of `otherwise` when the hub says a word that this page does not know.
export const sayAny = (voice: ConsoleVoice, key: string, otherwise: string): string =>
  voice.has(key) ? voice.say(key) : otherwise;

const kMiB = 1024 * 1024;
// "23 MB", "1,4 GB": as people read disks.
export function bytesText(region: string, bytes: number): string {
  const large = bytes >= 1000 * kMiB;
  return new Intl.NumberFormat(region, {
    style: 'unit',
    unit: large ? 'gigabyte' : 'megabyte',
    maximumFractionDigits: large ? 1 : 0,
  }).format(bytes / (large ? 1024 * kMiB : kMiB));
}

export const numberText = (region: string, value: number): string =>
  new Intl.NumberFormat(region).format(value);
