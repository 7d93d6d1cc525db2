// The kiosk: a question, its answer, thanks, and the start again. One customer's time here is one
// `Visit`, which is thrown away as a whole: nothing of it is kept, in memory or elsewhere.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Touchpoint } from '../shared/api';
import { call } from '../shared/http';
import { languages } from './texts';
import { useLater } from './use_later';
import { Visit } from './visit';

const kPauseMs = 3000;
const kLookMs = 10_000;

export function App({ first = null }: { first?: Touchpoint | null }) {
  const [touchpoint, setTouchpoint] = useState(first);
  const [trouble, setTrouble] = useState(false);
  const [visit, setVisit] = useState(0);
  const touched = useRef(false);

  // Asked at each start, so that new questions need no reload, and then again and again: where
  // nothing can be recorded nothing is asked. Never in the middle of somebody's answer.
  useEffect(() => {
    let timer = 0;
    touched.current = false;
    const ask = async () => {
      const answer = await call<Touchpoint>('GET', '/v1/touchpoint');
      if (!answer.ok) setTrouble(true);
      else if (!touched.current) setTouchpoint(answer.body);
      timer = window.setTimeout(ask, answer.ok && answer.body.recording !== false ? kLookMs : kPauseMs);
    };
    if (first && !visit) timer = window.setTimeout(ask, kLookMs);
    else void ask();
    return () => clearTimeout(timer);
  }, [visit]);

  const later = useLater();
  const leave = useCallback(() => setVisit((n) => n + 1), []);
  const onTouch = () => (touched.current = true);
  if (touchpoint) {
    return (
      <Visit
        key={visit}
        touchpoint={touchpoint}
        later={later}
        onTouch={onTouch}
        onLeave={leave}
      />
    );
  }
  const voice = languages.speak(navigator.language);
  return (
    <main class="kiosk" lang={voice.language}>
      <div class="middle" role="status">
        <h1>{voice.say(trouble ? 'no_answer' : 'waiting')}</h1>
      </div>
    </main>
  );
}
