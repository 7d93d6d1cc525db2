// What the console's pages are made of: a card in which something is typed and sent, its fields, and a card with a
// table under it.
import type { ComponentChildren, RefObject } from 'preact';

interface FormProps {
  title: string;
  hint?: string;
  failed: string; // one sentence; empty: nothing is wrong
  onSend(): void;
  children: ComponentChildren;
}

export function FormCard({ title, hint, failed, onSend, children }: FormProps) {
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <h2>{title}</h2>
      {hint && <p class="soft">{hint}</p>}
      {children}
      <Failed text={failed} />
    </form>
  );
}

// There all the time, so that a screen reader says what appears in it.
export const Failed = ({ text }: { text: string }) => (
  <p role="alert" class="failed">
    {text}
  </p>
);

interface FieldProps {
  id: string;
  label: string;
  children: ComponentChildren; // the control, whose id it is
}

export const Field = ({ id, label, children }: FieldProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children}
  </div>
);

interface TextFieldProps {
  id: string;
  label: string;
  value: string;
  onType(text: string): void;
  kind?: 'slug' | 'person' | 'words'; // a slug has no blanks, and nothing writes it large
  list?: string | undefined; // the id of a datalist
  longest?: number;
}

export function TextField({ id, label, value, onType, kind = 'slug', ...more }: TextFieldProps) {
  const { list, longest = 64 } = more;
  return (
    <Field id={id} label={label}>
      <input
        id={id}
        autocomplete="off"
        autocapitalize={kind === 'slug' ? 'none' : kind === 'person' ? 'words' : 'sentences'}
        spellcheck={kind === 'words'}
        maxLength={longest}
        list={list}
        value={value}
        onInput={({ currentTarget: { value: typed } }) =>
          onType(kind === 'slug' ? typed.trim() : typed)
        }
      />
    </Field>
  );
}

interface PinFieldProps {
  id: string;
  label: string;
  value: string;
  onType(text: string): void;
  input?: RefObject<HTMLInputElement> | null;
}

export const PinField = ({ id, label, value, onType, input = null }: PinFieldProps) => (
  <Field id={id} label={label}>
    <input
      id={id}
      ref={input}
      type="password"
      inputMode="numeric"
      autocomplete="new-password"
      maxLength={12}
      value={value}
      onInput={(event) => onType(event.currentTarget.value)}
    />
  </Field>
);

interface ChoiceProps<T extends string> {
  id: string;
  label: string;
  value: T;
  options: readonly (readonly [T, string])[]; // value and text
  onChoose(value: T): void;
}

export const Choice = <T extends string>({ id, label, value, options, onChoose }: ChoiceProps<T>) => (
  <Field id={id} label={label}>
    <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value as T)}>
      {options.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  </Field>
);

interface ListProps {
  id: string;
  title: string;
  failed?: string;
  before?: ComponentChildren; // stands above the table
  none?: string | false; // said instead of the table
  columns: readonly string[]; // one without a heading follows, for what can be done
  children: ComponentChildren; // rows, and what opens above the page
}

export function ListCard({ id, title, failed, before, none, columns, children }: ListProps) {
  return (
    <section class="card table-card" aria-labelledby={id} tabIndex={0}>
      <h2 id={id}>{title}</h2>
      {failed !== undefined && <Failed text={failed} />}
      {before}
      {none ? (
        <p class="soft inside">{none}</p>
      ) : (
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      )}
    </section>
  );
}

interface DoProps {
  text: string;
  full: string; // says it where the row is not seen
  onDo(): void;
}

export const Do = ({ text, full, onDo }: DoProps) => (
  <button type="button" class="plain" aria-label={full} onClick={onDo}>
    {text}
  </button>
);
