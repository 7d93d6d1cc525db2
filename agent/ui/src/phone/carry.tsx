// The rest of the questions, asked as at the kiosk; what was answered there is kept, and can be gone back
// to. Each answer is at the hub before the next question comes.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Ask } from '../kiosk/ask';
import { Choices, Text } from '../kiosk/later/lists';
import { Notice } from '../kiosk/later/notice';
import { Reply } from '../kiosk/later/reply';
import { Stars } from '../kiosk/later/stars';
import { languages, useVoice, VoiceContext } from '../kiosk/texts';
import { goOn, nextQuestion, words, type Answers, type Question } from '../shared/survey';
import type { Begun } from './link';
import { phoneVoices } from './texts';
import { Trouble } from './trouble';

const ways = { Choices, Stars, Text, Trouble };

// The questions up to the first that has no answer.
function soFar(questions: Question[], answers: Answers): number[] {
  let path = [nextQuestion(questions, 0, {})];
  for (;;) {
    const last = questions[path[path.length - 1]!];
    if (!last || !(last.question in answers)) return path;
    path = goOn(questions, path, answers);
  }
}

export function Carry({ visit }: { visit: Begun }) {
  const { survey, response } = visit;
  const { questions } = survey;
  const [language, setLanguage] = useState(visit.language);
  const [answers, setAnswers] = useState(visit.answers);
  const [path, setPath] = useState(() => soFar(questions, visit.answers));
  const [enough, setEnough] = useState(false);
  const [replied, setReplied] = useState(false);
  const [notice, setNotice] = useState(false);
  const voice = languages.speak(language, visit.store_language);
  const own = phoneVoices.speak(voice.language);
  const place = path.length - 1;
  const at = path[place]!;
  const question = enough ? undefined : questions[at];
  const most = place + questions.length - at;
  const given = Object.keys(answers).length > 0;
  const promised = !question && !replied && survey.promise && given;
  const spoken = visit.languages.filter(languages.speaks);
  const wanted = [voice.language, visit.store_language];

  useEffect(() => {
    document.documentElement.lang = voice.language;
    document.title = own.say('title');
  }, [voice]);

  const back = () => {
    if (enough) setEnough(false);
    else setPath(path.slice(0, -1));
  };
  return (
    <VoiceContext.Provider value={voice}>
      <div class="kiosk">
        <header>
          <p>{visit.store_name}</p>
          {question && most > 1 && (
            <p class="progress">
              <progress value={place} max={most} aria-hidden="true" />
              {voice.say(place + 1 < most ? 'so_far' : 'so_far.last', { n: place + 1, most })}
            </p>
          )}
        </header>
        {question ? (
          <Ask
            key={at}
            survey={survey}
            question={question}
            store={visit.store_name}
            response={response}
            languages={wanted}
            greeted={[]}
            place={place}
            before={answers[question.question] ?? null}
            thanked={given}
            later={ways}
            onDone={(one) => {
              const all = one === null ? answers : { ...answers, [question.question]: one };
              setAnswers(all);
              setPath(goOn(questions, path, all));
            }}
            onBack={back}
            onLeave={() => setEnough(true)}
          />
        ) : promised ? (
          <Reply
            survey={survey}
            response={response}
            answers={answers}
            store={visit.store_name}
            languages={wanted}
            onDone={() => setReplied(true)}
          />
        ) : (
          <Thanks text={words(survey.thanks, ...wanted) || own.say('end')} onBack={back} />
        )}
        <footer>
          {spoken.length > 1 && (
            <ul aria-label={own.say('languages')}>
              {spoken.map((one) => (
                <li key={one}>
                  <button
                    type="button"
                    lang={one}
                    aria-pressed={one === voice.language}
                    onClick={() => setLanguage(one)}
                  >
                    {languages.speak(one).say('language')}
                  </button>
                </li>
              ))}
            </ul>
          )}
          <button type="button" class="link" onClick={() => setNotice(true)}>
            {own.say('privacy')}
          </button>
        </footer>
        {notice && (
          <Notice
            collecting={false}
            identify={false}
            purpose={words(survey.purpose, ...wanted)}
            onClose={() => setNotice(false)}
          />
        )}
      </div>
    </VoiceContext.Provider>
  );
}

function Thanks({ text, onBack }: { text: string; onBack(): void }) {
  const voice = useVoice();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <main class="thanks">
      <svg viewBox="0 0 96 96" aria-hidden="true">
        <circle cx="48" cy="48" r="44" />
        <path d="M28 50l14 14 28-30" />
      </svg>
      <h1 ref={title} tabIndex={-1}>
        {voice.say('thanks')}
      </h1>
      <p>{text}</p>
      <button type="button" class="enough" onClick={onBack}>
        {phoneVoices.speak(voice.language).say('correct')}
      </button>
    </main>
  );
}
