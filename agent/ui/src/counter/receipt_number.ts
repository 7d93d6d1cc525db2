// What a customer takes away who has claimed a right over their data: a number, and until when they are
// answered.

// The end of the same day of the next month, or of its last one (GDPR, article 12; Regulation 1182/71).
export function monthLater(from: Date): Date {
  const due = new Date(from.getFullYear(), from.getMonth() + 1, from.getDate(), 23, 59, 59);
  if (due.getDate() !== from.getDate()) due.setDate(0);
  return due;
}

// The last twelve digits of the request's id, as the contract says, for people to read.
export const receiptNumber = (request: string) =>
  request.slice(-12).toUpperCase().replace(/(.{4})(?=.)/g, '$1-');
