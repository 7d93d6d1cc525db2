// The PIN, by touch or keyboard. What is scanned here is a badge, or nothing; it is not taken for a PIN.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../shared/api';
import { call } from '../shared/http';
import { Icon } from './icons';
import { listen } from './keyboard';
import { useVoice, type Key } from './texts';

const kPinMin = 6;
const kPinMax = 12;

type Said = { key: Key; until?: number } | null;

interface Props {
  name: string;
  shown: string;
  locked: boolean;
  leaving: Promise<unknown>; // a session that must have ended first: it takes its cookie with it
  problem: Key | null; // of the badge that was shown last
  onBadge(code: string): void;
  onBack(): void;
  onEnter(session: Session): void;
}

export function PinPad({ name, shown, locked, leaving, problem, onBadge, onBack, onEnter }: Props) {
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
    await leaving;
    const answer = await call<Session>('POST', '/v1/session', JSON.stringify({ name, pin }));
    if (answer.ok) return onEnter(answer.body);
    setChecking(false);
    setPin('');
    setSaid(refusal(answer.status, answer.retryAfterS));
  };

  useEffect(() => {
    if (problem) setSaid({ key: problem });
  }, [problem]);

  const actions = useRef({ add, erase, submit, onBadge });
  actions.current = { add, erase, submit, onBadge };
  // Before the first picture: the keys of somebody who is quick are not lost.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Backspace') actions.current.erase();
      if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) {
        void actions.current.submit();
      }
    };
    const stop = listen({
      scanned: (code) => actions.current.onBadge(code),
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
