// Whoever answered may say who they are: only when they want to, only behind what it means, and only by a
// number that they show. The device records it and looks nobody up; every number is answered alike, and no
// name comes to this screen.
import { useEffect, useRef, useState } from 'preact/hooks';
import { interaction, record, type Interaction } from '../../shared/interaction';
import { words, type Survey } from '../../shared/survey';
import { NumberForm, type NumberState, type Via } from './number_form';
import { useLater } from './texts';

const kStayMs = 15_000;
const kNumberMax = 128;

interface Props {
  survey: Survey;
  response: string; // whose answers
  languages: string[];
  onBack(): void;
  onLeave(): void;
}

export function Identify({ survey, response, languages, onBack, onLeave }: Props) {
  const voice = useLater();
  const { version, text } = survey.identify!;
  const [agreed, setAgreed] = useState(false);
  const [state, setState] = useState<NumberState | 'tied'>('asked');
  const what = useRef<Interaction | null>(null); // sent again as it is, however often
  const gone = useRef(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
    return () => {
      gone.current = true;
    };
  }, []);

  const send = async (code: string, via: Via) => {
    what.current ??= interaction('touchpoint.answers.claimed', {
      response,
      code,
      via,
      text_version: version,
      language: voice.language,
    });
    setState('sending');
    const answer = await record(what.current);
    if (gone.current) return;
    if (answer.ok) return setState('tied');
    const refused = answer.status === 422;
    if (refused) what.current = null;
    setState(refused ? 'bad' : answer.status === 429 ? 'many' : 'failed');
  };

  if (state === 'tied') return <Tied response={response} onLeave={onLeave} />;
  if (agreed) {
    return (
      <NumberForm
        words="who"
        state={state}
        most={kNumberMax}
        onChange={() => {
          what.current = null;
          setState('asked');
        }}
        onSend={send}
        onBack={onBack}
      />
    );
  }
  return (
    <main>
      <h1 id="question" ref={title} tabIndex={-1}>
        {voice.say('who.ask')}
      </h1>
      <p>{words(text, ...languages)}</p>
      <div class="list" role="group" aria-labelledby="question">
        <button type="button" onClick={() => setAgreed(true)}>
          {voice.say('who.yes')}
        </button>
        <button type="button" onClick={onBack}>
          {voice.say('who.no')}
        </button>
      </div>
    </main>
  );
}

// To take it back is one tap, as long as they stand here.
function Tied({ response, onLeave }: { response: string; onLeave(): void }) {
  const voice = useLater();
  const [state, setState] = useState<'tied' | 'undoing' | 'undone' | 'stuck'>('tied');
  const what = useRef<Interaction | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
    if (state === 'undoing') return;
    const end = setTimeout(onLeave, kStayMs);
    return () => clearTimeout(end);
  }, [state]);
  const undo = async () => {
    if (state === 'undoing') return;
    what.current ??= interaction('touchpoint.answers.released', { response });
    setState('undoing');
    const answer = await record(what.current);
    setState(answer.ok ? 'undone' : 'stuck');
  };
  return (
    <main class="thanks">
      <h1 ref={title} tabIndex={-1}>
        {voice.say(`who.${state}`)}
      </h1>
      {state === 'tied' && <p>{voice.say('who.if')}</p>}
      <button type="button" onClick={onLeave}>
        {voice.say('again')}
      </button>
      {state !== 'undone' && (
        <button type="button" class="enough" onClick={undo}>
          {voice.say('who.undo')}
        </button>
      )}
    </main>
  );
}
