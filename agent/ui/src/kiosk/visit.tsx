// One customer's time at the kiosk, from the first question to the thanks.
import { useEffect, useState } from 'preact/hooks';
import type { Touchpoint } from '../shared/api';
import { goOn, nextQuestion, words, type Answers } from '../shared/survey';
import { uuid7 } from '../shared/uuid7';
import { Ask } from './ask';
import { useIdle } from './idle';
import { largerBy } from './keep_inside';
import { isSaved } from '../tablet/queue';
import { savedEnd, savedVoice } from '../tablet/texts';
import { languages, VoiceContext } from './texts';
import type { Later } from './use_later';
import { wipe } from './wipe';

const kThanksMs = 8000;
const kIdleDefaultS = 30;

interface Props {
  touchpoint: Touchpoint;
  later: Later | undefined;
  onTouch(): void; // somebody is here
  onLeave(): void;
}

export function Visit({ touchpoint, later, onTouch, onLeave }: Props) {
  const [language, setLanguage] = useState(touchpoint.language);
  const [answers, setAnswers] = useState<Answers>({});
  const [response] = useState(() => uuid7()); // of this visit's answers, and of nothing else
  const [touched, setTouched] = useState(false); // there is something to wipe
  const [notice, setNotice] = useState(false);
  const [aside, setAside] = useState<'CheckIn' | 'Identify' | 'CarryOn' | ''>(''); // beside the questions
  const [replied, setReplied] = useState(false); // they said whether and where they want an answer
  const [large, setLarge] = useState(false);
  const [contrast, setContrast] = useState(false);
  const said = languages.speak(language, touchpoint.language);
  const saved = TABLET && isSaved(response); // here, and not yet recorded
  const voice = saved ? savedVoice(said) : said;
  // Where nothing can be recorded nothing is asked.
  const closed = touchpoint.recording === false;
  const survey = closed ? undefined : touchpoint.survey;
  const questions = survey?.questions ?? [];
  const [path, setPath] = useState(() => [nextQuestion(questions, 0, {})]); // back is one step less
  const place = path.length - 1;
  const at = path[place]!;
  const question = questions[at];
  const most = place + questions.length - at; // what is asked depends on the answers
  const over = questions.length > 0 && !question;
  const given = Object.keys(answers).length > 0;
  const promised = over && !replied && survey?.promise && given;
  const ended = over && !promised;
  const idle = useIdle(touched && (!!aside || !ended), touchpoint.idle_s ?? kIdleDefaultS, onLeave);

  const touch = () => {
    setTouched(true);
    onTouch();
  };
  const back = () => setPath(path.slice(0, -1));

  useEffect(() => wipe, []);
  useEffect(() => {
    document.documentElement.lang = voice.language;
    document.title = voice.say('title');
  }, [voice]);
  useEffect(() => {
    const { classList } = document.documentElement;
    classList.toggle('large', large);
    classList.toggle('contrast', contrast);
  }, [large, contrast]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => setLarge((now) => largerBy(event) ?? now);
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  useEffect(() => {
    if (!ended || aside) return;
    const timer = setTimeout(onLeave, kThanksMs);
    return () => clearTimeout(timer);
  }, [ended, aside]);

  const spoken = touchpoint.languages.filter(languages.speaks);
  const own = [voice.language, touchpoint.language];
  const Aside = aside && later?.[aside];
  const collecting = aside === 'CheckIn';
  return (
    <VoiceContext.Provider value={voice}>
      <div class={touched ? 'kiosk' : 'kiosk rest'} onClickCapture={touch} onKeyDownCapture={touch}>
        <header>
          <p>{touchpoint.store_name}</p>
          {question && most > 1 && !aside && (
            <p class="progress">
              <progress value={place} max={most} aria-hidden="true" />
              {voice.say(place + 1 < most ? 'so_far' : 'so_far.last', { n: place + 1, most })}
            </p>
          )}
          <span>
            <button type="button" aria-pressed={contrast} onClick={() => setContrast(!contrast)}>
              <svg viewBox="0 0 28 28" aria-hidden="true">
                <path d="M14 3a11 11 0 0 1 0 22z" />
                <circle cx="14" cy="14" r="11" />
              </svg>
              <span class="unseen">{voice.say('contrast')}</span>
            </button>
            <button type="button" aria-pressed={large} onClick={() => setLarge(!large)}>
              <span aria-hidden="true">
                A<b>A</b>
              </span>
              <span class="unseen">{voice.say('larger')}</span>
            </button>
          </span>
        </header>
        {Aside ? (
          <Aside
            survey={survey!}
            response={response}
            languages={own}
            answers={answers}
            onForget={() => setAnswers({})}
            onBack={() => setAside('')}
            onLeave={onLeave}
          />
        ) : promised ? (
          later && (
            <later.Reply
              survey={survey}
              response={response}
              answers={answers}
              store={touchpoint.store_name}
              languages={own}
              onDone={() => setReplied(true)}
            />
          )
        ) : ended ? (
          later && (
            <later.Thanks
              text={saved ? savedEnd(voice.language) : words(survey?.thanks, ...own)}
              onIdentify={given && survey?.identify && (() => setAside('Identify'))}
              onBack={back}
              onLeave={onLeave}
            />
          )
        ) : question && survey ? (
          <Ask
            key={at}
            survey={survey}
            question={question}
            store={touchpoint.store_name}
            response={response}
            languages={own}
            greeted={touched ? [voice.language] : spoken}
            place={place}
            before={answers[question.question] ?? null}
            thanked={given}
            later={later}
            onDone={(one) => {
              const all = one === null ? answers : { ...answers, [question.question]: one };
              setAnswers(all);
              setPath(goOn(questions, path, all));
            }}
            onBack={back}
            onLeave={onLeave}
          />
        ) : (
          <main>
            <div class="middle" role="status">
              {later ? <later.Nothing closed={closed} /> : <h1>{voice.say('waiting')}</h1>}
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
                    {languages.speak(one).say('language')}
                  </button>
                </li>
              ))}
            </ul>
          )}
          {touchpoint.collections && !closed && !aside && (!place || ended) && (
            <button type="button" onClick={() => setAside('CheckIn')}>
              {voice.say('collect')}
            </button>
          )}
          {touchpoint.carry_on && touched && question && !aside && later && (
            <later.ToPhone onClick={() => setAside('CarryOn')} />
          )}
          {(collecting || !over) && (
            <p>
              {!collecting && <span>{voice.say('privacy.short')}</span>}{' '}
              <button type="button" class="link" onClick={() => setNotice(true)}>
                {voice.say('privacy')}
              </button>
            </p>
          )}
        </footer>
        {notice && later && (
          <later.Notice
            collecting={collecting}
            identify={!!survey?.identify}
            purpose={words(survey?.purpose, ...own)}
            onClose={() => setNotice(false)}
          />
        )}
        {idle.left !== null && later && <later.Warning left={idle.left} onStay={idle.stay} />}
      </div>
    </VoiceContext.Provider>
  );
}
