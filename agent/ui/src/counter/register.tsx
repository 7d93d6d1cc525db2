// Somebody new: what staff type, whoever may be meant by it, and only then the registration. What
// was typed stays until the device has said that they are registered. The device judges each field;
// this page says what is wrong in one sentence and goes there.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { People, PersonCandidate, Registration, Touchpoint } from '../shared/api';
import { call, type Refused } from '../shared/http';
import { mayPass } from '../shared/interaction';
import { uuid7 } from '../shared/uuid7';
import { capital, nameOf } from '../shared/voice';
import { Icon } from './icons';
import { dayOf, filled, type Newcomer } from './newcomer';
import { Candidate } from './search_results';
import { sayAny, useVoice, type CounterVoice, type Key } from './texts';
import { failure } from './use_recorder';

const kHubPauseMs = 600; // behind the last key, before the centre is asked

interface Props {
  newcomer: Newcomer;
  touchpoint: Touchpoint;
  alone: boolean; // without the network: the centre is not asked
  onChange(newcomer: Newcomer): void;
  onCancel(): void;
  onChoose(profile: string): void;
  onRegistered(profile: string): void;
  onSignedOut(): void;
}

type Field = Exclude<keyof Newcomer, 'language' | 'card'>;

// Which field a refusal of the device is about.
const fieldOf: Record<string, Field> = {
  missing_name: 'given_name',
  bad_name: 'given_name',
  missing_contact: 'phone',
  bad_phone: 'phone',
  bad_email: 'email',
  bad_birth_date: 'birth_date',
  bad_postal_code: 'postal_code',
};

export function Register(props: Props) {
  const { newcomer, touchpoint, onChange, onCancel, onChoose } = props;
  const voice = useVoice();
  const [problem, setProblem] = useState<{ said: string; field?: Field | undefined } | null>(null);
  const [sending, setSending] = useState(false);
  const [known, setKnown] = useState<PersonCandidate[]>([]);
  const form = useRef<HTMLFormElement>(null);
  const atHub = useHub(newcomer, props.alone);
  const sent = useRef({ content: '', id: '' });
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('input')?.focus(), []);
  useLayoutEffect(() => {
    if (problem?.field) form.current?.querySelector<HTMLElement>(`#new-${problem.field}`)?.focus();
  }, [problem]);
  useLayoutEffect(() => {
    if (known.length > 0) form.current?.querySelector<HTMLElement>('.known button')?.focus();
  }, [known]);

  const refuse = (code: string, otherwise: string) =>
    setProblem({ said: sayAny(voice, `register.${code}`, otherwise), field: fieldOf[code] });

  const submit = async (anyway: boolean) => {
    if (sending) return;
    setProblem(null);
    const said = filled(newcomer);
    if (newcomer.birth_date.trim() && !said.birth_date) return refuse('bad_birth_date', '');
    if (!anyway && atHub.length > 0 && known.length === 0) return setKnown(atHub);
    const content = JSON.stringify(said);
    if (sent.current.content !== content) sent.current = { content, id: uuid7() };
    const json = JSON.stringify({ id: sent.current.id, ...said, ...(anyway && { anyway }) });
    setSending(true);
    let answer = await call<Registration>('POST', '/v1/customers', json);
    if (!answer.ok && mayPass(answer.status)) answer = await call('POST', '/v1/customers', json);
    setSending(false);
    if (!answer.ok) {
      if (answer.status === 401) return props.onSignedOut();
      return refuse(answer.error, voice.say(why(answer)));
    }
    if (answer.body.outcome === 'maybe_known') return setKnown(answer.body.people.candidates);
    props.onRegistered(answer.body.profile);
  };
  const change = (more: Partial<Newcomer>) => {
    setProblem(null);
    setKnown([]);
    onChange({ ...newcomer, ...more });
  };

  if (!touchpoint.notice) return <NoNotice onCancel={onCancel} />;
  const asking = known.length > 0;
  return (
    <main class="register">
      <form
        ref={form}
        class="form"
        aria-labelledby="form-title"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(asking);
        }}
      >
        <h1 id="form-title">{voice.say(asking ? 'register.known' : 'do.register')}</h1>
        {asking ? (
          <Known people={known} onChoose={onChoose} />
        ) : (
          <fieldset class="fields" disabled={sending} aria-label={voice.say('do.register')}>
            <Fields newcomer={newcomer} touchpoint={touchpoint} wrong={problem?.field} onChange={change} />
          </fieldset>
        )}
        <div class="form-end">
          <p class="failed" role="alert" id="register-said">
            {problem && (
              <>
                <Icon name="warning" size={20} /> {problem.said}
              </>
            )}
          </p>
          {!problem && !asking && (
            <p class="soft small notice-version">
              {voice.say('register.notice', { version: touchpoint.notice.version })}
            </p>
          )}
          <button
            type="button"
            class="second"
            disabled={sending}
            onClick={asking ? () => setKnown([]) : onCancel}
          >
            {voice.say(asking ? 'register.back' : 'form.cancel')}
          </button>
          <button class="primary" aria-disabled={sending}>
            {voice.say(
              sending ? 'form.sending' : asking ? 'register.anyway' : 'register.record',
            )}
          </button>
        </div>
      </form>
    </main>
  );
}

const why = (answer: Refused): Key =>
  answer.status === 422 || answer.status === 400 ? 'failed.refused' : failure(answer);

// Without a notice nobody may be registered: who can mend it, and how.
function NoNotice({ onCancel }: { onCancel(): void }) {
  const voice = useVoice();
  return (
    <main class="nobody">
      <div class="ask">
        <div role="alert">
          <p class="sign">
            <Icon name="stop" size={44} />
          </p>
          <h1>{voice.say('register.not_yet')}</h1>
          <p class="why">{voice.say('register.no_notice')}</p>
        </div>
        <div class="row centre">
          <button type="button" class="primary" onClick={onCancel}>
            {voice.say('visit.close')}
          </button>
        </div>
      </div>
    </main>
  );
}

function Known({ people, onChoose }: { people: PersonCandidate[]; onChoose(profile: string): void }) {
  const voice = useVoice();
  return (
    <div class="known">
      <p class="soft">{voice.say('register.known_hint')}</p>
      <ul aria-label={voice.say('search.list')}>
        {people.map((candidate) => (
          <li key={candidate.profile}>
            <button type="button" class="second" onClick={() => onChoose(candidate.profile)}>
              <Candidate candidate={candidate} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FieldsProps {
  newcomer: Newcomer;
  touchpoint: Touchpoint;
  wrong: Field | undefined;
  onChange(more: Partial<Newcomer>): void;
}

const fields: [Field, 'text' | 'tel' | 'email' | 'numeric'][] = [
  ['given_name', 'text'],
  ['family_name', 'text'],
  ['phone', 'tel'],
  ['email', 'email'],
  ['birth_date', 'numeric'],
  ['postal_code', 'text'],
];

function Fields({ newcomer, touchpoint, wrong, onChange }: FieldsProps) {
  const voice = useVoice();
  return (
    <>
      {fields.map(([name, mode]) => (
        <div class="field" key={name}>
          <label for={`new-${name}`}>{voice.say(`register.${name}` as Key)}</label>
          <input
            id={`new-${name}`}
            type={mode === 'tel' ? 'tel' : 'text'}
            inputMode={mode}
            autocomplete="off"
            autocapitalize={mode === 'text' ? 'words' : 'none'}
            spellcheck={false}
            maxLength={name === 'email' ? 254 : 120}
            aria-invalid={wrong === name}
            {...(wrong === name && { 'aria-describedby': 'register-said' })}
            {...(name === 'birth_date' && { placeholder: voice.say('register.birth_date_form') })}
            value={newcomer[name]}
            onInput={(event) => onChange({ [name]: event.currentTarget.value })}
          />
        </div>
      ))}
      <div class="field">
        <label for="new-language">{voice.say('register.language')}</label>
        <select
          id="new-language"
          value={newcomer.language}
          onChange={(event) => onChange({ language: event.currentTarget.value })}
        >
          {touchpoint.languages.map((one) => (
            <option key={one} value={one}>
              {capital(nameOf(one), one)}
            </option>
          ))}
        </select>
      </div>
      {newcomer.card && <Card number={newcomer.card} voice={voice} onDrop={() => onChange({ card: '' })} />}
    </>
  );
}

function Card({ number, voice, onDrop }: { number: string; voice: CounterVoice; onDrop(): void }) {
  return (
    <div class="field">
      <p class="legend">{voice.say('register.card')}</p>
      <p class="new-card">
        <b>{number}</b>
        <button type="button" class="plain" onClick={onDrop}>
          {voice.say('register.card_drop')}
        </button>
      </p>
    </div>
  );
}

// Who may be meant at the centre, found while staff type; nothing waits for it.
function useHub(newcomer: Newcomer, alone: boolean): PersonCandidate[] {
  const [found, setFound] = useState<PersonCandidate[]>([]);
  const { given_name, family_name, phone, postal_code } = newcomer;
  const day = dayOf(newcomer.birth_date);
  const said = { given_name, family_name, phone, postal_code, birth_date: day };
  const question = JSON.stringify(
    Object.fromEntries(Object.entries(said).filter(([, text]) => text.trim())),
  );
  const tells = phone.trim().length > 5 || postal_code.trim().length > 3 || day.length === 10;
  useEffect(() => {
    setFound([]);
    if (alone || !tells || !family_name.trim()) return;
    let over = false;
    const timer = window.setTimeout(async () => {
      const json = JSON.stringify({ ...JSON.parse(question), hub: true });
      const answer = await call<People>('POST', '/v1/people', json);
      if (!over && answer.ok) setFound(answer.body.candidates);
    }, kHubPauseMs);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [question, alone, tells]);
  return found;
}
