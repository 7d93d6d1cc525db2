// One customer's time at the kiosk, from the first question to the thanks.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Touchpoint } from '../shared/api';
import { nextQuestion, words, type Answers } from '../shared/survey';
import { uuid7 } from '../shared/uuid7';
import { capital, nameOf } from '../shared/voice';
import { Ask } from './ask';
import { useIdle, Warning } from './idle';
import { isSaved } from '../tablet/queue';
import { savedVoice } from '../tablet/texts';
import { languages, useVoice, VoiceContext } from './texts';

const kThanksMs = 8000;
const kIdleDefaultS = 30;

interface Props {
  touchpoint: Touchpoint;
  onTouch(): void; // somebody is here
  onLeave(): void;
}

export function Visit({ touchpoint, onTouch, onLeave }: Props) {
  const [language, setLanguage] = useState(touchpoint.language);
  const [answers, setAnswers] = useState<Answers>({});
  const [response] = useState(() => uuid7()); // of this visit's answers, and of nothing else
  const [touched, setTouched] = useState(false); // there is something to wipe
  const [notice, setNotice] = useState(false);
  const [large, setLarge] = useState(false);
  const said = languages.speak(language, touchpoint.language);
  const saved = TABLET && isSaved(response); // here, and not yet recorded
  const voice = saved ? savedVoice(said) : said;
  // Where nothing can be recorded nothing is asked.
  const closed = touchpoint.recording === false;
  const survey = closed ? undefined : touchpoint.survey;
  const questions = survey?.questions ?? [];
  const [at, setAt] = useState(() => nextQuestion(questions, 0, {})); // the question
  const question = questions[at];
  const ended = questions.length > 0 && !question;
  const idle = useIdle(touched && !ended, touchpoint.idle_s ?? kIdleDefaultS, onLeave);

  const touch = () => {
    setTouched(true);
    onTouch();
  };

  useEffect(() => {
    document.documentElement.lang = voice.language;
    document.title = voice.say('title');
  }, [voice]);
  useEffect(() => {
    document.documentElement.classList.toggle('large', large);
    return () => document.documentElement.classList.remove('large');
  }, [large]);
  useEffect(() => {
    if (!ended) return;
    const timer = setTimeout(onLeave, kThanksMs);
    return () => clearTimeout(timer);
  }, [ended]);

  const spoken = touchpoint.languages.filter(languages.speaks);
  return (
    <VoiceContext.Provider value={voice}>
      <div class="kiosk" onClickCapture={touch}>
        <header>
          <p>{touchpoint.store_name}</p>
          <button type="button" aria-pressed={large} onClick={() => setLarge(!large)}>
            <span aria-hidden="true">
              A<b>A</b>
            </span>
            <span class="unseen">{voice.say('larger')}</span>
          </button>
        </header>
        {ended ? (
          <Thanks
            text={saved ? '' : words(survey?.thanks, voice.language, touchpoint.language)}
            onLeave={onLeave}
          />
        ) : question && survey ? (
          <Ask
            key={at}
            survey={survey}
            question={question}
            store={touchpoint.store_name}
            response={response}
            languages={[voice.language, touchpoint.language]}
            thanked={Object.keys(answers).length > 0}
            onDone={(given) => {
              const all = given === null ? answers : { ...answers, [question.question]: given };
              setAnswers(all);
              setAt(nextQuestion(questions, at + 1, all));
            }}
            onLeave={onLeave}
          />
        ) : (
          <main>
            <div class="middle" role="status">
              <h1>{voice.say(closed ? 'closed' : 'no_questions')}</h1>
            </div>
          </main>
        )}
        <footer>
          {spoken.length > 1 && (
            <ul aria-label={voice.say('languages')}>
              {spoken.map((one) => (
                <li key={one}>
                  <button
                    type="button"
                    lang={one}
                    aria-pressed={one === voice.language}
                    onClick={() => setLanguage(one)}
                  >
                    {capital(nameOf(one), one)}
                  </button>
                </li>
              ))}
            </ul>
          )}
          {!ended && (
            <p>
              <span>{voice.say('privacy.short')}</span>{' '}
              <button type="button" class="link" onClick={() => setNotice(true)}>
                {voice.say('privacy')}
              </button>
            </p>
          )}
        </footer>
        {notice && (
          <Notice
            purpose={words(survey?.purpose, voice.language, touchpoint.language)}
            onClose={() => setNotice(false)}
          />
        )}
        {idle.left !== null && <Warning left={idle.left} onStay={idle.stay} />}
      </div>
    </VoiceContext.Provider>
  );
}

function Thanks({ text, onLeave }: { text: string; onLeave(): void }) {
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
      <p>{text || voice.say('thanks.end')}</p>
      <button type="button" onClick={onLeave}>
        {voice.say('again')}
      </button>
    </main>
  );
}

function Notice({ purpose, onClose }: { purpose: string; onClose(): void }) {
  const voice = useVoice();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="notice" onClose={onClose}>
      <h2 id="notice">{voice.say('privacy.title')}</h2>
      <p>{voice.say('privacy.text')}</p>
      {purpose && <p>{purpose}</p>}
      <button type="button" class="main" onClick={onClose}>
        {voice.say('privacy.close')}
      </button>
    </dialog>
  );
}
