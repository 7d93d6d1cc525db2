// The kiosk: a question, its answer, thanks, and the start again. One customer's time here is one
// `Visit`, which is thrown away as a whole: nothing of it is kept, in memory or elsewhere.
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Touchpoint } from '../shared/api';
import { call } from '../shared/http';
import { languages } from './texts';
import { Visit } from './visit';

const kPauseMs = 3000;

export function App() {
  const [touchpoint, setTouchpoint] = useState<Touchpoint | null>(null);
  const [trouble, setTrouble] = useState(false);
  const [visit, setVisit] = useState(0);

  // Asked again at each start, so that new questions need no reload.
  useEffect(() => {
    let timer = 0;
    const ask = async () => {
      const answer = await call<Touchpoint>('GET', '/v1/touchpoint');
      if (answer.ok) setTouchpoint(answer.body);
      else setTrouble(true);
      if (answer.ok && answer.body.recording !== false) return;
      timer = window.setTimeout(ask, kPauseMs);
    };
    void ask();
    return () => clearTimeout(timer);
  }, [visit]);

  const leave = useCallback(() => setVisit((n) => n + 1), []);
  if (touchpoint) return <Visit key={visit} touchpoint={touchpoint} onLeave={leave} />;
  const voice = languages.speak(navigator.language);
  return (
    <main class="kiosk" lang={voice.language}>
      <h1 class="middle" role="status">
        {voice.say(trouble ? 'no_answer' : 'waiting')}
      </h1>
    </main>
  );
}
