import type { ComponentChildren, RefObject } from 'preact';
import { capital, nameOf } from '../shared/voice';
import type { Session } from './api';
import type { Speaking } from './app';
import { Icon } from './icons';
import { pages } from './pages';
import { spoken, useVoice } from './texts';
import type { FleetNow } from './use_fleet';

interface FrameProps {
  session: Session;
  fleet: FleetNow;
  place: string;
  speaking: Speaking;
  onSignOut(): void;
  main: RefObject<HTMLElement>;
  children: ComponentChildren;
}

export function Frame({ session, fleet, place, speaking, onSignOut, main, children }: FrameProps) {
  const voice = useVoice();
  const away = fleet.fleet?.mqtt === 'away';
  return (
    <div class="console">
      <header class="top">
        <p class="hub">{fleet.fleet?.name ?? 'Touchpoint'}</p>
        <nav aria-label={voice.say('menu')}>
          <ul>
            {pages.map(
              ({ path, menu }) =>
                menu && (
                  <li key={path}>
                    <a
                      href={`#/${path}`}
                      aria-current={
                        path === place ||
                        (path === 'fleet' && place === 'device') ||
                        (path === 'profiles' && place === 'profile') ||
                        (path === 'staff' && place === 'voices')
                          ? 'page'
                          : undefined
                      }
                    >
                      {voice.say(menu)}
                    </a>
                  </li>
                ),
            )}
          </ul>
        </nav>
        <Languages speaking={speaking} />
        <button
          type="button"
          class="plain leave"
          aria-label={voice.say('sign_out_name', { name: session.name })}
          title={voice.say('sign_out')}
          onClick={onSignOut}
        >
          <span>{session.name}</span> <Icon name="leave" />
        </button>
      </header>
      <div role="status" class="notices">
        {fleet.stale && (
          <p class="notice">
            <Icon name="act" /> {voice.say('stale')}
          </p>
        )}
        {!fleet.stale && away && (
          <p class="notice">
            <Icon name="act" /> {voice.say('broker_away')}
          </p>
        )}
      </div>
      <main ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

export function Languages({ speaking }: { speaking: Speaking }) {
  const voice = useVoice();
  return (
    <ul class="languages" aria-label={voice.say('language')}>
      {spoken.map((language) => (
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
