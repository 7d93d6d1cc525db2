// What the device would refuse to keep, asked while it cannot be asked: something like a card's
// number or an Italian tax code. Wider than the device's own rules, because the customer is still
// here and can take it out.
export function looksForbidden(json: string): boolean {
  const text = String((JSON.parse(json) as { data?: { text?: unknown } }).data?.text ?? '');
  const figures = text.replace(/[\s.\-/]/g, '');
  return /\d{11}/.test(figures) || /[a-z]{6}\d\d[a-z]\d\d[a-z]\d{3}[a-z]/i.test(figures);
}
