// A voice says a page's texts in one language. Keys are typed by it.json, so a page that asks for a
// text that does not exist does not compile; build/locales.mjs holds the other languages to it.

type Values = Record<string, string | number>;
type Counted<Key extends string> = Key extends `${infer Base}_other` ? Base : never;

export interface Voice<Key extends string> {
  readonly language: string; // BCP 47, as in <html lang>
  readonly region: string; // the same for Intl: how dates and money are written
  say(key: Key, values?: Values): string;
  has(key: string): key is Key;
  count(base: Counted<Key>, n: number): string;
}

// The language's own name: a reader looks for their own word, not for ours, and not for a flag.
export function nameOf(language: string, region = language): string {
  try {
    return new Intl.DisplayNames([region], { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}

export function capital(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

// `files` is what import.meta.glob gives: "../../locales/it.json" → texts.
export function voices<Key extends string>(files: Record<string, Record<Key, string>>) {
  const byLanguage = new Map<string, Voice<Key>>();
  for (const [path, texts] of Object.entries<Record<Key, string>>(files)) {
    const language = /([\w-]+)\.json$/.exec(path)?.[1] ?? '';
    byLanguage.set(language, voice(language, texts));
  }
  return {
    // The first of `wanted` that is spoken here; a region is overlooked ("it-CH" → "it").
    speak(...wanted: string[]): Voice<Key> {
      for (const language of [...wanted, 'it']) {
        const found = byLanguage.get(language) ?? byLanguage.get(language.split('-')[0]!);
        if (found) return found;
      }
      throw new Error('no language');
    },
    speaks: (language: string) => byLanguage.has(language),
  };
}

function voice<Key extends string>(language: string, texts: Record<Key, string>): Voice<Key> {
  const region = language === 'en' ? 'en-GB' : language; // 24 hours, day before month
  let plural: Intl.PluralRules | undefined; // made when something is counted: it costs a slow tablet milliseconds
  const fill = (text: string, values: Values) =>
    text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
  return {
    language,
    region,
    say: (key, values = {}) => fill(texts[key], values),
    has: (key): key is Key => key in texts,
    count(base, n) {
      const form = `${base}_${(plural ??= new Intl.PluralRules(region)).select(n)}`;
      const key = (form in texts ? form : `${base}_other`) as Key;
      return fill(texts[key], { n: new Intl.NumberFormat(region).format(n) });
    },
  };
}
