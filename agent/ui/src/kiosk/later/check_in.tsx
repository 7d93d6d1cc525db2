// Somebody is here for their order: they type its number or show its code, and staff are told. Nobody
// looks whether there is such an order: this screen would say so to anybody.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Touchpoint } from '../../shared/api';
import { call } from '../../shared/http';
import { interaction, record, type Interaction } from '../../shared/interaction';
import { send as sendKept, waits } from '../../tablet/queue';
import { NumberForm, type NumberState } from './number_form';
import { useLater } from './texts';

const kLookMs = 3000;
const kStayMs = 15_000;
const kWorthMs = 30 * 60_000; // nobody stands there any longer
const kNumber = /^[A-Za-z0-9./_-]{1,40}$/;

interface Props {
  onBack(): void;
  onLeave(): void;
}

export function CheckIn({ onBack, onLeave }: Props) {
  const [state, setState] = useState<NumberState | 'told'>('asked');
  const what = useRef<Interaction | null>(null); // sent again as it is, however often
  const gone = useRef(false);
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );

  const send = async (order_id: string) => {
    if (!kNumber.test(order_id)) return setState('bad');
    what.current ??= interaction('touchpoint.collection.announced', { order_id });
    setState('sending');
    const answer = TABLET
      ? await sendKept(what.current, what.current.id, Date.now() + kWorthMs)
      : await record(what.current);
    if (gone.current) return;
    if (answer.ok) return setState('told');
    const refused = answer.status === 422;
    if (refused) what.current = null;
    setState(refused ? 'bad' : answer.status === 429 ? 'many' : 'failed');
  };
  if (state === 'told') return <Told id={what.current!.id} onLeave={onLeave} />;
  return (
    <NumberForm
      words="collect"
      state={state}
      most={40}
      onChange={() => {
        what.current = null;
        setState('asked');
      }}
      onSend={send}
      onBack={onBack}
    />
  );
}

// Recorded, or on this tablet still; who can see it is asked again and again, because that may change while
// they stand here.
function Told({ id, onLeave }: { id: string; onLeave(): void }) {
  const voice = useLater();
  const [hear, setHear] = useState<Touchpoint['staff_hear'] | 'kept'>();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    let timer = 0;
    const ask = async () => {
      const answer = await call<Touchpoint>('GET', '/v1/touchpoint');
      const kept = TABLET && (await waits(id));
      setHear(kept ? 'kept' : (answer.ok && answer.body.staff_hear) || 'nobody');
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
  const alone = hear === 'nobody' || hear === 'kept';
  return (
    <main class={alone ? '' : 'thanks'}>
      <h1 ref={title} tabIndex={-1}>
        {voice.say(hear ? `collect.${hear}` : 'collect.sending')}
      </h1>
      <p role="status">{hear && !alone && voice.say('collect.wait')}</p>
      <button type="button" onClick={onLeave}>
        {voice.say('collect.done')}
      </button>
    </main>
  );
}
