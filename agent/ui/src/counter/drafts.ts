// What is being typed and not yet recorded, in memory only. It outlives the lock screen for the
// person who was typing, and nobody else: another name signing in finds nothing.

import type { Product } from '../shared/api';
import { interaction, type Interaction } from '../shared/interaction';
import { uuid7 } from '../shared/uuid7';
import type { Newcomer } from './newcomer';

export interface Line {
  name: string;
  quantity: string;
  price: string;
}

export type FormName =
  | 'sale'
  | 'note'
  | 'collection'
  | 'return'
  | 'wish'
  | 'offer'
  | 'complaint'
  | 'promise'
  | 'manager'
  | 'answer'
  | 'consultation'
  | 'interview'
  | 'rights';

// A line of the order that is being collected.
export interface Part {
  product: Product;
  taken: boolean;
}

export interface Draft {
  form: FormName;
  id: string; // of the offer, complaint or promise that this begins, or answers
  text: string; // the note, the complaint …
  order: string; // the sale's receipt, or the order that is collected or comes back
  article: string; // what they wish for, or what was offered
  choice: string; // which right; why it comes back; what they said to the offer; who is to keep the promise
  due: string; // until when it is promised, as the field gives it
  parts: Part[]; // of the order that is collected, when the card says what is in it
  delegate: string; // who collects instead
  question: string; // of the survey; '' is its first
  picked: string[]; // what they answered, but for words
  lines: Line[];
  total: string; // empty: the sum of the lines
  sent?: { content: string; what: Interaction }; // what was last tried
}

export const emptyLine = (): Line => ({ name: '', quantity: '', price: '' });

export const emptyDraft = (form: FormName): Draft => ({
  form,
  id: uuid7(),
  text: '',
  order: '',
  article: '',
  choice: '',
  due: '',
  parts: [],
  delegate: '',
  question: '',
  picked: [],
  lines: [emptyLine()],
  total: '',
});

export function isEmpty(draft: Draft): boolean {
  const lines = draft.lines.every((line) => !line.name && !line.quantity && !line.price);
  const { text, total, article, choice, due, parts, delegate, picked } = draft;
  const order = parts.length > 0 ? '' : draft.order; // the card's, and typed by nobody
  const texts = [text, order, total, article, choice, due, delegate, ...picked];
  return lines && parts.every(({ taken }) => taken) && !texts.some((one) => one.trim());
}

// The interaction for this content: the same one, with its id, as long as the content is the same.
export function attempt(
  draft: Pick<Draft, 'sent'>,
  type: string,
  data: Record<string, unknown>,
): Interaction {
  const content = JSON.stringify([type, data]);
  if (draft.sent?.content !== content) draft.sent = { content, what: interaction(type, data) };
  return draft.sent.what;
}

export class Drafts {
  #owner = '';
  #byPerson = new Map<string, Draft>();
  newcomer: Newcomer | null = null; // who is being registered

  // Whose they are from now on.
  own(staff: string): void {
    if (staff !== this.#owner) {
      this.#byPerson.clear();
      this.newcomer = null;
    }
    this.#owner = staff;
  }

  // How much was begun and is not recorded.
  get begun(): number {
    return this.#byPerson.size + (this.newcomer ? 1 : 0);
  }

  of(person: string): Draft | undefined {
    return this.#byPerson.get(person);
  }

  keep(person: string, draft: Draft): void {
    if (isEmpty(draft)) this.#byPerson.delete(person);
    else this.#byPerson.set(person, draft);
  }

  forget(person: string): void {
    this.#byPerson.delete(person);
  }
}
