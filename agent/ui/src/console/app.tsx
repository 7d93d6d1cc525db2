// Nothing of the hub is on this page without an operator signed in; when the session is over, all
// of it goes with it.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { call } from '../shared/http';
import { get, type Session } from './api';
import { Frame } from './frame';
import { placeOf } from './pages';
import { SignIn } from './sign_in';
import { languages, NowContext, VoiceContext } from './texts';
import { useFleet } from './use_fleet';

const kBootPauseMs = 2000;
const kHalfMinuteMs = 30_000;

export function App() {
  const [session, setSession] = useState<Session | null | undefined>(undefined); // not known yet
  const [trouble, setTrouble] = useState(false);
  const [over, setOver] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const now = useNow();
  const voice = useMemo(() => languages.speak(chosen ?? navigator.language, 'en'), [chosen]);

  useEffect(() => {
    let timer = 0;
    const boot = async () => {
      const who = await get<Session>('/v1/session');
      if (who.ok || who.status === 401) return setSession(who.ok ? who.body : null);
      setTrouble(true);
      timer = window.setTimeout(boot, kBootPauseMs);
    };
    void boot();
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    document.documentElement.lang = voice.language;
  }, [voice]);

  const speaking = { language: voice.language, choose: setChosen };
  return (
    <VoiceContext.Provider value={voice}>
      <NowContext.Provider value={now}>
        {session === undefined ? (
          <main class="boot" role="status">
            <p>{voice.say(trouble ? 'boot.no_answer' : 'boot.waiting')}</p>
          </main>
        ) : session === null ? (
          <SignIn
            over={over}
            speaking={speaking}
            onEnter={(who) => {
              setOver(false);
              setSession(who);
            }}
          />
        ) : (
          <Console
            session={session}
            speaking={speaking}
            onOver={() => {
              setOver(true);
              setSession(null);
            }}
            onSignOut={() => {
              void call('DELETE', '/v1/session');
              setSession(null);
            }}
          />
        )}
      </NowContext.Provider>
    </VoiceContext.Provider>
  );
}

export interface Speaking {
  language: string;
  choose(language: string): void;
}

interface ConsoleProps {
  session: Session;
  speaking: Speaking;
  onOver(): void;
  onSignOut(): void;
}

function Console({ session, speaking, onOver, onSignOut }: ConsoleProps) {
  const fleet = useFleet(onOver);
  const [place, setPlace] = useState(() => placeOf(location.hash));
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    const moved = () => {
      setPlace(placeOf(location.hash));
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    };
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  const Draw = place.page.draw;
  return (
    <Frame
      session={session}
      fleet={fleet}
      place={place.page.path}
      speaking={speaking}
      onSignOut={onSignOut}
      main={main}
    >
      <Draw key={location.hash} now={fleet} rest={place.rest} />
    </Frame>
  );
}

// The time that relative times are told against.
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), kHalfMinuteMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
