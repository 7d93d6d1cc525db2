import { capital, nameOf } from '../shared/voice';
import type { Speaking } from './app';
import { useVoice } from './texts';

export function LanguageChoice({ speaking }: { speaking: Speaking }) {
  const voice = useVoice();
  if (speaking.all.length < 2) return null;
  return (
    <ul class="languages" aria-label={voice.say('header.language')}>
      {speaking.all.map((language) => (
        <li key={language}>
          <button
            type="button"
            class="plain"
            lang={language}
            aria-pressed={language === speaking.language}
            onClick={() => speaking.choose(language)}
          >
            {capital(nameOf(language), language)}
          </button>
        </li>
      ))}
    </ul>
  );
}
