// Who may see what: nothing of a customer exists in this page without a person signed in. The lock
// screen replaces the desk as a whole, so that what the desk held goes with it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Session, Touchpoint } from '../shared/api';
import { call } from '../shared/http';
import { Desk } from './desk';
import { Drafts } from './drafts';
import { SignIn } from './sign_in';
import { languages, NowContext, VoiceContext } from './texts';
import { Upkeep } from './upkeep';

const kBootPauseMs = 2000;
const kMinuteMs = 60_000;
const kLookMs = 10_000;

export function App() {
  const [touchpoint, setTouchpoint] = useState<Touchpoint | null>(null);
  const [session, setSession] = useState<Session | null>(null);
  const [trouble, setTrouble] = useState(false);
  const [locked, setLocked] = useState(false);
  const [badge, setBadge] = useState(''); // a colleague's, who takes the counter over
  const [chosen, setChosen] = useState<string | null>(null);
  const entered = useRef<Session | null>(null);
  const leaving = useRef<Promise<unknown>>(Promise.resolve());
  const last = useRef<string>('');
  const drafts = useRef(new Drafts()).current;
  const now = useNow();

  const enter = useCallback((who: Session) => {
    drafts.own(who.name);
    last.current = who.name;
    entered.current = who;
    setLocked(false);
    setBadge('');
    setSession(who);
  }, []);
  // An answer that comes late does not lock out whoever signed in meanwhile.
  const lock = (whose: Session, byItself: boolean) => {
    if (entered.current !== whose) return;
    entered.current = null;
    setLocked(byItself);
    setSession(null);
  };
  // The customer leaves the screen with the tap, not with the device's answer.
  const signOut = (whose: Session) => {
    leaving.current = call('DELETE', '/v1/session');
    lock(whose, false);
  };

  useEffect(() => {
    let timer = 0;
    const boot = async () => {
      const [place, who] = await Promise.all([
        call<Touchpoint>('GET', '/v1/touchpoint'),
        call<Session>('GET', '/v1/session'),
      ]);
      if (!place.ok) {
        setTrouble(true);
        timer = window.setTimeout(boot, kBootPauseMs);
        return;
      }
      if (who.ok) enter(who.body);
      setTouchpoint(place.body);
    };
    void boot();
    return () => clearTimeout(timer);
  }, []);

  // While nobody is signed in no stream tells how the device is.
  useEffect(() => {
    if (!touchpoint || session) return;
    const timer = setInterval(async () => {
      const place = await call<Touchpoint>('GET', '/v1/touchpoint');
      if (place.ok) setTouchpoint(place.body);
    }, kLookMs);
    return () => clearInterval(timer);
  }, [!touchpoint, !session]);

  const voice = useMemo(
    () => languages.speak(chosen ?? touchpoint?.language ?? navigator.language),
    [chosen, touchpoint],
  );
  useEffect(() => {
    document.documentElement.lang = voice.language;
    document.title = `${voice.say('title')} · ${touchpoint?.store_name ?? 'Touchpoint'}`;
  }, [voice, touchpoint]);

  const speaking = {
    language: voice.language,
    all: (touchpoint?.languages ?? []).filter(languages.speaks),
    choose: setChosen,
  };
  return (
    <VoiceContext.Provider value={voice}>
      <NowContext.Provider value={now}>
        {!touchpoint ? (
          <main class="boot" role="status">
            <p>{voice.say(trouble ? 'boot.no_answer' : 'boot.waiting')}</p>
          </main>
        ) : session?.role === 'it' ? (
          <Upkeep
            touchpoint={touchpoint}
            session={session}
            speaking={speaking}
            onLock={() => lock(session, true)}
            onSignOut={() => signOut(session)}
          />
        ) : session ? (
          <Desk
            touchpoint={touchpoint}
            session={session}
            drafts={drafts}
            speaking={speaking}
            onLock={() => lock(session, true)}
            onSignOut={() => signOut(session)}
            onBadge={(code) => {
              setBadge(code);
              signOut(session);
            }}
          />
        ) : (
          <SignIn
            touchpoint={touchpoint}
            last={last.current}
            leaving={leaving.current}
            locked={locked}
            badge={badge}
            speaking={speaking}
            onEnter={enter}
          />
        )}
      </NowContext.Provider>
    </VoiceContext.Provider>
  );
}

export interface Speaking {
  language: string;
  all: string[];
  choose(language: string): void;
}

// The time that relative times are told against.
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), kMinuteMs / 2);
    return () => clearInterval(timer);
  }, []);
  return now;
}
