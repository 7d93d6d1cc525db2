// What kiosks ask: made in fields or as text, checked by the hub as devices will read it, shown as a kiosk shows it, and
// published with the settings that are in force otherwise.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Survey } from '../shared/survey';
import { capital, nameOf } from '../shared/voice';
import { get, post, type SettingsStatus } from './api';
import { Confirm } from './confirm';
import { Choice, TextField } from './forms';
import { kRingOfAll } from './rings';
import { SurveyForm } from './survey_form';
import { Preview } from './survey_preview';
import { freshSurvey, readWritten, surveyIn, withSurvey, type WrittenSurvey } from './survey_text';
import { spoken, useVoice } from './texts';

const kPauseMs = 250; // after the last key
const asText = (survey: WrittenSurvey) => JSON.stringify(survey, null, 2);

export function SurveyPage() {
  const voice = useVoice();
  const [status, setStatus] = useState<SettingsStatus | null>(null);
  const [base, setBase] = useState(''); // the settings that it will stand in
  const [text, setText] = useState('');
  const [read, setRead] = useState<{ text: string; survey: Survey | null; complaint: string } | null>(null);
  const [language, setLanguage] = useState(voice.language);
  const [ring, setRing] = useState('');
  const [note, setNote] = useState('');
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState('');
  const [failed, setFailed] = useState('');
  const latest = useRef('');
  latest.current = text;

  const load = async () => {
    const answer = await get<SettingsStatus>('/v1/settings');
    if (!answer.ok) return setFailed(voice.say('failed'));
    const newest = answer.body.settings[0];
    let body = '';
    if (newest) {
      const shown = await post<{ body: string }>('/v1/settings/show', { number: newest.number });
      if (!shown.ok) return setFailed(voice.say('failed'));
      body = shown.body.body;
    }
    const published = readWritten(surveyIn(body) ?? '');
    setBase(body);
    setStatus(answer.body);
    setRing((now) => now || (answer.body.rings[0]?.name ?? kRingOfAll));
    setText(
      asText(
        published
          ? { ...published, version: (published.version ?? 1) + 1 }
          : freshSurvey(spoken, voice.say('survey.first_title')),
      ),
    );
  };
  useEffect(() => void load(), []);
  useEffect(() => {
    document.title = `${voice.say('menu.surveys')} · Touchpoint hub`;
  }, [voice]);
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(async () => {
      const answer = await post<{ survey: Survey }>('/v1/surveys/check', { survey: text });
      if (latest.current !== text) return; // typed on meanwhile
      setRead({
        text,
        survey: answer.ok ? answer.body.survey : null,
        complaint: answer.ok ? '' : answer.status === 422 ? answer.message : voice.say('failed'),
      });
    }, kPauseMs);
    return () => clearTimeout(timer);
  }, [text]);

  const written = readWritten(text);
  const right = read?.text === text && read.survey !== null;
  const change = (typed: string) => {
    setText(typed);
    setSaid('');
    setFailed('');
  };
  const publish = async () => {
    setAsking(false);
    const body = withSurvey(base, text);
    if (body === null) return setFailed(voice.say('survey.by_hand'));
    const answer = await post<{ number: number }>('/v1/settings', { body, ring, note });
    if (!answer.ok) return setFailed(answer.status === 422 ? answer.message : voice.say('failed'));
    setNote('');
    setSaid(voice.say('settings.published_as', { n: answer.body.number, ring }));
    await load();
  };
  return (
    <>
      <h1>{voice.say('menu.surveys')}</h1>
      <p class="soft lead">{voice.say('survey.hint')}</p>
      <p role="status" class="said">
        {said}
      </p>
      {status && (
        <div class="survey">
          <div>
            {written ? (
              <SurveyForm survey={written} onChange={(survey) => change(asText(survey))} />
            ) : (
              <p class="card">{voice.say('survey.no_form')}</p>
            )}
            <section class="card" aria-labelledby="json">
              <h2 id="json">{voice.say('survey.text')}</h2>
              <textarea
                class="json"
                rows={16}
                aria-labelledby="json"
                aria-describedby="complaint"
                spellcheck={false}
                autocapitalize="none"
                value={text}
                onInput={({ currentTarget }) => change(currentTarget.value)}
              />
            </section>
          </div>
          <div class="beside">
            <div role="alert" id="complaint" class="complaint">
              {read?.complaint && (
                <p lang="en">
                  <code>{read.complaint}</code>
                </p>
              )}
            </div>
            <Choice
              id="language"
              label={voice.say('survey.language')}
              value={language}
              options={spoken.map((one) => [one, capital(nameOf(one), one)])}
              onChoose={setLanguage}
            />
            {read?.survey && <Preview survey={read.survey} language={language} busy={!right} />}
            <form
              class="card"
              aria-labelledby="publish"
              onSubmit={(event) => {
                event.preventDefault();
                if (right) setAsking(true);
                else setFailed(voice.say('survey.not_yet'));
              }}
            >
              <h2 id="publish">{voice.say('settings.publish')}</h2>
              <p class="soft">{voice.say('survey.publish_hint')}</p>
              <div class="fields">
                <Choice
                  id="ring"
                  label={voice.say('settings.ring')}
                  value={ring}
                  options={status.rings.map(({ name }) => [name, name])}
                  onChoose={setRing}
                />
                <TextField id="note" label={voice.say('settings.why')} kind="words" longest={200} value={note} onType={setNote} />
                <button class="primary">{voice.say('survey.publish')}</button>
              </div>
              <p role="alert" class="failed">
                {failed}
              </p>
            </form>
          </div>
        </div>
      )}
      {asking && (
        <Confirm
          title={voice.say('settings.publish_title', { ring })}
          text={voice.say('settings.follow')}
          yes={voice.say('settings.publish_yes')}
          onYes={() => void publish()}
          onNo={() => setAsking(false)}
        />
      )}
    </>
  );
}
