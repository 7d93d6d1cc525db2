// A survey as the device tells it (openapi.yaml, Survey), and what is asked next.

export type Wording = Record<string, string>; // a language, or "default", and what it says there
export type Given = number | string[] | string; // a score, the values of choices, a text
type Condition = [question: string, comparison: string, value?: number | string];

export interface Question {
  question: string;
  kind: 'nps' | 'csat' | 'ces' | 'rating' | 'choice' | 'choices' | 'text' | 'enps';
  look: 'numbers' | 'faces' | 'stars' | 'list' | 'line' | 'lines';
  title: Wording;
  least?: number;
  most?: number;
  least_words?: Wording;
  most_words?: Wording;
  choices?: { value: string; words: Wording }[];
  length_max?: number;
  required?: boolean;
  when?: Condition[][]; // any of which all hold; none: always
}

export interface Promised {
  hours: number;
  channels: ('email' | 'phone')[];
  version: string; // of the text
  text: Wording; // what the address is used for
}

export interface Survey {
  survey: string;
  version: number;
  questions: Question[];
  purpose?: Wording;
  thanks?: Wording;
  promise?: Promised;
  identify?: { version: string; text: Wording }; // what whoever says who they are agrees to
}

// In the customer's language, else in the store's, else as the survey was written first.
export function words(wording: Wording | undefined, ...languages: string[]): string {
  if (!wording) return '';
  for (const one of languages) {
    const found = wording[one] ?? wording[one.split('-')[0]!];
    if (found) return found;
  }
  return wording['default'] ?? Object.values(wording)[0] ?? '';
}

export type Answers = Record<string, Given>;

function holds([question, comparison, value]: Condition, answers: Answers): boolean {
  const given = answers[question];
  const nothing = given === undefined || given === '' || (Array.isArray(given) && !given.length);
  if (comparison === 'empty') return nothing;
  if (comparison === 'notempty') return !nothing;
  if (nothing) return comparison === '<>'; // as SurveyJS has it
  if (comparison === 'contains') return Array.isArray(given) && given.includes(String(value));
  const one = Array.isArray(given) ? given[0]! : given;
  if (comparison === '=') return one === value;
  if (comparison === '<>') return one !== value;
  const [a, b] = [Number(one), Number(value)];
  return { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }[comparison] ?? false;
}

// The place of the next question from `from` on that is asked after these answers; the number of
// questions when there is none.
export function nextQuestion(questions: Question[], from: number, answers: Answers): number {
  const asked = ({ when }: Question) =>
    !when || when.some((all) => all.every((one) => holds(one, answers)));
  while (from < questions.length && !asked(questions[from]!)) from++;
  return from;
}

// The way one question further. What was answered on a way that is no longer gone decides nothing.
export function goOn(questions: Question[], path: number[], answers: Answers): number[] {
  const gone: Answers = {};
  for (const i of path) {
    const { question: name } = questions[i]!;
    if (name in answers) gone[name] = answers[name]!;
  }
  return [...path, nextQuestion(questions, path[path.length - 1]! + 1, gone)];
}
