// Sources: web shops and apps that may send what customers do there, each by a write key.
import { useEffect, useState } from 'preact/hooks';
import { get, isSlug, post, type Source } from './api';
import { Confirm } from './confirm';
import { Copied } from './secret';
import { useVoice } from './texts';

interface Made {
  name: string;
  key: string;
}

export function SourcesPage() {
  const voice = useVoice();
  const [sources, setSources] = useState<Source[] | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const look = async () => {
    const answer = await get<{ sources: Source[] }>('/v1/sources');
    if (answer.ok) setSources(answer.body.sources);
  };
  useEffect(() => {
    document.title = `${voice.say('menu.sources')} · Touchpoint hub`;
    void look();
  }, [voice]);
  const show = (what: Made) => {
    setMade(what);
    void look();
  };
  return (
    <>
      <h1>{voice.say('menu.sources')}</h1>
      {made ? (
        <section class="card" aria-labelledby="made">
          <h2 id="made">{voice.say('source.made', { name: made.name })}</h2>
          <p>{voice.say('source.once')}</p>
          <Copied label={voice.say('source.key')} text={made.key} />
          <button type="button" class="primary" onClick={() => setMade(null)}>
            {voice.say('done')}
          </button>
        </section>
      ) : (
        <Add known={sources ?? []} onMade={show} />
      )}
      <List sources={sources} onMade={show} />
    </>
  );
}

function Add({ known, onMade }: { known: Source[]; onMade(made: Made): void }) {
  const voice = useVoice();
  const [name, setName] = useState('');
  const [home, setHome] = useState('');
  const [userId, setUserId] = useState<Source['user_id']>('loyalty');
  const [failed, setFailed] = useState('');
  const add = async () => {
    if (!isSlug(name) || (home && !isSlug(home))) return setFailed(voice.say('slug_wrong'));
    if (known.some((one) => one.name === name)) return setFailed(voice.say('source.taken'));
    const answer = await post<{ write_key: string }>('/v1/sources', {
      name,
      user_id: userId,
      home_store: home,
    });
    if (answer.ok) return onMade({ name, key: answer.body.write_key });
    setFailed(voice.say('failed'));
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <h2>{voice.say('source.new')}</h2>
      <p class="soft">{voice.say('source.new_hint')}</p>
      <div class="fields">
        <div class="field">
          <label for="name">{voice.say('source.name')}</label>
          <input
            id="name"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            maxLength={64}
            value={name}
            onInput={(event) => {
              setName(event.currentTarget.value.trim());
              setFailed('');
            }}
          />
        </div>
        <div class="field">
          <label for="user-id">{voice.say('source.user_id')}</label>
          <select
            id="user-id"
            value={userId}
            onChange={(event) => setUserId(event.currentTarget.value as Source['user_id'])}
          >
            <option value="loyalty">{voice.say('source.loyalty')}</option>
            <option value="account">{voice.say('source.account')}</option>
          </select>
        </div>
        <div class="field">
          <label for="home">{voice.say('source.home')}</label>
          <input
            id="home"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            maxLength={64}
            value={home}
            onInput={(event) => {
              setHome(event.currentTarget.value.trim());
              setFailed('');
            }}
          />
        </div>
        <button class="primary">{voice.say('source.add')}</button>
      </div>
      <p role="alert" class="failed">
        {failed}
      </p>
    </form>
  );
}

function List({ sources, onMade }: { sources: Source[] | null; onMade(made: Made): void }) {
  const voice = useVoice();
  const [asking, setAsking] = useState<string | null>(null);
  const [failed, setFailed] = useState('');
  const rotate = async (name: string) => {
    setAsking(null);
    const answer = await post<{ write_key: string }>('/v1/sources/rotate', { name });
    setFailed(answer.ok ? '' : voice.say('failed'));
    if (answer.ok) onMade({ name, key: answer.body.write_key });
  };
  if (!sources) return null;
  return (
    <section class="card table-card" aria-labelledby="sources" tabIndex={0}>
      <h2 id="sources">{voice.say('source.list')}</h2>
      <p role="alert" class="failed">
        {failed}
      </p>
      {sources.length === 0 ? (
        <p class="soft inside">{voice.say('source.none')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{voice.say('source.name')}</th>
              <th scope="col">{voice.say('source.user_id')}</th>
              <th scope="col">{voice.say('source.home_of')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <tr key={source.name}>
                <th scope="row">{source.name}</th>
                <td>{voice.say(`source.${source.user_id}`)}</td>
                <td>{source.home_store || '–'}</td>
                <td class="doing">
                  <button
                    type="button"
                    class="plain"
                    aria-label={voice.say('source.rotate_of', { name: source.name })}
                    onClick={() => setAsking(source.name)}
                  >
                    {voice.say('source.rotate')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="soft small inside">{voice.say('source.no_removal')}</p>
      {asking && (
        <Confirm
          title={voice.say('source.rotate_title', { name: asking })}
          text={voice.say('source.rotate_text')}
          yes={voice.say('source.rotate')}
          onYes={() => void rotate(asking)}
          onNo={() => setAsking(null)}
        />
      )}
    </section>
  );
}
