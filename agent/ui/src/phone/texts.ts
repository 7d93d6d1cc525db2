import type it from '../../locales/it.json';
import { voices } from '../shared/voice';

export type Key = keyof (typeof it)['phone'];

export const phoneVoices = voices<Key>(
  import.meta.glob<Record<Key, string>>('../../locales/*.json', { eager: true, import: 'phone' }),
);
