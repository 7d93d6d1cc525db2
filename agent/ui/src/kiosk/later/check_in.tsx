// Somebody is here for their order: they type its number or show its code, and staff are told. Nobody
// looks whether there is such an order: this screen would say so to anybody.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Touchpoint } from '../../shared/api';
import { call } from '../../shared/http';
import { interaction, record, type Interaction } from '../../shared/interaction';
import { useLater, type Key } from './texts';

const kLookMs = 3000;
const kStayMs = 15_000;
const kNumber = /^[A-Za-z0-9./_-]{1,40}$/;

interface Props {
  onBack(): void;
  onLeave(): void;
}

type State = 'asked' | 'bad' | 'sending' | 'failed' | 'told';

export function CheckIn({ onBack, onLeave }: Props) {
  const voice = useLater();
  const [number, setNumber] = useState('');
  const [state, setState] = useState<State>('asked');
  const what = useRef<Interaction | null>(null); // sent again as it is, however often
  const gone = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus(); // a scanner types into it
    return () => {
      gone.current = true;
    };
  }, []);

  const send = async (event: Event) => {
    event.preventDefault();
    if (state === 'sending') return;
    const order_id = number.trim();
    if (!kNumber.test(order_id)) return setState('bad');
    what.current ??= interaction('touchpoint.collection.announced', { order_id });
    setState('sending');
    const answer = await record(what.current);
    if (gone.current) return;
    if (answer.ok) return setState('told');
    const refused = answer.status === 422;
    if (refused) what.current = null;
    setState(refused ? 'bad' : 'failed');
  };
  if (state === 'told') return <Told onLeave={onLeave} />;
  return (
    <main>
      <h1 id="question">{voice.say('collect.title')}</h1>
      <p id="how">{voice.say('collect.how')}</p>
      <form class="words" autocomplete="off" onSubmit={send}>
        <input
          ref={field}
          type="text"
          aria-label={voice.say('collect.number')}
          aria-describedby="how"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={40}
          value={number}
          readOnly={state === 'sending'}
          onInput={(event) => {
            what.current = null;
            setState('asked');
            setNumber(event.currentTarget.value);
          }}
        />
        <button type="submit" class="main" aria-disabled={!number.trim()}>
          {voice.say('collect.send')}
        </button>
      </form>
      <div class="below">
        <div class="said" role="status">
          {state !== 'asked' && <p>{voice.say(`collect.${state}` as Key)}</p>}
        </div>
        <p class="choices">
          <button type="button" class="enough" onClick={onBack}>
            {voice.say('collect.back')}
          </button>
        </p>
      </div>
    </main>
  );
}

// Recorded; who can see it is asked again and again, because that may change while they stand here.
function Told({ onLeave }: { onLeave(): void }) {
  const voice = useLater();
  const [hear, setHear] = useState<Touchpoint['staff_hear']>();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    let timer = 0;
    const ask = async () => {
      const answer = await call<Touchpoint>('GET', '/v1/touchpoint');
      setHear((answer.ok && answer.body.staff_hear) || 'nobody');
      timer = window.setTimeout(ask, kLookMs);
    };
    void ask();
    const end = setTimeout(onLeave, kStayMs);
    return () => {
      clearTimeout(timer);
      clearTimeout(end);
    };
  }, []);
  useEffect(() => title.current?.focus(), [hear]); // said again when it says something else
  return (
    <main class={hear === 'nobody' ? '' : 'thanks'}>
      <h1 ref={title} tabIndex={-1}>
        {voice.say(hear ? `collect.${hear}` : 'collect.sending')}
      </h1>
      <p role="status">{hear && hear !== 'nobody' && voice.say('collect.wait')}</p>
      <button type="button" onClick={onLeave}>
        {voice.say('collect.done')}
      </button>
    </main>
  );
}
