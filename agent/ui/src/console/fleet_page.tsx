// The fleet, the sick first: each row says in words what is wrong.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Device } from './api';
import { bySickness, findingText, healthOf, kHealths, refusalsOf, type Health } from './findings';
import { Icon } from './icons';
import type { PageProps } from './pages';
import { numberText, useMoments, useVoice } from './texts';

const kDayMs = 86_400_000;

// What was chosen outlives a look at one device.
const kept = { search: '', store: '', only: null as Health | null };

export function FleetPage({ now: { fleet } }: PageProps) {
  const voice = useVoice();
  const [search, setSearch] = useState(kept.search);
  const [store, setStore] = useState(kept.store);
  const [only, setOnly] = useState<Health | null>(kept.only);
  useEffect(() => {
    Object.assign(kept, { search, store, only });
  }, [search, store, only]);
  useEffect(() => {
    document.title = `${voice.say('menu.fleet')} · Touchpoint hub`;
  }, [voice]);

  const sorted = useMemo(() => [...(fleet?.devices ?? [])].sort(bySickness), [fleet]);
  const counts = useMemo(() => countOf(sorted), [sorted]);
  const stores = useMemo(() => [...new Set(sorted.map((one) => one.store))].sort(), [sorted]);
  const wanted = search.trim().toLowerCase();
  const shown = sorted.filter(
    (one) =>
      (!wanted || one.device.includes(wanted) || one.store.includes(wanted)) &&
      (!store || one.store === store) &&
      (!only || healthOf(one) === only),
  );

  if (!fleet) return <p class="soft">{voice.say('boot.waiting')}</p>;
  return (
    <>
      <h1 aria-live="polite">{headline(voice, counts)}</h1>
      <div class="filters">
        <div class="chips" role="group" aria-label={voice.say('fleet.only')}>
          {kHealths.map(
            (health) =>
              counts[health] > 0 && (
                <button
                  key={health}
                  type="button"
                  class={`chip ${health}`}
                  aria-pressed={only === health}
                  onClick={() => setOnly(only === health ? null : health)}
                >
                  <Icon name={health} size={16} /> {voice.count(`health.${health}`, counts[health])}
                </button>
              ),
          )}
        </div>
        <div class="find">
          <label class="unseen" for="store">
            {voice.say('fleet.store')}
          </label>
          <select
            id="store"
            value={store}
            onChange={(event) => setStore(event.currentTarget.value)}
          >
            <option value="">{voice.say('fleet.all_stores')}</option>
            {stores.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
          <div class="search">
            <Icon name="search" size={18} />
            <label class="unseen" for="search">
              {voice.say('fleet.search')}
            </label>
            <input
              id="search"
              type="search"
              autocomplete="off"
              spellcheck={false}
              placeholder={voice.say('fleet.search')}
              value={search}
              onInput={(event) => setSearch(event.currentTarget.value)}
            />
          </div>
        </div>
      </div>
      <Refusals devices={sorted} />
      {shown.length > 0 ? (
        <Table devices={shown} />
      ) : (
        <p class="card empty">{voice.say(sorted.length ? 'fleet.none_found' : 'fleet.none')}</p>
      )}
    </>
  );
}

type Counts = Record<Health, number>;

function countOf(devices: Device[]): Counts {
  const counts: Counts = { act: 0, watch: 0, well: 0, revoked: 0 };
  for (const device of devices) counts[healthOf(device)]++;
  return counts;
}

// "398 devices are well, 2 need you": the sentence that says whether to go on reading.
function headline(voice: ReturnType<typeof useVoice>, counts: Counts): string {
  if (counts.act) return voice.count('fleet.act', counts.act);
  if (counts.watch) return voice.count('fleet.watch', counts.watch);
  return counts.well ? voice.count('fleet.well', counts.well) : voice.say('fleet.empty');
}

// One mistake in settings shows on many devices: it is said once, with what they say themselves.
function Refusals({ devices }: { devices: Device[] }) {
  const voice = useVoice();
  const refusals = useMemo(() => refusalsOf(devices), [devices]);
  if (refusals.length === 0) return null;
  return (
    <section class="card refusals" aria-labelledby="refusals">
      <h2 id="refusals">
        <a href="#/settings">{voice.say('fleet.refusals')}</a>
      </h2>
      <ul>
        {refusals.map(({ number, reason, devices: count }) => (
          <li key={`${number} ${reason}`}>
            <p class="word watch">
              <Icon name="watch" size={18} />{' '}
              {number === undefined
                ? voice.say('settings.refused_unknown')
                : voice.say('settings.refused_number', { n: number })}
              : {voice.count('settings.refused_by', count)}
            </p>
            <code lang="en">{reason}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Table({ devices }: { devices: Device[] }) {
  const voice = useVoice();
  return (
    <div class="card table-card">
      <table class="fleet">
        <caption class="unseen">{voice.say('fleet.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{voice.say('column.device')}</th>
            <th scope="col">{voice.say('column.state')}</th>
            <th scope="col" class="number">
              {voice.say('column.queue')}
            </th>
            <th scope="col" class="narrow-out">
              {voice.say('column.data')}
            </th>
            <th scope="col" class="number narrow-out">
              {voice.say('column.certificate')}
            </th>
            <th scope="col" class="narrow-out">
              {voice.say('column.version')}
            </th>
            <th scope="col">{voice.say('column.seen')}</th>
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <Row key={device.device} device={device} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ device }: { device: Device }) {
  const voice = useVoice();
  const at = useMoments();
  const state = device.state ?? {};
  const health = healthOf(device);
  const until = new Date(state.certificate_until ?? device.certificate_until);
  const days = Math.floor((until.getTime() - at.now.getTime()) / kDayMs);
  const unknown = <span class="soft">{voice.say('unknown')}</span>;
  return (
    <tr class={health}>
      <th scope="row">
        <a href={`#/device/${encodeURIComponent(device.device)}`}>{device.device}</a>
        <span class="soft small">{device.store}</span>
      </th>
      <td class="state">
        {device.findings.length === 0 ? (
          <span class={`word ${health}`}>
            <Icon name={health} size={18} /> {voice.say(device.revoked ? 'revoked' : 'well')}
          </span>
        ) : (
          <ul>
            {device.findings.map((finding, i) => (
              <li key={i} class={`word ${finding.weight}`}>
                <Icon name={finding.weight} size={18} /> {findingText(voice, at, finding)}
              </li>
            ))}
          </ul>
        )}
      </td>
      <td class="number">
        {state.queue === undefined ? unknown : numberText(voice.region, state.queue)}
      </td>
      <td class="narrow-out">
        {state.profiles_as_of ? at.short(new Date(state.profiles_as_of)) : unknown}
      </td>
      <td class="number narrow-out">{device.revoked ? '–' : voice.count('days', days)}</td>
      <td class="narrow-out">{state.version ?? unknown}</td>
      <td>{device.seen ? at.short(new Date(device.seen)) : voice.say('never')}</td>
    </tr>
  );
}
