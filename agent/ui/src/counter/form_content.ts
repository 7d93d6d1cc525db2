// What goes into the event of a form, and its type. Names as the contract has them.
import type { Draft } from './drafts';
import { saleData } from './sale';
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
} as const;

export const eventType = ({ form, choice }: Draft): string =>
  form === 'offer' ? `touchpoint.offer.${choice}` : types[form];

export function content(draft: Draft, currency: string): Content {
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
      return order ? { order_id: order } : { missing: 'collection.needs' };
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
      return { task_id: id, text, due: new Date(due).toISOString() };
    }
    case 'manager':
      return text ? { text } : {};
    case 'answer':
      return { complaint_id: id, ...(text && { text }) };
  }
}
