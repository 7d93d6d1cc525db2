// Sign-in and lock screen in one: a name or a badge, then a PIN.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Session, Touchpoint } from '../shared/api';
import { call } from '../shared/http';
import type { Speaking } from './app';
import { Icon } from './icons';
import { listen } from './keyboard';
import { LanguageChoice } from './language_choice';
import { PinPad } from './pin_pad';
import { useVoice, type Key } from './texts';

interface Props {
  touchpoint: Touchpoint;
  last: string;
  locked: boolean;
  badge: string; // that somebody has just shown; empty: nobody has
  leaving: Promise<unknown>; // who was there before, on their way out
  speaking: Speaking;
  onEnter(session: Session): void;
}

export function SignIn({ touchpoint, last, locked, badge, leaving, speaking, onEnter }: Props) {
  const voice = useVoice();
  const staff = touchpoint.staff ?? [];
  const [name, setName] = useState(locked ? last : '');
  const [typing, setTyping] = useState(staff.length === 0);
  const [said, setSaid] = useState<Key | null>(null);

  // Who shows a badge is known by it; the PIN follows, unless they gave it a short while ago.
  const show = async (code: string) => {
    setSaid(null);
    await leaving;
    const answer = await call<Session>('POST', '/v1/session/badge', JSON.stringify({ code }));
    if (answer.ok && answer.status === 200) return onEnter(answer.body);
    if (answer.ok) return setName(answer.body.name);
    setSaid(notLetIn(answer.status));
  };
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => void (badge && latest.current(badge)), [badge]);
  // While a name is chosen its PIN pad listens.
  useLayoutEffect(() => {
    if (name) return;
    return listen({ scanned: (code) => void latest.current(code), typed: () => undefined });
  }, [name]);

  const shown = staff.find((one) => one.name === name)?.display_name ?? name;

  return (
    <main class="sign-in">
      <header class="sign-in-top">
        <p class="place">
          <b>{touchpoint.store_name}</b> <span>{touchpoint.touchpoint}</span>
        </p>
        <LanguageChoice speaking={speaking} />
      </header>
      {touchpoint.recording === false && (
        <p class="notice alarm" role="status">
          <Icon name="warning" /> {voice.say('link.not_recording')}
        </p>
      )}
      <div class="sign-in-body">
        {name ? (
          <PinPad
            key={name}
            name={name}
            shown={shown}
            locked={locked && name === last}
            leaving={leaving}
            problem={said}
            onBadge={(code) => void show(code)}
            onBack={() => {
              setSaid(null);
              setName('');
            }}
            onEnter={onEnter}
          />
        ) : (
          <section class="names" aria-labelledby="who">
            <h1 id="who">{voice.say('sign_in.title')}</h1>
            <p class="said" role="status">
              {said ? (
                <>
                  <Icon name="warning" size={20} /> {voice.say(said)}
                </>
              ) : (
                voice.say('sign_in.or_badge')
              )}
            </p>
            {!typing && (
              <ul class="tiles">
                {staff.map((one) => (
                  <li key={one.name}>
                    <button type="button" class="tile" onClick={() => setName(one.name)}>
                      <span class="initials" aria-hidden="true">
                        {initials(one.display_name)}
                      </span>
                      {one.display_name}
                    </button>
                  </li>
                ))}
              </ul>
            )}
            {typing ? (
              <NameField onName={setName} />
            ) : (
              <button type="button" class="plain" onClick={() => setTyping(true)}>
                {voice.say('sign_in.other')}
              </button>
            )}
          </section>
        )}
      </div>
    </main>
  );
}

function notLetIn(status: number): Key {
  if (status === 401) return 'sign_in.no_badge';
  return status === 403 ? 'sign_in.badge_refused' : 'sign_in.failed';
}

function initials(name: string): string {
  const words = name.replace(/\./g, '').split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join('');
}

function NameField({ onName }: { onName(name: string): void }) {
  const voice = useVoice();
  const [text, setText] = useState('');
  return (
    <form
      class="name-field"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) onName(text.trim().toLowerCase());
      }}
    >
      <label for="name">{voice.say('sign_in.name')}</label>
      <div class="row">
        <input
          id="name"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={64}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button class="primary">{voice.say('sign_in.continue')}</button>
      </div>
    </form>
  );
}
