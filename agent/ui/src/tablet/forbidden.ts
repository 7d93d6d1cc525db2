// What the device would refuse to keep, asked while it cannot be asked: something like a card's
// number or an Italian tax code. Wider than the device's own rules, because the customer is still
// here and can take it out. An order's number may be long: there a payment card's is told by its check digit.
export function looksForbidden(json: string): boolean {
  const { text, order_id } =
    (JSON.parse(json) as { data?: { text?: unknown; order_id?: unknown } }).data ?? {};
  const figures = String(text ?? '').replace(/[\s.\-/]/g, '');
  return (
    /\d{11}/.test(figures) ||
    [figures, String(order_id ?? '')].some((one) => /[a-z]{6}\d\d[a-z]\d\d[a-z]\d{3}[a-z]/i.test(one)) ||
    isCard(String(order_id ?? '').replace(/[./_-]/g, ''))
  );
}

// ISO/IEC 7812-1, annex B.
function isCard(figures: string): boolean {
  if (!/^\d{13,19}$/.test(figures)) return false;
  const sum = [...figures].reverse().reduce((all, figure, i) => {
    const one = Number(figure) * (i % 2 ? 2 : 1);
    return all + (one > 9 ? one - 9 : one);
  }, 0);
  return sum % 10 === 0;
}
