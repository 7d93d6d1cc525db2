// Before a tablet is paired: whom it must trust, and the code that staff say. The code is asked for
// only once the browser trusts the device, so that it is told to nobody else.
import { useEffect, useState } from 'preact/hooks';
import { call } from '../shared/http';
import { capital, nameOf } from '../shared/voice';
import { languages } from './texts';

interface Authority {
  store_name: string;
  language: string;
  fingerprint: string;
}

const kSpoken = ['it', 'en'].filter(languages.speaks);

export function Pairing({ trusts, onPaired }: { trusts: boolean; onPaired(name: string): void }) {
  const [authority, setAuthority] = useState<Authority | null>(null);
  const [language, setLanguage] = useState(navigator.language);
  const voice = languages.speak(language);
  useEffect(() => {
    void call<Authority>('GET', '/v1/tablet/authority').then((answer) => {
      if (answer.ok) setAuthority(answer.body);
    });
  }, []);
  useEffect(() => {
    document.documentElement.lang = voice.language;
    document.title = voice.say('pair.title');
  }, [voice]);
  return (
    <div class="kiosk pairing">
      <header>
        <p>{authority?.store_name}</p>
      </header>
      <main>
        <h1>{voice.say(trusts ? 'pair.title' : 'trust.title')}</h1>
        {trusts ? (
          <Code voice={voice} onPaired={onPaired} />
        ) : (
          <Trust voice={voice} fingerprint={authority?.fingerprint ?? ''} />
        )}
      </main>
      <footer>
        <ul aria-label={voice.say('languages')}>
          {kSpoken.map((one) => (
            <li key={one}>
              <button
                type="button"
                lang={one}
                aria-pressed={one === voice.language}
                onClick={() => setLanguage(one)}
              >
                {capital(nameOf(one), one)}
              </button>
            </li>
          ))}
        </ul>
      </footer>
    </div>
  );
}

type Speaking = { voice: ReturnType<typeof languages.speak> };

function Code({ voice, onPaired }: Speaking & { onPaired(name: string): void }) {
  const [code, setCode] = useState('');
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy || code.length !== 8) return;
    setBusy(true);
    const answer = await call<{ name: string }>(
      'POST',
      '/v1/tablet/pairing',
      JSON.stringify({ code }),
    );
    setBusy(false);
    if (answer.ok) return onPaired(answer.body.name);
    const wrong = answer.status === 403;
    if (wrong) setCode('');
    setSaid(voice.say(wrong ? 'pair.wrong' : answer.status === 429 ? 'pair.wait' : 'pair.failed'));
  };
  return (
    <form class="words" onSubmit={send}>
      <p id="how">{voice.say('pair.how')}</p>
      <label for="code">{voice.say('pair.code')}</label>
      <input
        id="code"
        type="text"
        inputMode="numeric"
        autocomplete="off"
        aria-describedby="how"
        value={code.replace(/^(.{4})(.+)/, '$1 $2')}
        onInput={(event) => {
          setCode((event.target as HTMLInputElement).value.replace(/\D/g, '').slice(0, 8));
          setSaid('');
        }}
      />
      <button type="submit" class="main" aria-disabled={code.length !== 8 || busy}>
        {voice.say('pair.send')}
      </button>
      <p role="status">{said}</p>
    </form>
  );
}

function Trust({ voice, fingerprint }: Speaking & { fingerprint: string }) {
  return (
    <div class="words trust">
      <p>{voice.say('trust.how')}</p>
      <p class="choices">
        <a href="/v1/tablet/authority.crt" download>
          {voice.say('trust.certificate')}
        </a>
        <a href="/v1/tablet/authority.mobileconfig">{voice.say('trust.profile')}</a>
      </p>
      <p>{voice.say('trust.compare')}</p>
      <p class="print">
        <code>{fingerprint.toUpperCase().match(/.{4}/g)?.join(' ')}</code>
      </p>
      <button type="button" class="main" onClick={() => location.reload()}>
        {voice.say('trust.again')}
      </button>
    </div>
  );
}
