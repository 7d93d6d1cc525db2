import type it from '../../locales/it.json';
import type { Key as KioskKey } from '../kiosk/texts';
import { voices, type Voice } from '../shared/voice';

export type Key = keyof (typeof it)['tablet'];

// Pure: the kiosk's page names this module, and takes nothing of it.
export const languages = /* @__PURE__ */ voices<Key>(
  import.meta.glob<Record<Key, string>>('../../locales/*.json', { eager: true, import: 'tablet' }),
);

const instead: Partial<Record<KioskKey, Key>> = {
  thanks: 'saved',
  'thanks.more': 'saved.more',
};
const made = new Map<string, Voice<KioskKey>>();

// The kiosk's words, with those for "recorded" changed into "saved here": it is not recorded yet.
export function savedVoice(kiosk: Voice<KioskKey>): Voice<KioskKey> {
  const before = made.get(kiosk.language);
  if (before) return before;
  const own = languages.speak(kiosk.language);
  const voice: Voice<KioskKey> = {
    ...kiosk,
    say: (key, values) => {
      const other = instead[key];
      return other ? own.say(other) : kiosk.say(key, values);
    },
  };
  made.set(kiosk.language, voice);
  return voice;
}

// What stands under the thanks then, whatever the survey has for it.
export const savedEnd = (language: string) => languages.speak(language).say('saved.end');
