// A survey as it is written (agent/feedback/SURVEYS.md), and its place in the settings that the hub gives. Pure. What is
// right and what is not is the hub's to say; this only knows how a question of each kind begins.

export type Texts = string | Record<string, string>;
export interface WrittenChoice {
  value: string;
  text?: Texts;
}
export interface Written {
  type: string;
  name: string;
  title?: Texts;
  isRequired?: boolean;
  visibleIf?: string;
  metric?: string;
  rateType?: string;
  choices?: (string | WrittenChoice)[];
  [more: string]: unknown;
}
export interface WrittenPage {
  elements: Written[];
  [more: string]: unknown;
}
export interface WrittenSurvey {
  id: string;
  version?: number;
  purpose?: Texts;
  completedHtml?: Texts;
  pages: WrittenPage[];
  [more: string]: unknown;
}

const kinds = {
  csat: { type: 'rating', metric: 'csat', rateType: 'smileys' },
  nps: { type: 'rating', metric: 'nps', rateMin: 0, rateMax: 10 },
  ces: { type: 'rating', metric: 'ces', rateMin: 1, rateMax: 7 },
  stars: { type: 'rating', rateType: 'stars' },
  rating: { type: 'rating' },
  radiogroup: { type: 'radiogroup' },
  checkbox: { type: 'checkbox' },
  text: { type: 'text' },
  comment: { type: 'comment' },
} as const;
export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];

export function kindOf({ type, metric, rateType }: Written): Kind {
  if (type === 'rating') {
    const named = kindNames.find((kind) => kind === metric);
    return named ?? (rateType === 'stars' ? 'stars' : 'rating');
  }
  return kindNames.find((kind) => kind === type) ?? 'rating';
}

// What every kind has stays; the rest begins anew.
export function asKind(question: Written, kind: Kind): Written {
  const { name, title, isRequired, visibleIf, choices } = question;
  const lists = kind === 'radiogroup' || kind === 'checkbox';
  return {
    ...kinds[kind],
    name,
    ...(title !== undefined && { title }),
    ...(isRequired && { isRequired }),
    ...(visibleIf && { visibleIf }),
    ...(lists && { choices: choices ?? [{ value: 'a' }, { value: 'b' }] }),
  };
}

export function freshSurvey(languages: readonly string[], title: string): WrittenSurvey {
  const texts = Object.fromEntries(languages.map((one) => [one, title]));
  return { id: 'visit', version: 1, pages: [{ elements: [{ ...kinds.csat, name: 'visit', title: texts }] }] };
}

// The survey's object, when the text is one as far as a form can show it.
export function readWritten(text: string): WrittenSurvey | null {
  try {
    const survey = JSON.parse(text) as WrittenSurvey;
    const whole =
      Array.isArray(survey.pages) &&
      survey.pages.every(
        (page) => Array.isArray(page?.elements) && page.elements.every((one) => typeof one?.name === 'string'),
      );
    return whole ? survey : null;
  } catch {
    return null;
  }
}

// A name that no question has yet.
export function freeName(survey: WrittenSurvey): string {
  const names = new Set(survey.pages.flatMap(({ elements }) => elements.map(({ name }) => name)));
  for (let n = names.size + 1; ; n++) if (!names.has(`question_${n}`)) return `question_${n}`;
}

// A text in one language; without a language a text is for all.
export const textIn = (texts: Texts | undefined, language: string): string =>
  typeof texts === 'string' ? texts : (texts?.[language] ?? '');

export function withText(
  texts: Texts | undefined,
  language: string,
  text: string,
  languages: readonly string[],
): Texts | undefined {
  const all = typeof texts === 'string' ? Object.fromEntries(languages.map((one) => [one, texts])) : { ...texts };
  if (text) all[language] = text;
  else delete all[language];
  return Object.keys(all).length ? all : undefined;
}

// --- in the settings' TOML ------------------------------------------------------------------------

// As long as it is and on one line, so that nothing in a survey is taken for settings.
const masked = (body: string) =>
  body.replace(/'''[\s\S]*?'''|"""[\s\S]*?"""/g, (text) => '\0'.repeat(text.length));

interface Span {
  from: number;
  to: number;
}

type Section = 'kiosk' | 'staff_survey';

// Where `survey = …` stands in the section, or would; null: it is written in a way that only its author changes.
function placeIn(body: string, section: Section): (Span & { there: boolean; section: boolean }) | null {
  const outline = masked(body);
  const header = new RegExp(`^\\[${section}\\][^\\n]*$`, 'm').exec(outline);
  if (!header) {
    if (new RegExp(`^[ \\t]*"?${section}"?[ \\t]*[.=]`, 'm').test(outline)) return null;
    return { from: body.length, to: body.length, there: false, section: false };
  }
  const begins = header.index + header[0].length;
  const next = /^[ \t]*\[/m.exec(outline.slice(begins));
  const ends = next ? begins + next.index : body.length;
  const line = /^[ \t]*survey[ \t]*=[^\n]*$/m.exec(outline.slice(begins, ends));
  if (!line) return { from: begins, to: begins, there: false, section: true };
  const from = begins + line.index;
  return { from, to: from + line[0].length, there: true, section: true };
}

export function surveyIn(body: string, section: Section = 'kiosk'): string | null {
  const place = placeIn(body, section);
  if (!place?.there) return null;
  return /'''\n?([\s\S]*?)'''/.exec(body.slice(place.from, place.to))?.[1]?.trim() ?? null;
}

// The settings with this survey and all else as it was; null: a person has to do it.
export function withSurvey(body: string, survey: string): string | null {
  const place = placeIn(body, 'kiosk');
  if (!place) return null;
  const line = `survey = '''\n${survey.replaceAll("'''", "''\\u0027")}\n'''`;
  const before = body.slice(0, place.from);
  const after = body.slice(place.to);
  if (place.there) return before + line + after;
  if (place.section) return `${before}\n${line}${after}`;
  return `${before}${before && !before.endsWith('\n') ? '\n' : ''}[kiosk]\n${line}\n${after}`;
}
