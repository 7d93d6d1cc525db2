// Who is being registered, as it stands in the form; in memory only.
import { isName } from './use_search';

export interface Newcomer {
  given_name: string;
  family_name: string;
  phone: string;
  email: string;
  birth_date: string; // as it was typed
  postal_code: string;
  language: string;
  card: string; // a loyalty number that was scanned and is nobody's yet
}

// What the visit knows already is taken along: words that were looked for, a number that was typed.
export function newcomerOf(words: string, language: string, card = ''): Newcomer {
  const nobody = { given_name: '', family_name: '', phone: '', email: '', birth_date: '', postal_code: '' };
  const said = words.trim();
  const digits = said.replace(/\D/g, '');
  if (said.includes('@')) return { ...nobody, email: said, language, card };
  if (isName(said)) {
    const [given = '', ...family] = said.split(/\s+/).map(capitals);
    return { ...nobody, given_name: given, family_name: family.join(' '), language, card };
  }
  const phone = /^[+\d\s./()-]+$/.test(said) && digits.length > 5 && digits !== card ? said : '';
  return { ...nobody, phone, language, card };
}

const capitals = (word: string) =>
  word === word.toLocaleLowerCase() ? word.charAt(0).toLocaleUpperCase() + word.slice(1) : word;

// "7/3/1984", "07.03.1984", "1984-03-07" or "1984" as ISO 8601; '' for what is no day or year.
export function dayOf(text: string): string {
  const said = text.trim();
  if (/^\d{4}$/.test(said)) return said;
  const [, d, m, y] = /^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$/.exec(said) ?? [];
  const iso = y ? `${y}-${m!.padStart(2, '0')}-${d!.padStart(2, '0')}` : said;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? new Date(`${iso}T00:00:00Z`) : new Date(NaN);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(iso) ? iso : '';
}

// What is sent of it: what was typed, and nothing empty.
export function filled(newcomer: Newcomer): Partial<Newcomer> {
  const said = { ...newcomer, birth_date: dayOf(newcomer.birth_date) };
  return Object.fromEntries(
    Object.entries(said)
      .map(([name, text]) => [name, text.trim()])
      .filter(([, text]) => text),
  );
}
