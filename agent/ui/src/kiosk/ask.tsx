// One question and the ways to answer it; afterwards, what became of the answer.
import { useEffect, useRef } from 'preact/hooks';
import { words, type Given, type Question, type Survey } from '../shared/survey';
import { Faces, Scale } from './answers';
import { languages as spoken, useVoice } from './texts';
import { useAnswer } from './use_answer';
import type { Later } from './use_later';

interface Props {
  survey: Survey;
  question: Question;
  store: string;
  response: string;
  languages: string[]; // the customer's, the store's
  greeted: string[]; // nobody is here yet: the languages in which somebody may be
  place: number; // how many questions were before
  before: Given | null; // what was answered here, when one came back
  thanked: boolean;
  later: Pick<Later, 'Stars' | 'Choices' | 'Text' | 'Trouble'> | undefined;
  onDone(given: Given | null): void; // it is recorded; null: skipped
  onBack(): void;
  onLeave(): void;
}

export function Ask(props: Props) {
  const { survey, question, languages, place, before, thanked, later, onDone, onLeave } = props;
  const voice = useVoice();
  const answer = useAnswer(survey, question, props.response, languages[0]!, before, onDone);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.scrollTo(0, 0);
    if (place) title.current?.focus();
  }, []);

  const { phase } = answer;
  const asked = phase === 'asked' || phase === 'refused';
  const trouble = phase !== 'asked' && phase !== 'sending';
  const { look } = question;
  const Answers = {
    numbers: Scale,
    faces: Faces,
    stars: later?.Stars,
    list: later?.Choices,
    line: later?.Text,
    lines: later?.Text,
  }[look];
  const say = (wording: Parameters<typeof words>[0]) =>
    words(wording, ...languages).replaceAll('{store}', props.store);
  return (
    <main class={asked ? '' : 'answered'}>
      {thanked && before === null && (
        <p class="so-far" role="status">
          <b>{voice.say('thanks')}</b> {voice.say('thanks.more')}
        </p>
      )}
      {!place && (
        <p class="hello">
          {props.greeted.map((one) => (
            <span key={one} lang={one}>
              {spoken.speak(one).say('hello')}
            </span>
          ))}
        </p>
      )}
      <h1 id="question" ref={title} tabIndex={-1}>
        {say(question.title)}
      </h1>
      {Answers && (
        <Answers
          question={question}
          say={say}
          given={answer.given}
          open={asked}
          give={answer.give}
        />
      )}
      <div class="below">
        {asked && (
          <p class="choices">
            {place > 0 && (
              <button type="button" class="enough" onClick={props.onBack}>
                {voice.say('back')}
              </button>
            )}
            {(before !== null ||
              (!question.required && (thanked || look !== 'numbers') && survey.questions.length > 1)) && (
              <button type="button" class="enough" onClick={() => onDone(before)}>
                {voice.say(before === null ? 'skip' : 'keep')}
              </button>
            )}
            {thanked && (
              <button type="button" class="enough" onClick={onLeave}>
                {voice.say('enough')}
              </button>
            )}
          </p>
        )}
        <div class="said" role="status">
          {phase === 'sending' && <p>{voice.say('sending')}</p>}
          {trouble &&
            (later ? (
              <later.Trouble phase={phase} again={answer.again} onLeave={onLeave} />
            ) : (
              <p>{voice.say('sending')}</p>
            ))}
        </div>
      </div>
    </main>
  );
}
