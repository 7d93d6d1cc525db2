// The three things that are typed: a sale, a note, a collection. What was typed stays until the
// device has said that it is recorded.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Recorded } from '../shared/api';
import type { Answer } from '../shared/http';
import type { Interaction } from '../shared/interaction';
import { attempt, type Draft } from './drafts';
import { Icon } from './icons';
import { SaleFields, saleData } from './sale';
import { useVoice, type Key } from './texts';
import { failure } from './use_recorder';

export interface FieldsProps {
  draft: Draft;
  onChange(draft: Draft): void;
}

interface Props extends FieldsProps {
  profile: string | undefined;
  staff: string;
  currency: string;
  onCancel(): void;
  onRecord(what: Interaction): Promise<Answer<Recorded>>;
  onDone(): void;
}

// What goes into the event, or the sentence that says what is missing.
type Content = Record<string, unknown> | { missing: Key; text?: string };

export function Form(props: Props) {
  const voice = useVoice();
  const { draft, profile, staff } = props;
  const [sending, setSending] = useState(false);
  const [said, setSaid] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);

  const submit = async () => {
    if (sending) return;
    const content = contentOf(draft, props.currency);
    if ('missing' in content) {
      return setSaid(voice.say(content.missing as Key, { text: String(content.text ?? '') }));
    }
    setSaid('');
    setSending(true);
    const data = { ...(profile && { profile }), ...content, staff };
    const answer = await props.onRecord(attempt(draft, types[draft.form], data));
    setSending(false);
    if (answer.ok) return props.onDone();
    setSaid(voice.say(failure(answer)));
    form.current?.querySelector<HTMLElement>('.form-end .primary')?.focus();
  };
  const change = (next: Draft) => {
    setSaid('');
    props.onChange(next);
  };

  const Fields = { sale: SaleFields, note: NoteFields, collection: CollectionFields }[draft.form];
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
        <Fields draft={draft} onChange={change} />
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

const types = {
  sale: 'touchpoint.order.completed',
  note: 'touchpoint.note.added',
  collection: 'touchpoint.order.collected',
} as const;

function contentOf(draft: Draft, currency: string): Content {
  if (draft.form === 'sale') return saleData(draft, currency);
  if (draft.form === 'note') {
    return draft.text.trim() ? { text: draft.text.trim() } : { missing: 'note.needs' };
  }
  return draft.order.trim() ? { order_id: draft.order.trim() } : { missing: 'collection.needs' };
}

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

function CollectionFields({ draft, onChange }: FieldsProps) {
  const voice = useVoice();
  return (
    <div class="field">
      <label for="order">{voice.say('collection.order')}</label>
      <input
        id="order"
        autocomplete="off"
        spellcheck={false}
        maxLength={64}
        value={draft.order}
        onInput={(event) => onChange({ ...draft, order: event.currentTarget.value })}
      />
    </div>
  );
}
