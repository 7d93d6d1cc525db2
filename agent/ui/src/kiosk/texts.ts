import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type it from '../../locales/it.json';
import { voices } from '../shared/voice';

export type Key = keyof (typeof it)['kiosk'];

export const languages = voices<Key>(
  import.meta.glob<Record<Key, string>>('../../locales/*.json', { eager: true, import: 'kiosk' }),
);

export const VoiceContext = createContext(languages.speak('it'));
export const useVoice = () => useContext(VoiceContext);
