import type it from '../../../locales/it.json';
import { voices } from '../../shared/voice';
import { useVoice } from '../texts';

export type Key = keyof (typeof it)['kiosk_later'];

const languages = voices<Key>(
  import.meta.glob<Record<Key, string>>('../../../locales/*.json', {
    eager: true,
    import: 'kiosk_later',
    query: '?later', // a module of its own: one and the same would be fetched with the first page
  }),
);

// What is said later is said in the language of what was said first.
export const useLater = () => languages.speak(useVoice().language);
