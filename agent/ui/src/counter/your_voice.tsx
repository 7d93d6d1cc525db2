// "Your voice": staff answer about their work. Before the first tap it says who sees what, and from how
// many answers on; it says thank you only when the device has it. Loaded when it is opened.
import './your_voice.css';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Touchpoint, WorkSurvey } from '../shared/api';
import { nextQuestion, words, type Answers, type Question, type Survey } from '../shared/survey';
import { Icon } from './icons';
import { useVoice, type Key } from './texts';
import { givenTo, type Sent } from './use_work_survey';

interface Props {
  touchpoint: Touchpoint;
  work: WorkSurvey;
  answers: Answers;
  onAnswers(answers: Answers): void;
  onSend(survey: Survey): Promise<Sent>;
  onClose(): void;
}

const facts: Key[] = ['work.no_name', 'work.group', 'work.who', 'work.end'];

export function YourVoice({ touchpoint, work, answers, onAnswers, onSend, onClose }: Props) {
  const voice = useVoice();
  const title = useRef<HTMLHeadingElement>(null);
  const [phase, setPhase] = useState<'asking' | 'sending' | Sent>('asking');
  const [missing, setMissing] = useState<string | null>(null);
  const survey = work.survey!;
  const n = work.minimum_group!;
  const over = phase === 'taken' || phase === 'already' || (work.answered && phase === 'asking');
  useLayoutEffect(() => title.current?.focus(), [over]);
  const say = (wording: Question['title'] | undefined) =>
    words(wording, voice.language, touchpoint.language).replaceAll('{store}', touchpoint.store_name);
  const given = givenTo(survey, answers);
  const asked = survey.questions.filter((_, i) => nextQuestion(survey.questions, i, given) === i);
  const send = async (event: Event) => {
    event.preventDefault();
    if (phase === 'sending') return;
    const without = asked.find(({ question, required }) => required && !(question in given));
    if (without || !Object.keys(given).length) return setMissing(without?.question ?? '');
    setMissing(null);
    setPhase('sending');
    setPhase(await onSend(survey));
  };
  return (
    <main class="your-voice" aria-labelledby="work-title">
      <div class="voice-top">
        <h1 id="work-title" ref={title} tabIndex={-1}>
          {over
            ? voice.say(phase === 'taken' ? 'work.thanks' : 'work.already')
            : voice.say('work.title')}
        </h1>
        <button type="button" class="second" onClick={onClose}>
          <Icon name="back" size={20} /> {voice.say('work.back')}
        </button>
      </div>
      {over ? (
        <div role="status" class="voice-over">
          {phase === 'taken' && <p>{say(survey.thanks)}</p>}
          <p>{voice.say(phase === 'taken' ? 'work.kept' : 'work.once', { n: String(n) })}</p>
        </div>
      ) : (
        <form onSubmit={send} noValidate>
          {survey.purpose && <p>{say(survey.purpose)}</p>}
          <ul class="voice-facts">
            {facts.map((key) => (
              <li key={key}>
                <Icon name={key === 'work.who' ? 'person' : 'lock'} size={20} />
                <span>{voice.say(key, { n: String(n) })}</span>
              </li>
            ))}
          </ul>
          {asked.map((question) => (
            <One
              key={question.question}
              question={question}
              title={say(question.title)}
              say={say}
              minimum={n}
              missing={missing === question.question}
              given={answers[question.question]}
              onGive={(answer) => onAnswers({ ...answers, [question.question]: answer })}
            />
          ))}
          <div class="form-end">
            <p role="alert" class="failed">
              {missing !== null && voice.say(missing ? 'work.required' : 'work.nothing')}
              {phase === 'failed' && voice.say('work.failed')}
            </p>
            <button class="primary" aria-disabled={phase === 'sending'}>
              {voice.say(phase === 'sending' ? 'work.sending' : 'work.send')}
            </button>
          </div>
        </form>
      )}
    </main>
  );
}

interface OneProps {
  question: Question;
  title: string;
  say(wording: Question['title'] | undefined): string;
  minimum: number;
  missing: boolean;
  given: Answers[string] | undefined;
  onGive(answer: Answers[string]): void;
}

function One({ question, title, say, minimum, missing, given, onGive }: OneProps) {
  const voice = useVoice();
  const id = useId();
  const { kind, look, least = 1, most = 5, choices } = question;
  const needed = question.required ? ` (${voice.say('work.needed')})` : '';
  if (kind === 'text') {
    return (
      <div class="voice-question">
        <label for={id}>{title + needed}</label>
        <p class="soft" id={`${id}-hint`}>
          {voice.say('work.words', { n: String(minimum) })}
        </p>
        <textarea
          id={id}
          rows={3}
          maxLength={question.length_max}
          aria-describedby={`${id}-hint`}
          value={String(given ?? '')}
          onInput={(event) => onGive(event.currentTarget.value)}
        />
      </div>
    );
  }
  const several = kind === 'choices';
  const offered: [number | string, string][] = choices
    ? choices.map((one) => [one.value, say(one.words) || one.value])
    : Array.from({ length: most - least + 1 }, (_, i) => {
        const score = least + i;
        const face = look === 'faces' && voice.say(`work.face_${score}` as Key);
        return [score, face || (look === 'stars' ? `${score} ★` : `${score}`)];
      });
  const chosen = (value: number | string) =>
    Array.isArray(given) ? given.includes(String(value)) : given === value;
  const pick = (value: number | string) => {
    if (typeof value === 'number') return onGive(value);
    const now = Array.isArray(given) ? given : [];
    if (!several) return onGive([value]);
    onGive(now.includes(value) ? now.filter((one) => one !== value) : [...now, value]);
  };
  const ends = [say(question.least_words), say(question.most_words)].filter(Boolean);
  return (
    <fieldset
      class={choices ? 'voice-question listed' : 'voice-question'}
      aria-invalid={missing || undefined}
      aria-describedby={ends.length ? `${id}-ends` : undefined}
    >
      <legend>
        {title + needed}
        {kind === 'enps' && <span class="soft">eNPS</span>}
      </legend>
      <div class="voice-answers">
        {offered.map(([value, name]) => (
          <label key={value}>
            <input
              type={several ? 'checkbox' : 'radio'}
              name={id}
              checked={chosen(value)}
              onChange={() => pick(value)}
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
      {ends.length > 0 && (
        <p class="soft voice-ends" id={`${id}-ends`}>
          {ends.map((end, i) => (
            <span key={i}>{`${i ? most : least}: ${end}`}</span>
          ))}
        </p>
      )}
    </fieldset>
  );
}

