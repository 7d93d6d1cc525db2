// What somebody began at a kiosk, on their own phone: until it is here, why it is not.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Carry } from './carry';
import { begun, type Begun } from './link';
import { phoneVoices } from './texts';

const kAgainMs = 5000;

type State = 'waiting' | 'none' | 'not_here_yet' | 'away' | 'used' | 'expired';

export function Phone({ linked }: { linked: boolean }) {
  const [visit, setVisit] = useState<Begun>();
  const [state, setState] = useState<State>(linked ? 'waiting' : 'none');
  const [turn, setTurn] = useState(0);
  const voice = phoneVoices.speak(...navigator.languages);
  const title = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.documentElement.lang = voice.language;
    document.title = voice.say('title');
  }, []);
  useEffect(() => {
    if (!linked) return;
    let timer = 0;
    const ask = async () => {
      const answer = await begun();
      if (answer.ok) return setVisit(answer.body);
      if (answer.status === 410) return setState(answer.error === 'used' ? 'used' : 'expired');
      setState(answer.error === 'not_here_yet' ? 'not_here_yet' : 'away');
      timer = window.setTimeout(ask, kAgainMs);
    };
    void ask();
    return () => clearTimeout(timer);
  }, [turn]);
  useEffect(() => {
    if (state === 'used' || state === 'expired') title.current?.focus();
  }, [state]);

  if (visit) return <Carry visit={visit} />;
  return (
    <div class="kiosk">
      <main>
        <div class="middle" role="status">
          <h1 ref={title} tabIndex={-1}>
            {voice.say(state === 'waiting' ? 'waiting' : `title.${state}`)}
          </h1>
          {state !== 'waiting' && <p>{voice.say(`text.${state}`)}</p>}
        </div>
        {(state === 'not_here_yet' || state === 'away') && (
          <button type="button" onClick={() => setTurn(turn + 1)}>
            {voice.say('again')}
          </button>
        )}
      </main>
    </div>
  );
}
