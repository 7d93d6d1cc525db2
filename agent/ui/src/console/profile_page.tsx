// One customer: what devices are told, the records it is made of, and who said that they are one.
import { useEffect, useState } from 'preact/hooks';
import { post, type Edge, type WholeProfile } from './api';
import { Decide, type Decision } from './decide';
import type { PageProps } from './pages';
import { Facts, nameOfProfile } from './profile_facts';
import { sayAny, useMoments, useVoice } from './texts';

interface Asking {
  what: Decision;
  one: string;
  other: string;
}

export function ProfilePage({ rest }: PageProps) {
  const voice = useVoice();
  const id = rest[0] ?? '';
  const [whole, setWhole] = useState<WholeProfile | null | undefined>(undefined);
  const [asking, setAsking] = useState<Asking | null>(null);
  const look = async () => {
    const answer = await post<WholeProfile>('/v1/profiles/show', { profile: id });
    if (answer.ok || answer.status === 422) setWhole(answer.ok ? answer.body : null);
  };
  useEffect(() => void look(), [id]);
  useEffect(() => {
    document.title = `${voice.say('profile')} · Touchpoint hub`;
  }, [voice]);
  if (whole === undefined) return null;
  if (whole === null) return <p>{voice.say('profile.none')}</p>;
  const { profile, records } = whole;
  return (
    <>
      <h1>{nameOfProfile(profile, voice.say('profile.no_name'))}</h1>
      <section class="card" aria-labelledby="whole">
        <h2 id="whole">{voice.say('profile.whole')}</h2>
        <Facts profile={profile} />
        {whole.shared.length > 0 && (
          <p class="soft">
            {voice.say('profile.shared', {
              what: whole.shared.map((one) => one.value).join(', '),
            })}
          </p>
        )}
      </section>
      <section class="proposals" aria-labelledby="records">
        <h2 id="records">{voice.say('profile.records')}</h2>
        <div class="sides">
          {records.map((record, i) => (
            <div class="card" key={record.profile.profile}>
              <h3>
                {record.key ? sayKey(voice.say, record.key) : voice.say('profile.registered')}
              </h3>
              <p class="soft small">
                <code>{record.profile.profile}</code>
              </p>
              <p class="strong">{nameOfProfile(record.profile, voice.say('profile.no_name'))}</p>
              <Facts profile={record.profile} orders={record.orders} />
              {i > 0 && (
                <button
                  type="button"
                  class="second"
                  onClick={() =>
                    setAsking({
                      what: 'split',
                      one: records[0]!.profile.profile,
                      other: record.profile.profile,
                    })
                  }
                >
                  {voice.say('profile.split')}
                </button>
              )}
            </div>
          ))}
        </div>
      </section>
      <Edges edges={whole.edges} onReconsider={setAsking} />
      <History whole={whole} />
      {asking && (
        <Decide
          {...asking}
          onDone={() => {
            setAsking(null);
            void look();
          }}
          onNo={() => setAsking(null)}
        />
      )}
    </>
  );
}

// "account of shop" is how the hub calls it.
function sayKey(say: ReturnType<typeof useVoice>['say'], key: string): string {
  const [kind, source] = key.split(' of ');
  return kind === 'loyalty' ? say('profile.by_loyalty') : say('profile.by_account', { source: source ?? '' });
}

function Edges({ edges, onReconsider }: { edges: Edge[]; onReconsider(what: Asking): void }) {
  const voice = useVoice();
  const at = useMoments();
  if (edges.length === 0) return null;
  return (
    <section class="card table-card" aria-labelledby="edges" tabIndex={0}>
      <h2 id="edges">{voice.say('profile.edges')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{voice.say('actions.when')}</th>
            <th scope="col">{voice.say('profile.edge')}</th>
            <th scope="col">{voice.say('actions.who')}</th>
            <th scope="col">{voice.say('decide.reason')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {edges.map((edge, i) => (
            <tr key={i}>
              <td class="when">{at.exact(new Date(edge.at))}</td>
              <th scope="row">
                {voice.say(`edge.${edge.kind}`)}
                {edge.ended && <span class="soft"> {voice.say('edge.ended')}</span>}
              </th>
              <td>{edge.by || '–'}</td>
              <td>{edge.reason || '–'}</td>
              <td class="doing">
                {edge.kind === 'apart' && !edge.ended && (
                  <button
                    type="button"
                    class="plain"
                    onClick={() =>
                      onReconsider({ what: 'reconsider', one: edge.older, other: edge.newer })
                    }
                  >
                    {voice.say('profile.reconsider')}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function History({ whole }: { whole: WholeProfile }) {
  const voice = useVoice();
  const at = useMoments();
  const history = whole.profile.history ?? [];
  if (history.length === 0) return null;
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history">{voice.say('profile.history')}</h2>
      <ul class="story">
        {history.map((each) => (
          <li key={each.id}>
            <span class="soft">{at.exact(new Date(each.time))}</span>{' '}
            {sayAny(voice, `type.${each.type}`, each.type)} {each.title || each.order_id}{' '}
            <span class="soft">{each.source}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
