// Sign-in and lock screen in one: a name, then a PIN by touch or keyboard. A card scanned here is
// not taken for a PIN.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Session, Touchpoint } from '../shared/api';
import { call } from '../shared/http';
import type { Speaking } from './app';
import { Icon } from './icons';
import { listen } from './keyboard';
import { LanguageChoice } from './language_choice';
import { useVoice, type Key } from './texts';

const kPinMin = 6;
const kPinMax = 12;

interface Props {
  touchpoint: Touchpoint;
  last: string;
  locked: boolean;
  speaking: Speaking;
  onEnter(session: Session): void;
}

export function SignIn({ touchpoint, last, locked, speaking, onEnter }: Props) {
  const voice = useVoice();
  const staff = touchpoint.staff ?? [];
  const [name, setName] = useState(locked ? last : '');
  const [typing, setTyping] = useState(staff.length === 0);
  const shown = staff.find((one) => one.name === name)?.display_name ?? name;

  return (
    <main class="sign-in">
      <header class="sign-in-top">
        <p class="place">
          <b>{touchpoint.store_name}</b> · {touchpoint.touchpoint}
        </p>
        <LanguageChoice speaking={speaking} />
      </header>
      <div class="sign-in-body">
        {name ? (
          <PinPad
            key={name}
            name={name}
            shown={shown}
            locked={locked && name === last}
            onBack={() => setName('')}
            onEnter={onEnter}
          />
        ) : (
          <section class="names" aria-labelledby="who">
            <h1 id="who">{voice.say('sign_in.title')}</h1>
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

type Said = { key: Key; until?: number } | null;

interface PinProps {
  name: string;
  shown: string;
  locked: boolean;
  onBack(): void;
  onEnter(session: Session): void;
}

function PinPad({ name, shown, locked, onBack, onEnter }: PinProps) {
  const voice = useVoice();
  const [pin, setPin] = useState('');
  const [checking, setChecking] = useState(false);
  const [said, setSaid] = useState<Said>(locked ? { key: 'sign_in.locked' } : null);
  const wait = useCountdown(said?.until);
  const waiting = wait > 0;
  const disabled = said?.key === 'sign_in.disabled';
  const blocked = checking || waiting || disabled;

  const add = (digits: string) => {
    if (blocked) return;
    setSaid(null);
    setPin((now) => (now + digits.replace(/\D/g, '')).slice(0, kPinMax));
  };
  const erase = () => !blocked && setPin((now) => now.slice(0, -1));
  const submit = async () => {
    if (blocked) return;
    if (pin.length < kPinMin) return setSaid({ key: 'sign_in.short' });
    setChecking(true);
    const answer = await call<Session>('POST', '/v1/session', JSON.stringify({ name, pin }));
    if (answer.ok) return onEnter(answer.body);
    setChecking(false);
    setPin('');
    setSaid(refusal(answer.status, answer.retryAfterS));
  };

  const actions = useRef({ add, erase, submit, setSaid });
  actions.current = { add, erase, submit, setSaid };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Backspace') actions.current.erase();
      if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) {
        void actions.current.submit();
      }
    };
    const stop = listen({
      scanned: () => actions.current.setSaid({ key: 'sign_in.scan_first' }),
      typed: (text) => actions.current.add(text),
    });
    window.addEventListener('keydown', onKey);
    return () => {
      stop();
      window.removeEventListener('keydown', onKey);
    };
  }, []);

  const message = checking
    ? voice.say('sign_in.checking')
    : waiting
      ? voice.say('sign_in.wait', { time: `${wait} s` })
      : said && !said.until
        ? voice.say(said.key)
        : '';
  return (
    <section class="pin" aria-labelledby="pin-title">
      <button type="button" class="plain" onClick={onBack}>
        <Icon name="back" /> {voice.say('sign_in.back')}
      </button>
      <h1 id="pin-title">{voice.say('sign_in.pin', { name: shown.split(' ')[0]! })}</h1>
      <p class="dots">
        <span class="unseen">{voice.count('sign_in.digits', pin.length)}</span>
        {Array.from({ length: Math.max(kPinMin, pin.length) }, (_, i) => (
          <i key={i} class={i < pin.length ? 'dot full' : 'dot'} />
        ))}
      </p>
      <p class="said" role="status">
        {message && !checking && <Icon name={disabled ? 'lock' : 'warning'} size={20} />}
        {message}
      </p>
      <div class="pad">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
          <button type="button" key={digit} disabled={blocked} onClick={() => add(digit)}>
            {digit}
          </button>
        ))}
        <button
          type="button"
          disabled={blocked || !pin}
          aria-label={voice.say('sign_in.erase')}
          onClick={erase}
        >
          <Icon name="erase" size={28} />
        </button>
        <button type="button" disabled={blocked} onClick={() => add('0')}>
          0
        </button>
        <button type="button" class="primary" disabled={blocked} onClick={() => void submit()}>
          {voice.say('sign_in.enter')}
        </button>
      </div>
    </section>
  );
}

function refusal(status: number, retryAfterS: number | null): Said {
  if (status === 429) {
    return { key: 'sign_in.wait', until: Date.now() + (retryAfterS ?? 30) * 1000 };
  }
  if (status === 401) return { key: 'sign_in.wrong' };
  if (status === 403) return { key: 'sign_in.disabled' };
  return { key: 'sign_in.failed' };
}

// Seconds until then, counted down.
function useCountdown(until: number | undefined): number {
  const left = () => (until ? Math.max(0, Math.ceil((until - Date.now()) / 1000)) : 0);
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left);
    if (!until) return;
    const timer = setInterval(() => setSeconds(left), 250);
    return () => clearInterval(timer);
  }, [until]);
  return seconds;
}
