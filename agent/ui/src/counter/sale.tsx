// A sale by hand, for the shop whose till does not pass its own on: written with the keyboard
// alone, Enter leads to the next field and from the last to a new line.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { emptyLine, type Draft, type Line } from './drafts';
import type { FieldsProps } from './forms';
import { Icon } from './icons';
import { amountOf, symbolOf } from '../shared/moments';
import { useVoice, type Key } from './texts';

export const kCurrency = 'EUR'; // where the store has not said which

const isBlank = (line: Line) => !line.name.trim() && !line.quantity.trim() && !line.price.trim();

const cents = (amount: number) => Math.round(amount * 100) / 100;

function sumOf(lines: Line[]): number {
  return cents(
    lines.reduce(
      (sum, { quantity, price }) => sum + (amountOf(quantity) ?? 1) * (amountOf(price) ?? 0),
      0,
    ),
  );
}

// What goes into the event, or the sentence that says what is missing.
export function saleData(
  draft: Draft,
  currency: string,
): Record<string, unknown> | { missing: Key; text?: string } {
  const lines = draft.lines.filter((line) => !isBlank(line));
  for (const text of [...lines.flatMap((line) => [line.quantity, line.price]), draft.total]) {
    if (text.trim() && amountOf(text) === null) return { missing: 'sale.number', text };
  }
  if (!draft.total.trim() && !lines.some((line) => line.name.trim())) {
    return { missing: 'sale.needs' };
  }
  const products = lines.map((line) => ({
    name: line.name.trim() || '–',
    quantity: amountOf(line.quantity) ?? 1,
    ...(line.price.trim() && { price: amountOf(line.price) }),
  }));
  const total = draft.total.trim() ? amountOf(draft.total) : sumOf(lines);
  draft.order ||= numberOf(new Date());
  return { order_id: draft.order.trim(), total, currency, products };
}

// A number for a sale without a receipt: the time, to the second, is one that people can read out.
function numberOf(time: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `S-${day}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}

export function SaleFields({ draft, touchpoint, onChange }: FieldsProps) {
  const voice = useVoice();
  const body = useRef<HTMLDivElement>(null);
  const focusLine = useRef<number | null>(null);
  const sum = new Intl.NumberFormat(voice.region, { minimumFractionDigits: 2 }).format(
    sumOf(draft.lines),
  );

  const currency = symbolOf(voice.region, touchpoint.currency ?? kCurrency);

  useLayoutEffect(() => {
    if (focusLine.current === null) return;
    const line = body.current?.querySelectorAll('.line')[focusLine.current];
    line?.querySelector('input')?.focus();
    focusLine.current = null;
  });

  const change = (index: number, part: Partial<Line>) =>
    onChange({
      ...draft,
      lines: draft.lines.map((line, i) => (i === index ? { ...line, ...part } : line)),
    });
  const add = () => {
    focusLine.current = draft.lines.length;
    onChange({ ...draft, lines: [...draft.lines, emptyLine()] });
  };
  const remove = (index: number) => {
    const rest = draft.lines.filter((_, i) => i !== index);
    onChange({ ...draft, lines: rest.length ? rest : [emptyLine()] });
  };
  // Enter walks on; on an empty line it is the end of the list, and the form is sent.
  const onEnter = (event: KeyboardEvent, index: number | null, last: boolean) => {
    if (event.key !== 'Enter' || event.ctrlKey) return;
    const line = index === null ? null : draft.lines[index];
    if (line && isBlank(line)) return;
    event.preventDefault();
    if (last && index === draft.lines.length - 1) return add();
    const inputs = [...(body.current?.querySelectorAll('input') ?? [])];
    inputs[inputs.indexOf(event.currentTarget as HTMLInputElement) + 1]?.focus();
  };

  const cell = (index: number, name: keyof Line, key: Key, numeric: boolean) => (
    <div class={`field ${name}`}>
      <label for={`${name}-${index}`}>
        {voice.say(key)}
        {name === 'price' && ` (${currency})`}
      </label>
      <input
        id={`${name}-${index}`}
        autocomplete="off"
        maxLength={numeric ? 12 : 120}
        {...(numeric && { inputMode: 'decimal' as const })}
        {...(name === 'quantity' && { placeholder: '1' })}
        value={draft.lines[index]![name]}
        onInput={(event) => change(index, { [name]: event.currentTarget.value })}
        onKeyDown={(event) => onEnter(event, index, name === 'price')}
      />
    </div>
  );

  return (
    <div ref={body} class="sale-body">
      <div class="field">
        <label for="receipt">{voice.say('sale.order')}</label>
        <input
          id="receipt"
          autocomplete="off"
          spellcheck={false}
          maxLength={64}
          placeholder={voice.say('sale.order_hint')}
          value={draft.order}
          onInput={(event) => onChange({ ...draft, order: event.currentTarget.value })}
          onKeyDown={(event) => onEnter(event, null, false)}
        />
      </div>
      {draft.lines.map((_, index) => (
        <div
          class="line"
          key={index}
          role="group"
          aria-label={voice.say('sale.line', { n: index + 1 })}
        >
          {cell(index, 'name', 'sale.name', false)}
          {cell(index, 'quantity', 'sale.quantity', true)}
          {cell(index, 'price', 'sale.price', true)}
          <button
            type="button"
            class="plain"
            aria-label={voice.say('sale.remove', { n: index + 1 })}
            onClick={() => remove(index)}
          >
            <Icon name="cross" />
          </button>
        </div>
      ))}
      <div class="sale-end">
        <button type="button" class="second" onClick={add}>
          {voice.say('sale.add')}
        </button>
        <div class="field total">
          <label for="total">
            {voice.say('sale.total')} ({currency})
          </label>
          <input
            id="total"
            autocomplete="off"
            inputMode="decimal"
            maxLength={12}
            placeholder={sum}
            value={draft.total}
            onInput={(event) => onChange({ ...draft, total: event.currentTarget.value })}
          />
        </div>
      </div>
    </div>
  );
}
