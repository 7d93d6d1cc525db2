// Settings that the hub gives to devices: which reach which ring, who has them, and what may be
// done about the newest. They go out ring by ring.
import { useEffect, useState } from 'preact/hooks';
import { get, post, type SettingsStatus, type Standing } from './api';
import { Confirm } from './confirm';
import { Choice, TextField } from './forms';
import { Icon } from './icons';
import type { PageProps } from './pages';
import { behind, kRingOfAll, Rings } from './rings';
import { useMoments, useVoice } from './texts';

export function SettingsPage({ now }: PageProps) {
  const voice = useVoice();
  const [status, setStatus] = useState<SettingsStatus | null>(null);
  const [shown, setShown] = useState<{ number: number; body: string } | null>(null);
  const [said, setSaid] = useState('');
  const look = async () => {
    const answer = await get<SettingsStatus>('/v1/settings');
    if (answer.ok) setStatus(answer.body);
  };
  const show = async (number: number) => {
    const answer = await post<{ body: string }>('/v1/settings/show', { number });
    if (answer.ok) setShown({ number, body: answer.body.body });
    else setSaid(voice.say('failed'));
  };
  useEffect(() => {
    document.title = `${voice.say('menu.settings')} · Touchpoint hub`;
  }, [voice]);
  // Devices say what they have from time to time.
  useEffect(() => void look(), [now.fleet]);
  const done = (sentence: string) => {
    setSaid(sentence);
    void look();
  };
  return (
    <>
      <h1>{voice.say('menu.settings')}</h1>
      <p class="soft lead">{voice.say('settings.hint')}</p>
      <p role="status" class="said">
        {said}
      </p>
      {status && (
        <>
          <Rings status={status} onDone={done} />
          <PublishedList status={status} onShow={(number) => void show(number)} onDone={done} />
          {shown && <Text {...shown} onClose={() => setShown(null)} />}
          <Publish status={status} onDone={done} />
          <Behind devices={status.devices.filter(behind)} />
        </>
      )}
    </>
  );
}

function Behind({ devices }: { devices: Standing[] }) {
  const voice = useVoice();
  const at = useMoments();
  if (devices.length === 0) return null;
  return (
    <section class="card table-card" aria-labelledby="behind" tabIndex={0}>
      <h2 id="behind">{voice.say('settings.behind')}</h2>
      <p class="soft inside">{voice.say('settings.behind_hint')}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{voice.say('column.device')}</th>
            <th scope="col">{voice.say('settings.meant')}</th>
            <th scope="col">{voice.say('settings.has')}</th>
            <th scope="col">{voice.say('settings.asked')}</th>
            <th scope="col">{voice.say('settings.refused_why')}</th>
          </tr>
        </thead>
        <tbody>
          {devices.map((one) => (
            <tr key={one.device}>
              <th scope="row">
                <a href={`#/device/${one.device}`}>{one.device}</a>
              </th>
              <td>{one.number || '–'}</td>
              <td>{one.has_number === null ? voice.say('unknown') : one.has_number || '–'}</td>
              <td>{one.asked ? at.exact(new Date(one.asked)) : voice.say('never')}</td>
              <td>{one.refused && <code lang="en">{one.refused.reason}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface PublishedListProps {
  status: SettingsStatus;
  onShow(number: number): void;
  onDone(said: string): void;
}

function PublishedList({ status, onShow, onDone }: PublishedListProps) {
  const voice = useVoice();
  const at = useMoments();
  const [asking, setAsking] = useState<'widen' | 'withdraw' | null>(null);
  const [failed, setFailed] = useState('');
  const newest = status.settings[0];
  const next = newest && status.rings[status.rings.findIndex((r) => r.name === newest.ring) + 1];
  const act = async (what: 'widen' | 'withdraw') => {
    setAsking(null);
    const answer = await post<{ number: number }>(`/v1/settings/${what}`, {});
    setFailed(answer.ok ? '' : voice.say('failed'));
    if (answer.ok) onDone(voice.say(`settings.${what}_done`, { n: answer.body.number }));
  };
  return (
    <section class="card table-card" aria-labelledby="published" tabIndex={0}>
      <h2 id="published">{voice.say('settings.published')}</h2>
      <p role="alert" class="failed">
        {failed}
      </p>
      {!newest ? (
        <p class="soft inside">{voice.say('settings.none')}</p>
      ) : (
        <>
          <p class="inside row">
            {next && (
              <button type="button" class="second" onClick={() => setAsking('widen')}>
                {voice.say('settings.widen', { ring: next.name })}
              </button>
            )}
            <button type="button" class="second danger" onClick={() => setAsking('withdraw')}>
              {voice.say('settings.withdraw', { n: newest.number })}
            </button>
          </p>
          <table>
            <thead>
              <tr>
                <th scope="col">{voice.say('settings.which')}</th>
                <th scope="col">{voice.say('settings.up_to')}</th>
                <th scope="col">{voice.say('settings.when')}</th>
                <th scope="col">{voice.say('settings.note')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {status.settings.map((one) => (
                <tr key={one.number}>
                  <th scope="row">{one.number}</th>
                  <td>
                    {one.ring}
                    <Refusing devices={status.devices} number={one.number} />
                  </td>
                  <td>
                    {at.day(new Date(one.at))} {at.clock(new Date(one.at))}, {one.by}
                  </td>
                  <td>
                    {one.withdraws !== undefined &&
                      `${voice.say('settings.withdraws', { n: one.withdraws })} `}
                    {one.note}
                  </td>
                  <td class="doing">
                    <button
                      type="button"
                      class="plain"
                      aria-label={voice.say('settings.show_of', { n: one.number })}
                      onClick={() => onShow(one.number)}
                    >
                      {voice.say('settings.show')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {asking === 'widen' && newest && next && (
        <Confirm
          title={voice.say('settings.widen_title', { n: newest.number, ring: next.name })}
          text={voice.say('settings.follow')}
          yes={voice.say('settings.widen_yes')}
          onYes={() => void act('widen')}
          onNo={() => setAsking(null)}
        />
      )}
      {asking === 'withdraw' && newest && (
        <Confirm
          title={voice.say('settings.withdraw_title', { n: newest.number })}
          text={voice.say('settings.withdraw_text')}
          yes={voice.say('settings.withdraw_yes')}
          onYes={() => void act('withdraw')}
          onNo={() => setAsking(null)}
        />
      )}
    </section>
  );
}

// How many devices do not take these.
function Refusing({ devices, number }: { devices: Standing[]; number: number }) {
  const voice = useVoice();
  const count = devices.filter(({ refused }) => refused?.number === number).length;
  if (count === 0) return null;
  return (
    <p class="word watch">
      <Icon name="watch" size={18} /> {voice.count('settings.refused_by', count)}
    </p>
  );
}

interface TextProps {
  number: number;
  body: string;
  onClose(): void;
}

function Text({ number, body, onClose }: TextProps) {
  const voice = useVoice();
  return (
    <section class="card" aria-labelledby="text">
      <h2 id="text">{voice.say('settings.text_of', { n: number })}</h2>
      <pre tabIndex={0}>{body}</pre>
      <button type="button" class="second" onClick={onClose}>
        {voice.say('settings.close')}
      </button>
    </section>
  );
}

function Publish({ status, onDone }: { status: SettingsStatus; onDone(said: string): void }) {
  const voice = useVoice();
  const [body, setBody] = useState('');
  const [ring, setRing] = useState(status.rings[0]?.name ?? kRingOfAll);
  const [note, setNote] = useState('');
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState('');
  const [complaint, setComplaint] = useState('');
  const clear = () => {
    setFailed('');
    setComplaint('');
  };
  const complain = (message: string, status: number) => {
    const said = status === 422;
    setFailed(voice.say(said ? 'settings.wrong' : 'failed'));
    setComplaint(said ? message : '');
  };
  const check = async () => {
    if (!body.trim()) return setFailed(voice.say('settings.empty'));
    const answer = await post('/v1/settings/check', { body });
    if (answer.ok) setAsking(true);
    else complain(answer.message, answer.status);
  };
  const publish = async () => {
    setAsking(false);
    const answer = await post<{ number: number }>('/v1/settings', { body, ring, note });
    if (!answer.ok) return complain(answer.message, answer.status);
    setBody('');
    setNote('');
    onDone(voice.say('settings.published_as', { n: answer.body.number, ring }));
  };
  return (
    <form
      class="card"
      aria-labelledby="publish"
      onSubmit={(event) => {
        event.preventDefault();
        clear();
        void check();
      }}
    >
      <h2 id="publish">{voice.say('settings.publish')}</h2>
      <p class="soft">{voice.say('settings.publish_hint')}</p>
      <div class="fields">
        <div class="field whole">
          <label for="body">{voice.say('settings.text')}</label>
          <textarea
            id="body"
            rows={8}
            spellcheck={false}
            autocapitalize="none"
            value={body}
            aria-describedby="complaint"
            onInput={(event) => {
              setBody(event.currentTarget.value);
              clear();
            }}
          />
        </div>
        <Choice
          id="ring"
          label={voice.say('settings.ring')}
          value={ring}
          options={status.rings.map(({ name }) => [name, name])}
          onChoose={setRing}
        />
        <TextField
          id="note"
          label={voice.say('settings.why')}
          kind="words"
          longest={200}
          value={note}
          onType={setNote}
        />
        <button class="primary">{voice.say('settings.check')}</button>
      </div>
      <div role="alert" id="complaint" class="complaint">
        {failed && <p class="failed">{failed}</p>}
        {complaint && (
          <p lang="en">
            <code>{complaint}</code>
          </p>
        )}
      </div>
      {asking && (
        <Confirm
          title={voice.say('settings.publish_title', { ring })}
          text={voice.say('settings.follow')}
          yes={voice.say('settings.publish_yes')}
          onYes={() => void publish()}
          onNo={() => setAsking(false)}
        />
      )}
    </form>
  );
}
