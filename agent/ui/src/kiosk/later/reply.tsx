// The survey promises an answer: by when, and only whoever wants it says where. The address lives here,
// and goes with the visit.
import { useEffect, useRef, useState } from 'preact/hooks';
import { record, interaction, type Interaction } from '../../shared/interaction';
import { words, type Answers, type Promised, type Survey } from '../../shared/survey';
import { send as sendKept } from '../../tablet/queue';
import { useLater, type Key } from './texts';

const kHour = 3_600_000;
const kTextMax = 1900;

interface Props {
  survey: Survey;
  response: string;
  answers: Answers;
  store: string;
  languages: string[];
  onDone(): void;
}
type State = 'asked' | 'sending' | 'bad' | 'failed';

const looksRight = {
  email: /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/,
  phone: /^(?=(\D*\d){6,15}\D*$)[\d\s+().-]+$/,
};

export function Reply({ survey, response, answers, store, languages, onDone }: Props) {
  const voice = useLater();
  const { hours, channels, text, version } = survey.promise!;
  const [channel, setChannel] = useState<Promised['channels'][number]>();
  const [address, setAddress] = useState('');
  const [state, setState] = useState<State>('asked');
  const what = useRef<Interaction | null>(null); // sent again as it is, however often
  const gone = useRef(false);
  const title = useRef<HTMLHeadingElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    (field.current ?? title.current)?.focus();
  }, [channel]);
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );

  // What was asked and answered: an answer to it needs no more.
  const given = () =>
    survey.questions
      .filter(({ question }) => question in answers)
      .map(({ question, title, choices }) => {
        const one = answers[question]!;
        const shown = Array.isArray(one)
          ? one.map((value) => words(choices?.find((each) => each.value === value)?.words, ...languages))
          : [one];
        return `${words(title, ...languages)} ${shown.join(', ')}`;
      })
      .join(' · ')
      .replaceAll('{store}', store)
      .slice(0, kTextMax);

  const send = async (event: Event) => {
    event.preventDefault();
    const to = address.trim();
    if (state === 'sending' || !channel) return;
    if (!looksRight[channel].test(to)) return setState('bad');
    what.current ??= interaction('touchpoint.task.opened', {
      task_id: response,
      text: given(),
      due: new Date(Date.now() + hours * kHour).toISOString(),
      channel,
      address: to,
      text_version: version,
      survey: survey.survey,
      version: survey.version,
      language: voice.language,
    });
    setState('sending');
    const answer = TABLET ? await sendKept(what.current, response) : await record(what.current);
    if (gone.current) return;
    if (answer.ok) return onDone();
    if (answer.status === 422) what.current = null;
    setState(answer.status === 422 ? 'bad' : 'failed');
  };

  if (!channel) {
    const [n, unit] = hours % 24 ? [hours, 'hour'] : [hours / 24, 'day'];
    const time = new Intl.NumberFormat(voice.region, { style: 'unit', unit, unitDisplay: 'long' }).format(n);
    return (
      <main>
        <h1 id="question" ref={title} tabIndex={-1}>
          {voice.say('reply.title', { time })}
        </h1>
        <div class="list" role="group" aria-labelledby="question">
          {channels.map((one) => (
            <button type="button" key={one} onClick={() => setChannel(one)}>
              {voice.say(`reply.by.${one}`)}
            </button>
          ))}
          <button type="button" onClick={onDone}>
            {voice.say('reply.no')}
          </button>
        </div>
      </main>
    );
  }
  return (
    <main>
      <h1 id="question">{voice.say(`reply.${channel}`)}</h1>
      <p id="use">{words(text, ...languages)}</p>
      <form class="words" autocomplete="off" noValidate onSubmit={send}>
        <input
          ref={field}
          type={channel === 'email' ? 'email' : 'tel'}
          aria-labelledby="question"
          aria-describedby="use"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={200}
          value={address}
          readOnly={state === 'sending'}
          onInput={(event) => {
            what.current = null;
            setState('asked');
            setAddress(event.currentTarget.value);
          }}
        />
        <button type="submit" class="main" aria-disabled={!address.trim()}>
          {voice.say('reply.send')}
        </button>
      </form>
      <div class="below">
        <div class="said" role="status">
          {state !== 'asked' && <p>{voice.say(`reply.${state}` as Key)}</p>}
        </div>
        <p class="choices">
          <button type="button" class="enough" onClick={() => setChannel(undefined)}>
            {voice.say('reply.back')}
          </button>
          <button type="button" class="enough" onClick={onDone}>
            {voice.say('reply.no')}
          </button>
        </p>
      </div>
    </main>
  );
}
