import { useEffect, useState } from 'preact/hooks';
import { post, type Session } from './api';
import type { Speaking } from './app';
import { Languages } from './frame';
import { Icon } from './icons';
import { useVoice } from './texts';

interface SignInProps {
  over: boolean; // the session before ended by itself
  speaking: Speaking;
  onEnter(session: Session): void;
}

export function SignIn({ over, speaking, onEnter }: SignInProps) {
  const voice = useVoice();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  useEffect(() => {
    document.title = `${voice.say('sign_in')} · Touchpoint hub`;
  }, [voice]);

  const enter = async () => {
    if (busy || !name || !password) return;
    setBusy(true);
    setFailed('');
    const answer = await post<Session>('/v1/session', { name: name.trim(), password });
    setBusy(false);
    if (answer.ok) return onEnter(answer.body);
    setPassword('');
    document.getElementById('password')?.focus();
    if (answer.status === 429) {
      setFailed(voice.count('sign_in.wait', answer.retryAfterS ?? 1));
    } else {
      setFailed(voice.say(answer.status === 401 ? 'sign_in.wrong' : 'sign_in.failed'));
    }
  };

  return (
    <div class="sign-in">
      <header class="sign-in-top">
        <Languages speaking={speaking} />
      </header>
      <main>
        <form
          class="card sign-in-form"
          onSubmit={(event) => {
            event.preventDefault();
            void enter();
          }}
        >
          <h1>{voice.say('sign_in.title')}</h1>
          {over && !failed && <p class="soft">{voice.say('sign_in.over')}</p>}
          <div class="field">
            <label for="name">{voice.say('sign_in.name')}</label>
            <input
              id="name"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              maxLength={64}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </div>
          <div class="field">
            <label for="password">{voice.say('sign_in.password')}</label>
            <input
              id="password"
              type="password"
              autocomplete="current-password"
              maxLength={256}
              value={password}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
          </div>
          <div role="alert">
            {failed && (
              <p class="failed">
                <Icon name="act" /> {failed}
              </p>
            )}
          </div>
          <button class="primary wide" aria-disabled={busy}>
            {voice.say(busy ? 'sign_in.checking' : 'sign_in')}
          </button>
          <p class="soft small">{voice.say('sign_in.hint')}</p>
        </form>
      </main>
    </div>
  );
}
