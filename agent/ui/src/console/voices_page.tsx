// What staff say of their work: for each wave and question a table of stores and of all together. A group of
// too few says only that.
import { useEffect, useState } from 'preact/hooks';
import { words, type Wording } from '../shared/survey';
import { get, post, type SettingsStatus, type VoiceGroup, type VoiceQuestion, type VoiceWave } from './api';
import { readWritten, surveyIn, type Texts, type WrittenSurvey } from './survey_text';
import { sayAny, useVoice, type ConsoleVoice } from './texts';

const inWords = (texts: Texts | undefined, language: string): string =>
  typeof texts === 'string' ? texts : words(texts as Wording | undefined, language);

const asks = ({ survey, version }: VoiceWave) => (one: WrittenSurvey) =>
  one.id === survey && (one.version ?? 1) === version;

// How the questions were put, as far as the settings that are still listed say it.
async function surveysOf(waves: VoiceWave[]): Promise<WrittenSurvey[]> {
  const found: WrittenSurvey[] = [];
  const listed = await get<SettingsStatus>('/v1/settings');
  for (const { number } of listed.ok ? listed.body.settings : []) {
    if (waves.every((wave) => found.some(asks(wave)))) break;
    const shown = await post<{ body: string }>('/v1/settings/show', { number });
    const survey = shown.ok && readWritten(surveyIn(shown.body.body, 'staff_survey') ?? '');
    if (survey) found.push(survey);
  }
  return found;
}

export function VoicesPage() {
  const voice = useVoice();
  const [waves, setWaves] = useState<VoiceWave[] | null>(null);
  const [surveys, setSurveys] = useState<WrittenSurvey[]>([]);
  const [chosen, setChosen] = useState(0);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    document.title = `${voice.say('voices')} · Touchpoint hub`;
  }, [voice]);
  useEffect(() => {
    void post<{ waves: VoiceWave[] }>('/v1/staff-survey', {}).then(async (answer) => {
      if (!answer.ok) return setFailed(true);
      setWaves(answer.body.waves);
      setSurveys(await surveysOf(answer.body.waves));
    });
  }, []);
  const wave = waves?.[chosen];
  return (
    <>
      <h1>{voice.say('voices')}</h1>
      <p class="soft lead">{voice.say('voices.hint')}</p>
      {failed && <p role="alert">{voice.say('failed')}</p>}
      {waves?.length === 0 && <p>{voice.say('voices.none')}</p>}
      {waves && waves.length > 1 && (
        <div class="field">
          <label for="wave">{voice.say('voices.wave')}</label>
          <select
            id="wave"
            value={String(chosen)}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
          >
            {waves.map((one, i) => (
              <option key={i} value={String(i)}>
                {nameOf(voice, one)}
              </option>
            ))}
          </select>
        </div>
      )}
      {wave?.questions.map((question) => (
        <One
          key={`${question.question} ${question.kind}`}
          wave={wave}
          question={question}
          survey={surveys.find(asks(wave))}
        />
      ))}
    </>
  );
}

const nameOf = (voice: ConsoleVoice, { survey, version }: VoiceWave) =>
  voice.say('voices.version', { survey, version: String(version) });

interface OneProps {
  wave: VoiceWave;
  question: VoiceQuestion;
  survey: WrittenSurvey | undefined;
}

function One({ wave, question, survey }: OneProps) {
  const voice = useVoice();
  const { kind, minimum, groups } = question;
  const written = survey?.pages
    .flatMap(({ elements }) => elements)
    .find(({ name }) => name === question.question);
  const asked = inWords(written?.title, voice.language).replaceAll('{store}', '…') || question.question;
  const title = `${nameOf(voice, wave)}: ${asked}`;
  const named = (what: string) => {
    const choice = written?.choices?.find((one) => typeof one !== 'string' && one.value === what);
    const text = typeof choice === 'object' ? inWords(choice.text, voice.language) : '';
    return text || sayAny(voice, `voices.class.${what}`, what);
  };
  const figure = (value: number) =>
    new Intl.NumberFormat(voice.region, { maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(value);
  return (
    <section class="card table-card" aria-label={title} tabIndex={0} role="region">
      <h2>
        {asked} <span class="soft">{voice.say(`voices.kind.${kind}`)}</span>
      </h2>
      <table>
        <caption class="unseen">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{voice.say('column.store')}</th>
            <th scope="col">{voice.say('voices.answers')}</th>
            {kind === 'enps' && <th scope="col">{voice.say('voices.enps')}</th>}
            <th scope="col">{voice.say('voices.what')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group, i) => (
            <tr key={i}>
              <th scope="row">{whose(voice, group)}</th>
              <td>{group.enough ? group.n : voice.say('voices.few', { n: String(minimum) })}</td>
              {kind === 'enps' && (
                <td>
                  {group.enps && (
                    <>
                      <b>{figure(group.enps.value)}</b>{' '}
                      {voice.say('voices.between', {
                        low: figure(group.enps.low),
                        high: figure(group.enps.high),
                      })}
                    </>
                  )}
                </td>
              )}
              <td>
                {group.counts
                  ?.map(({ what, n }) => `${named(what)}: ${n}`)
                  .join(' · ')}
                {group.texts && (
                  <ul class="voices-texts">
                    {group.texts.map((text, at) => (
                      <li key={at}>{text}</li>
                    ))}
                  </ul>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function whose(voice: ConsoleVoice, { of, store, stores, left_out }: VoiceGroup): string {
  if (of === 'store') return store ?? '';
  if (of === 'small_stores') return voice.say('voices.small', { n: String(stores) });
  return left_out ? voice.say('voices.all_but', { n: String(left_out) }) : voice.say('voices.all');
}
