// One device: what is wrong and what to do, what it promised, how it is, and the remedies.
import { useEffect, useState } from 'preact/hooks';
import { post, type Device, type Journal } from './api';
import { Confirm } from './confirm';
import { adviceText, findingText, healthOf } from './findings';
import { Icon } from './icons';
import type { PageProps } from './pages';
import { bytesText, numberText, sayAny, useMoments, useVoice } from './texts';

export function DevicePage({ now, rest }: PageProps) {
  const voice = useVoice();
  const name = rest[0] ?? '';
  const device = now.fleet?.devices.find((one) => one.device === name);
  useEffect(() => {
    document.title = `${name} · Touchpoint hub`;
  }, [name]);
  return (
    <>
      <a class="back" href="#/fleet">
        <Icon name="back" size={18} /> {voice.say('menu.fleet')}
      </a>
      {device ? (
        <Shown device={device} again={now.again} />
      ) : (
        <>
          <h1>{name}</h1>
          <p class="card empty">{voice.say(now.fleet ? 'device.none' : 'boot.waiting')}</p>
        </>
      )}
    </>
  );
}

function Shown({ device, again }: { device: Device; again(): void }) {
  const voice = useVoice();
  const health = healthOf(device);
  return (
    <>
      <div class="title">
        <h1>{device.device}</h1>
        <p class="soft">{device.store}</p>
        <p class={`word ${health}`}>
          <Icon name={health} size={18} /> {voice.say(`is.${health}`)}
        </p>
      </div>
      <div class="columns">
        <div>
          <Wrong device={device} />
          <Promises device={device} />
          <Journals device={device} />
        </div>
        <div>
          <Facts device={device} />
          <Remedies device={device} again={again} />
        </div>
      </div>
    </>
  );
}

function Wrong({ device }: { device: Device }) {
  const voice = useVoice();
  const at = useMoments();
  if (device.findings.length === 0) return null;
  return (
    <section class="card" aria-labelledby="wrong">
      <h2 id="wrong">{voice.say('device.wrong')}</h2>
      <ul class="findings">
        {device.findings.map((finding, i) => (
          <li key={i}>
            <p class={`word strong ${finding.weight}`}>
              <Icon name={finding.weight} size={18} /> {findingText(voice, at, finding)}
            </p>
            <p class="soft">{adviceText(voice, finding)}</p>
            {finding.reason && <code lang="en">{finding.reason}</code>}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Promise5 {
  stored: number;
  pending: number | null; // null: the device has not said how much it recorded
  refused: number;
  missing: number;
}

// Of all its journals; what is still to come, the device says of its newest.
function promiseOf(device: Device): Promise5 {
  const sum = (of: (journal: Journal) => number) =>
    device.journals.reduce((total, journal) => total + of(journal), 0);
  const newest = device.journals[0];
  const { journal, last } = device.state ?? {};
  const told = newest && last !== undefined && newest.journal === journal ? last : null;
  return {
    stored: sum((one) => one.stored),
    pending: told === null ? null : Math.max(0, told - (newest?.through ?? 0)),
    refused: sum((one) => one.refused),
    missing: sum((one) => one.missing),
  };
}

function Promises({ device }: { device: Device }) {
  const voice = useVoice();
  const { stored, pending, refused, missing } = promiseOf(device);
  const figure = (label: string, value: number | null, bad: boolean) => (
    <div class={bad ? 'figure bad' : 'figure'}>
      <dt>{label}</dt>
      <dd>{value === null ? voice.say('unknown') : numberText(voice.region, value)}</dd>
    </div>
  );
  return (
    <section class="card" aria-labelledby="promises">
      <h2 id="promises">{voice.say('device.promises')}</h2>
      <dl class="figures">
        {figure(voice.say('promise.stored'), stored, false)}
        {figure(voice.say('promise.pending'), pending, false)}
        {figure(voice.say('promise.refused'), refused, refused > 0)}
        {figure(voice.say('promise.missing'), missing, missing > 0)}
      </dl>
      <p class="soft small">{voice.say('device.promises_hint', { device: device.device })}</p>
    </section>
  );
}

function Facts({ device }: { device: Device }) {
  const voice = useVoice();
  const at = useMoments();
  const state = device.state ?? {};
  const unknown = voice.say('unknown');
  const time = (text: string | null | undefined) => (text ? at.short(new Date(text)) : unknown);
  const facts: [string, string][] = [
    [voice.say('column.seen'), device.seen ? time(device.seen) : voice.say('never')],
    [
      voice.say('fact.connection'),
      state.online === undefined
        ? unknown
        : voice.say(state.online ? 'fact.connected' : 'fact.away'),
    ],
    [voice.say('fact.oldest'), state.queue === 0 ? '–' : time(state.oldest_unsent)],
    [voice.say('column.data'), time(state.profiles_as_of)],
    [
      voice.say('fact.certificate'),
      device.revoked
        ? '–'
        : at.day(new Date(state.certificate_until ?? device.certificate_until)),
    ],
    [
      voice.say('fact.clock'),
      state.clockquality ? sayAny(voice, `clock.${state.clockquality}`, unknown) : unknown,
    ],
    [
      voice.say('fact.disk'),
      state.disk_free === undefined ? unknown : bytesText(voice.region, state.disk_free),
    ],
    [voice.say('column.version'), state.version ?? unknown],
  ];
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">{voice.say('device.facts')}</h2>
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Remedies({ device, again }: { device: Device; again(): void }) {
  const voice = useVoice();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState('');
  const revoke = async () => {
    setAsking(false);
    const answer = await post<{ broker: string }>('/v1/devices/revoke', { device: device.device });
    if (!answer.ok) return setSaid(voice.say('failed'));
    setSaid(voice.say(answer.body.broker === 'waiting' ? 'revoke.waiting' : 'revoke.done'));
    again();
  };
  return (
    <section class="card" aria-labelledby="remedies">
      <h2 id="remedies">{voice.say('device.remedies')}</h2>
      <div class="remedies">
        <a
          class="second"
          href={`#/tokens/${encodeURIComponent(device.device)}/${encodeURIComponent(device.store)}`}
        >
          {voice.say('remedy.token')}
        </a>
        <p class="soft small">{voice.say('remedy.token_hint')}</p>
        {!device.revoked && (
          <>
            <button type="button" class="second danger" onClick={() => setAsking(true)}>
              {voice.say('remedy.revoke')}
            </button>
            <p class="soft small">{voice.say('remedy.revoke_hint')}</p>
          </>
        )}
      </div>
      <p role="status" class="strong">
        {said}
      </p>
      {asking && (
        <Confirm
          title={voice.say('revoke.title', { device: device.device })}
          text={voice.say('revoke.text')}
          yes={voice.say('revoke.yes')}
          onYes={() => void revoke()}
          onNo={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function Journals({ device }: { device: Device }) {
  const voice = useVoice();
  if (device.journals.length === 0) return null;
  const number = (value: number) => numberText(voice.region, value);
  return (
    <section class="card table-card" aria-labelledby="journals" tabIndex={0}>
      <h2 id="journals">{voice.say('device.journals')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{voice.say('journal.id')}</th>
            <th scope="col" class="number">
              {voice.say('journal.through')}
            </th>
            <th scope="col" class="number">
              {voice.say('promise.stored')}
            </th>
            <th scope="col" class="number">
              {voice.say('promise.refused')}
            </th>
            <th scope="col" class="number">
              {voice.say('promise.missing')}
            </th>
            <th scope="col">{voice.say('column.state')}</th>
          </tr>
        </thead>
        <tbody>
          {device.journals.map((journal, i) => (
            <tr key={journal.journal}>
              <th scope="row">
                <code>{journal.journal.slice(0, 8)}</code>
              </th>
              <td class="number">{number(journal.through)}</td>
              <td class="number">{number(journal.stored)}</td>
              <td class="number">{number(journal.refused)}</td>
              <td class="number">{number(journal.missing)}</td>
              <td>
                {journal.two_live_journals ? (
                  <span class="word act">
                    <Icon name="act" size={18} /> {voice.say('journal.alive')}
                  </span>
                ) : (
                  voice.say(i === 0 ? 'journal.newest' : 'journal.ended')
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
