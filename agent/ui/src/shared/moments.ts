// Times and amounts as staff say them: relative first, exact beside it ("ieri 18:40").

const kMinute = 60_000;
const kDay = 24 * 60 * kMinute;

const midnight = (time: Date) => new Date(time.getFullYear(), time.getMonth(), time.getDate());

// Whole days between two calendar dates, whatever daylight saving does in between.
export function daysBetween(earlier: Date, later: Date): number {
  return Math.round((midnight(later).getTime() - midnight(earlier).getTime()) / kDay);
}

// Making a formatter costs more than all it ever formats; a timeline would make hundreds.
function kept<Options extends object, Format>(make: (region: string, options: Options) => Format) {
  const made = new Map<string, Format>();
  return (region: string, options: Options): Format => {
    const key = region + JSON.stringify(options);
    let format = made.get(key);
    if (!format) made.set(key, (format = make(region, options)));
    return format;
  };
}
const dateFormat = kept(
  (region, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(region, options),
);
const relativeFormat = kept(
  (region, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(region, options),
);
const numberFormat = kept(
  (region, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(region, options),
);

export interface Moments {
  clock(time: Date): string; // 18:40
  day(time: Date): string; // oggi, ieri, martedì, 12 nov, 12 nov 2023
  short(time: Date): string; // 3 min fa, ieri 18:40, martedì 18:40, 12 nov
  exact(time: Date): string; // martedì 18 novembre 2025, 18:40
  ago(time: Date): string; // 3 settimane fa
}

export function moments(region: string, now: Date): Moments {
  const write = (time: Date, options: Intl.DateTimeFormatOptions) =>
    dateFormat(region, options).format(time);
  const relative = (
    n: number,
    unit: Intl.RelativeTimeFormatUnit,
    style: 'long' | 'short' = 'long',
  ) => relativeFormat(region, { numeric: 'auto', style }).format(n, unit);

  const clock = (time: Date) => write(time, { hour: '2-digit', minute: '2-digit' });
  const day = (time: Date) => {
    const days = daysBetween(time, now);
    if (days === 0 || days === 1) return relative(-days, 'day');
    if (days > 1 && days < 7) return write(time, { weekday: 'long' });
    const sameYear = time.getFullYear() === now.getFullYear();
    return write(time, { day: 'numeric', month: 'short', ...(!sameYear && { year: 'numeric' }) });
  };
  return {
    clock,
    day,
    short(time) {
      // `now` is renewed every half minute, so what has just happened may lie a little ahead of it.
      const minutes = Math.floor((now.getTime() - time.getTime()) / kMinute);
      if (minutes === 0 || minutes === -1) return relative(0, 'second');
      if (minutes > 0 && minutes < 60) return relative(-minutes, 'minute', 'short');
      const days = daysBetween(time, now);
      return days >= 0 && days < 7 ? `${day(time)} ${clock(time)}` : day(time);
    },
    exact: (time) =>
      `${write(time, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}, ${clock(time)}`,
    ago(time) {
      const days = daysBetween(time, now);
      if (days < 14) return relative(-days, 'day');
      if (days < 60) return relative(-Math.floor(days / 7), 'week');
      if (days < 365) return relative(-Math.floor(days / 30), 'month');
      return relative(-Math.floor(days / 365), 'year');
    },
  };
}

export function money(region: string, amount: number, currency: string): string {
  try {
    return numberFormat(region, { style: 'currency', currency }).format(amount);
  } catch {
    return `${numberFormat(region, { minimumFractionDigits: 2 }).format(amount)} ${currency}`;
  }
}

// "EUR" → "€"; the code itself where there is no such currency.
export function symbolOf(region: string, currency: string): string {
  try {
    const parts = numberFormat(region, { style: 'currency', currency }).formatToParts(0);
    return parts.find(({ type }) => type === 'currency')?.value ?? currency;
  } catch {
    return currency;
  }
}

// "29,90", "29.90", "1.234,50" → a number; null when it is none. The last separator is the decimal
// one when at most two digits follow it.
export function amountOf(text: string): number | null {
  const plain = text.trim().replace(/[\s€£$']/g, '');
  if (!/^\d[\d.,]*$/.test(plain)) return null;
  const decimal = /[.,](\d{1,2})$/.exec(plain);
  const whole = (decimal ? plain.slice(0, decimal.index) : plain).replace(/[.,]/g, '');
  const value = Number(`${whole}.${decimal?.[1] ?? '0'}`);
  return Number.isFinite(value) ? value : null;
}
