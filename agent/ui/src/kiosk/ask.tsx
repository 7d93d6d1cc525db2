// One question and the ways to answer it; afterwards, what became of the answer.
import { useEffect, useRef } from 'preact/hooks';
import { words, type Given, type Question, type Survey } from '../shared/survey';
import { Choices, Faces, Scale, Stars, Text } from './answers';
import { useVoice } from './texts';
import { useAnswer } from './use_answer';

interface Props {
  survey: Survey;
  question: Question;
  store: string;
  response: string;
  languages: string[]; // the customer's, the store's
  thanked: boolean;
  onDone(given: Given | null): void; // it is recorded; null: skipped
  onLeave(): void;
}

const kinds = {
  numbers: Scale,
  faces: Faces,
  stars: Stars,
  list: Choices,
  line: Text,
  lines: Text,
};

export function Ask({ survey, question, store, response, languages, thanked, onDone, onLeave }: Props) {
  const voice = useVoice();
  const answer = useAnswer(survey, question, response, languages[0]!, onDone);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.scrollTo(0, 0);
    if (thanked) title.current?.focus();
  }, []);

  const { phase } = answer;
  const asked = phase === 'asked' || phase === 'refused';
  const failed = phase === 'waiting' || phase === 'failed';
  const Answers = kinds[question.look];
  return (
    <main class={asked ? '' : 'answered'}>
      {thanked && (
        <p class="so-far" role="status">
          <b>{voice.say('thanks')}</b> {voice.say('thanks.more')}
        </p>
      )}
      <h1 id="question" ref={title} tabIndex={-1}>
        {words(question.title, ...languages).replaceAll('{store}', store)}
      </h1>
      <Answers
        question={question}
        say={(wording) => words(wording, ...languages).replaceAll('{store}', store)}
        given={answer.given}
        open={asked}
        give={answer.give}
      />
      <div class="below">
        {asked && (
          <p class="choices">
            {!question.required && (thanked || question.look !== 'numbers') && survey.questions.length > 1 && (
              <button type="button" class="enough" onClick={() => onDone(null)}>
                {voice.say('skip')}
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
          {phase === 'refused' && (
            <p>
              <b>{voice.say('refused')}</b>
            </p>
          )}
          {failed && (
            <>
              <p>
                <b>{voice.say('failed')}</b>{' '}
                {voice.say(phase === 'waiting' ? 'failed.retrying' : 'failed.final')}
              </p>
              <p class="choices">
                {phase === 'waiting' && (
                  <button type="button" class="main" onClick={answer.again}>
                    {voice.say('failed.retry')}
                  </button>
                )}
                <button type="button" onClick={onLeave}>
                  {voice.say('failed.leave')}
                </button>
              </p>
            </>
          )}
        </div>
      </div>
    </main>
  );
}
