// What goes into the event of a form, and its type. Names as the contract has them.
import type { Product, Touchpoint } from '../shared/api';
import type { Survey } from '../shared/survey';
import type { Draft } from './drafts';
import { kCurrency, saleData } from './sale';
import { monthLater } from './receipt_number';
import type { Key } from './texts';

// What is missing, as a sentence.
export interface Blank {
  missing: Key;
  text?: string;
}
export type Content = Record<string, unknown> | Blank;
export const isBlank = (content: Content): content is Blank => 'missing' in content;

const types = {
  sale: 'touchpoint.order.completed',
  note: 'touchpoint.note.added',
  collection: 'touchpoint.order.collected',
  return: 'touchpoint.order.refunded',
  wish: 'touchpoint.product.added_to_wishlist',
  complaint: 'touchpoint.complaint.raised',
  promise: 'touchpoint.task.opened',
  manager: 'touchpoint.manager.called',
  answer: 'touchpoint.complaint.answered',
  consultation: 'touchpoint.consultation.given',
  interview: 'touchpoint.survey.answered',
  rights: 'touchpoint.rights.requested',
} as const;

export function eventType({ form, choice, parts }: Draft): string {
  if (form === 'offer') return `touchpoint.offer.${choice}`;
  const inPart = form === 'collection' && parts.some(({ taken }) => !taken);
  return inPart ? 'touchpoint.order.partly_collected' : types[form];
}

// `language` is in which staff ask, `known` whether it is known for whom.
export function content(
  draft: Draft,
  { currency = kCurrency, survey }: Touchpoint,
  language: string,
  known: boolean,
): Content {
  const { id, choice, due } = draft;
  const text = draft.text.trim();
  const order = draft.order.trim();
  const article = draft.article.trim();
  const products = [{ name: article }];
  switch (draft.form) {
    case 'sale':
      return saleData(draft, currency) as Content;
    case 'note':
      return text ? { text } : { missing: 'note.needs' };
    case 'collection':
      return order ? collected(draft, order) : { missing: 'collection.needs' };
    case 'consultation':
      return text ? { text } : { missing: 'consultation.needs' };
    case 'interview':
      return answered(draft, survey, language);
    case 'return':
      if (!order) return { missing: 'return.needs_order' };
      return choice ? { order_id: order, reason: choice } : { missing: 'return.needs_reason' };
    case 'wish':
      return article ? { products } : { missing: 'wish.needs' };
    case 'offer':
      if (!article) return { missing: 'wish.needs' };
      return choice ? { offer_id: id, products } : { missing: 'offer.needs_outcome' };
    case 'complaint':
      return text ? { complaint_id: id, text } : { missing: 'complaint.needs' };
    case 'promise': {
      if (!text || !due) return { missing: 'promise.needs' };
      const owner = choice && { owner: choice };
      return { task_id: id, text, due: new Date(due).toISOString(), ...owner };
    }
    case 'manager':
      return text ? { text } : {};
    case 'rights': {
      if (!choice) return { missing: 'rights.needs' };
      if (choice === 'rectification' && !text) return { missing: 'rights.needs_text' };
      if (!known && !text) return { missing: 'rights.needs_who' };
      const until = monthLater(new Date()).toISOString();
      return { request_id: id, right: choice, ...(text && { text }), due: until };
    }
    case 'answer':
      return { complaint_id: id, ...(text && { text }) };
  }
}

const named = ({ sku, name, quantity }: Product) => ({ ...(sku && { sku }), name, quantity });

function collected({ parts, delegate }: Draft, order: string): Content {
  const taken = parts.filter((part) => part.taken);
  if (parts.length > 0 && taken.length === 0) return { missing: 'collection.needs_some' };
  const who = delegate.trim();
  return {
    order_id: order,
    ...(taken.length < parts.length && { products: taken.map(({ product }) => named(product)) }),
    ...(who && { delegate: who }),
  };
}

export const asked = (survey: Survey | undefined, { question }: Draft) =>
  survey?.questions.find((one) => one.question === question) ?? survey?.questions[0];

function answered(draft: Draft, survey: Survey | undefined, language: string): Content {
  const question = asked(survey, draft);
  const text = draft.text.trim();
  const { picked } = draft;
  const given = question?.kind === 'text' ? text !== '' : picked.length > 0;
  if (!survey || !question || !given) return { missing: 'interview.needs' };
  const { kind } = question;
  return {
    survey: survey.survey,
    version: survey.version,
    question: question.question,
    kind,
    language,
    ...(kind === 'text'
      ? { text }
      : kind === 'choice' || kind === 'choices'
        ? { choices: picked }
        : { score: Number(picked[0]) }),
  };
}
