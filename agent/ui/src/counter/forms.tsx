// What is typed: a sale, a note, a return … What was typed stays until the device has said that it is
// recorded.
import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Recorded, Touchpoint } from '../shared/api';
import type { Answer } from '../shared/http';
import type { Interaction } from '../shared/interaction';
import { attempt, type Draft, type FormName } from './drafts';
import { CollectionFields } from './collection';
import { content, eventType, isBlank } from './form_content';
import { InterviewFields } from './interview';
import { Icon } from './icons';
import { SaleFields } from './sale';
import { useVoice, type Key } from './texts';
import { failure } from './use_recorder';

export interface FieldsProps {
  draft: Draft;
  touchpoint: Touchpoint;
  alone: boolean; // without the network: the other tills know nothing of it
  onChange(draft: Draft): void;
}

interface Props extends FieldsProps {
  profile: string | undefined;
  staff: string;
  onCancel(): void;
  onRecord(what: Interaction): Promise<Answer<Recorded>>;
  onDone(): void;
}

export function Form(props: Props) {
  const voice = useVoice();
  const { draft, touchpoint, profile, staff } = props;
  const [sending, setSending] = useState(false);
  const [said, setSaid] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus();
  }, []);

  const submit = async () => {
    if (sending) return;
    const said = content(draft, touchpoint, voice.language, profile !== undefined);
    if (isBlank(said)) return setSaid(voice.say(said.missing, { text: said.text ?? '' }));
    setSaid('');
    setSending(true);
    const data = { ...(profile && { profile }), ...said, staff };
    const answer = await props.onRecord(attempt(draft, eventType(draft), data));
    setSending(false);
    if (answer.ok) return props.onDone();
    setSaid(voice.say(failure(answer)));
    form.current?.querySelector<HTMLElement>('.form-end .primary')?.focus();
  };
  const change = (next: Draft) => {
    setSaid('');
    props.onChange(next);
  };

  const Fields = fields[draft.form];
  return (
    <form
      ref={form}
      class={`form ${draft.form}`}
      aria-labelledby="form-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.ctrlKey) void submit();
      }}
    >
      <h2 id="form-title">{voice.say(`do.${draft.form}`)}</h2>
      <fieldset disabled={sending}>
        <Fields draft={draft} touchpoint={touchpoint} alone={props.alone} onChange={change} />
      </fieldset>
      <div class="form-end">
        <p class="failed" role="alert">
          {said && (
            <>
              <Icon name="warning" size={20} /> {said}
            </>
          )}
        </p>
        <button type="button" class="second" disabled={sending} onClick={props.onCancel}>
          {voice.say('form.cancel')}
        </button>
        <button class="primary" aria-disabled={sending}>
          {voice.say(sending ? 'form.sending' : said ? 'form.again' : 'form.record')}
        </button>
      </div>
    </form>
  );
}

const reasons = ['size', 'defect', 'not_as_shown', 'changed_mind', 'gift', 'other'] as const;
const rights = ['access', 'rectification', 'erasure', 'portability'] as const;
const outcomes = ['accepted', 'declined', 'made'] as const;

interface ChoiceProps extends FieldsProps {
  legend: Key;
  names: readonly [string, string][]; // value, what stands on it
}

function Choices({ draft, onChange, legend, names }: ChoiceProps) {
  return (
    <Taps
      legend={legend}
      names={names}
      pressed={(value) => draft.choice === value}
      onTap={(value) => onChange({ ...draft, choice: value })}
    />
  );
}

interface TapsProps {
  legend: Key;
  names: readonly [string, ComponentChildren][]; // value, what stands on it
  pressed(value: string): boolean;
  onTap(value: string): void;
}

export function Taps({ legend, names, pressed, onTap }: TapsProps) {
  const voice = useVoice();
  const id = useId();
  return (
    <div class="field">
      <p class="legend" id={id}>
        {voice.say(legend)}
      </p>
      <div class="one-of" role="group" aria-labelledby={id}>
        {names.map(([value, name]) => (
          <button
            type="button"
            key={value}
            class="second"
            aria-pressed={pressed(value)}
            onClick={() => onTap(value)}
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}

export function Words({ draft, onChange, label, hint }: FieldsProps & { label: Key; hint?: Key }) {
  const voice = useVoice();
  return (
    <div class="field">
      <label for="words">{voice.say(label)}</label>
      <textarea
        id="words"
        rows={3}
        maxLength={2000}
        {...(hint && { 'aria-describedby': 'words-hint' })}
        value={draft.text}
        onInput={(event) => onChange({ ...draft, text: event.currentTarget.value })}
      />
      {hint && (
        <p class="soft small" id="words-hint">
          {voice.say(hint)}
        </p>
      )}
    </div>
  );
}

interface LineProps extends FieldsProps {
  member: 'order' | 'article' | 'due' | 'delegate';
  label: Key;
  type?: string;
}

export function OneLine({ draft, onChange, member, label, type = 'text' }: LineProps) {
  const voice = useVoice();
  return (
    <div class="field">
      <label for={member}>{voice.say(label)}</label>
      <input
        id={member}
        type={type}
        autocomplete="off"
        maxLength={120}
        value={draft[member]}
        onInput={(event) => onChange({ ...draft, [member]: event.currentTarget.value })}
      />
    </div>
  );
}

function ReturnFields(props: FieldsProps) {
  const voice = useVoice();
  return (
    <>
      <OneLine {...props} member="order" label={'return.order'} />
      <Choices
        {...props}
        legend={'return.reason'}
        names={reasons.map((one) => [one, voice.say(`reason.${one}`)])}
      />
    </>
  );
}

function OfferFields(props: FieldsProps) {
  const voice = useVoice();
  return (
    <>
      <OneLine {...props} member="article" label={'offer.article'} />
      <Choices
        {...props}
        legend={'offer.outcome'}
        names={outcomes.map((one) => [one, voice.say(`outcome.${one}`)])}
      />
    </>
  );
}

function RightsFields(props: FieldsProps) {
  const voice = useVoice();
  return (
    <>
      <Choices
        {...props}
        legend={'rights.which'}
        names={rights.map((one) => [one, voice.say(`right.${one}`)])}
      />
      <Words {...props} label={'rights.text'} hint={'rights.hint'} />
    </>
  );
}

function PromiseFields(props: FieldsProps) {
  const voice = useVoice();
  const { draft, touchpoint, onChange } = props;
  return (
    <>
      <Words {...props} label={'promise.text'} />
      <OneLine {...props} member="due" label={'promise.due'} type="datetime-local" />
      <div class="field">
        <label for="owner">{voice.say('promise.owner')}</label>
        <select
          id="owner"
          value={draft.choice}
          onChange={(event) => onChange({ ...draft, choice: event.currentTarget.value })}
        >
          <option value="">{voice.say('promise.anybody')}</option>
          {touchpoint.staff?.map(({ name, display_name }) => (
            <option key={name} value={name}>
              {display_name}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}

const fields: Record<FormName, (props: FieldsProps) => JSX.Element> = {
  sale: SaleFields,
  note: NoteFields,
  collection: CollectionFields,
  return: ReturnFields,
  wish: (props) => <OneLine {...props} member="article" label={'wish.article'} />,
  offer: OfferFields,
  complaint: (props) => <Words {...props} label={'complaint.text'} hint={'complaint.hint'} />,
  promise: PromiseFields,
  manager: (props) => <Words {...props} label={'manager.text'} hint={'manager.hint'} />,
  answer: (props) => <Words {...props} label={'answer.text'} />,
  consultation: (props) => (
    <Words {...props} label={'consultation.text'} hint={'note.hint'} />
  ),
  interview: InterviewFields,
  rights: RightsFields,
};

function NoteFields({ draft, onChange }: FieldsProps) {
  const voice = useVoice();
  return (
    <div class="field">
      <label for="note">{voice.say('note.text')}</label>
      <textarea
        id="note"
        rows={4}
        maxLength={2000}
        aria-describedby="note-hint"
        value={draft.text}
        onInput={(event) => onChange({ ...draft, text: event.currentTarget.value })}
      />
      <p class="soft small" id="note-hint">
        {voice.say('note.hint')}
      </p>
    </div>
  );
}
