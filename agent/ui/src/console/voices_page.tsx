// What staff say of their work: for each wave and question a table of stores and of all together. A group of
// too few says only that.
import { useEffect, useState } from 'preact/hooks';
import { post, type VoiceGroup, type VoiceQuestion, type VoiceWave } from './api';
import { sayAny, useVoice, type ConsoleVoice } from './texts';

export function VoicesPage() {
  const voice = useVoice();
  const [waves, setWaves] = useState<VoiceWave[] | null>(null);
  const [chosen, setChosen] = useState(0);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    document.title = `${voice.say('voices')} · Touchpoint hub`;
  }, [voice]);
  useEffect(() => {
    void post<{ waves: VoiceWave[] }>('/v1/staff-survey', {}).then((answer) =>
      answer.ok ? setWaves(answer.body.waves) : setFailed(true),
    );
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
        <One key={`${question.question} ${question.kind}`} wave={wave} question={question} />
      ))}
    </>
  );
}

const nameOf = (voice: ConsoleVoice, { survey, version }: VoiceWave) =>
  voice.say('voices.version', { survey, version: String(version) });

function One({ wave, question }: { wave: VoiceWave; question: VoiceQuestion }) {
  const voice = useVoice();
  const { kind, minimum, groups } = question;
  const title = `${nameOf(voice, wave)}: ${question.question}`;
  const figure = (value: number) =>
    new Intl.NumberFormat(voice.region, { maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(value);
  return (
    <section class="card table-card" aria-label={title} tabIndex={0} role="region">
      <h2>
        {question.question} <span class="soft">{voice.say(`voices.kind.${kind}`)}</span>
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
                  ?.map(({ what, n }) => `${sayAny(voice, `voices.class.${what}`, what)}: ${n}`)
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
