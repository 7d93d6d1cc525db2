// A survey as a kiosk shows it: from the hub's own reading of it, by the kiosk's own parts and its own style, in a root of
// its own so that neither page's style touches the other. Nothing is recorded.
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import tokens from '../../tokens.css?inline';
import kioskStyle from '../kiosk/kiosk.css?inline';
import { Faces, Scale } from '../kiosk/answers';
import { Choices, Text } from '../kiosk/later/lists';
import { Stars } from '../kiosk/later/stars';
import { languages, VoiceContext } from '../kiosk/texts';
import { goOn, nextQuestion, words, type Answers, type Survey } from '../shared/survey';
import { useVoice } from './texts';

const kStore = 'Milano, Via Torino';
const looks = { numbers: Scale, faces: Faces, stars: Stars, list: Choices, line: Text, lines: Text };

// What a page of its own calls :root, html and main is inside another here, whose landmarks stay its own.
function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(
    css
      .replace(/:root|(?<![-.\w])(html|body)(?![-\w])/g, ':host')
      .replace(/(?<![-.\w])(main|header)(?![-\w])/g, '.in-$1'),
  );
  return made;
}

interface Props {
  survey: Survey;
  language: string;
}

// `busy`: what is typed now is not read yet.
export function Preview({ survey, language, busy }: Props & { busy: boolean }) {
  const voice = useVoice();
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [
      sheet(tokens),
      sheet(kioskStyle),
      sheet(':host{display:block;zoom:.5}.kiosk{min-height:56rem;background:var(--ground);color:var(--ink)}'),
    ];
    return () => render(null, root);
  }, []);
  useEffect(() => {
    // A survey that was changed begins anew.
    render(
      <Kiosk key={`${language} ${JSON.stringify(survey)}`} survey={survey} language={language} />,
      host.current!.shadowRoot!,
    );
  }, [survey, language]);
  return (
    <section class="card" aria-labelledby="preview" aria-busy={busy}>
      <h2 id="preview">{voice.say('survey.preview')}</h2>
      <div ref={host} class="preview" lang={language} />
    </section>
  );
}

function Kiosk({ survey, language }: Props) {
  const { questions } = survey;
  const [answers, setAnswers] = useState<Answers>({});
  const [path, setPath] = useState(() => [nextQuestion(questions, 0, {})]);
  const at = path[path.length - 1]!;
  const question = questions[at];
  const voice = languages.speak(language);
  const say = (wording: Parameters<typeof words>[0]) => words(wording, language).replaceAll('{store}', kStore);
  const Look = question && looks[question.look];
  const next = (all: Answers) => {
    setAnswers(all);
    setPath(goOn(questions, path, all));
  };
  return (
    <VoiceContext.Provider value={voice}>
      <div class="kiosk">
        <div class="in-header">
          <p>{kStore}</p>
        </div>
        <div class={question ? 'in-main' : 'in-main thanks'}>
          <h1 id="question">{question ? say(question.title) : voice.say('thanks')}</h1>
          {Look && question && (
            <Look
              key={at}
              question={question}
              say={say}
              given={answers[question.question] ?? null}
              open
              give={(given) => next({ ...answers, [question.question]: given })}
            />
          )}
          {!question && <p>{say(survey.thanks)}</p>}
          <p class="choices">
            {path.length > 1 && (
              <button type="button" class="enough" onClick={() => setPath(path.slice(0, -1))}>
                {voice.say('back')}
              </button>
            )}
            {question && !question.required && (
              <button type="button" class="enough" onClick={() => next(answers)}>
                {voice.say('skip')}
              </button>
            )}
          </p>
        </div>
      </div>
    </VoiceContext.Provider>
  );
}
