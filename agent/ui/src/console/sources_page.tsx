// Sources: web shops and apps that may send what customers do there, each by a write key.
import { useEffect, useState } from 'preact/hooks';
import { get, isSlug, post, type Source } from './api';
import { Confirm } from './confirm';
import { Choice, Do, FormCard, ListCard, TextField } from './forms';
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
  const [said, setSaid] = useState('');
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
    setSaid('');
    void look();
  };
  const removed = (name: string) => {
    if (made?.name === name) setMade(null);
    setSaid(voice.say('source.removed', { name }));
    void look();
  };
  return (
    <>
      <h1>{voice.say('menu.sources')}</h1>
      <p role="status" class="said">
        {said}
      </p>
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
      <List sources={sources} onMade={show} onRemoved={removed} />
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
    setFailed(voice.say(answer.status === 422 ? 'source.other_kind' : 'failed'));
  };
  const typed = (set: (text: string) => void) => (text: string) => {
    set(text);
    setFailed('');
  };
  return (
    <FormCard
      title={voice.say('source.new')}
      hint={voice.say('source.new_hint')}
      failed={failed}
      onSend={() => void add()}
    >
      <div class="fields">
        <TextField id="name" label={voice.say('source.name')} value={name} onType={typed(setName)} />
        <Choice
          id="user-id"
          label={voice.say('source.user_id')}
          value={userId}
          options={[
            ['loyalty', voice.say('source.loyalty')],
            ['account', voice.say('source.account')],
          ]}
          onChoose={(kind) => setUserId(kind)}
        />
        <TextField id="home" label={voice.say('source.home')} value={home} onType={typed(setHome)} />
        <button class="primary">{voice.say('source.add')}</button>
      </div>
    </FormCard>
  );
}

interface ListProps {
  sources: Source[] | null;
  onMade(made: Made): void;
  onRemoved(name: string): void;
}

function List({ sources, onMade, onRemoved }: ListProps) {
  const voice = useVoice();
  const [asking, setAsking] = useState<{ what: 'rotate' | 'remove'; name: string } | null>(null);
  const [failed, setFailed] = useState('');
  const act = async (what: 'rotate' | 'remove', name: string) => {
    setAsking(null);
    const answer = await post<{ write_key?: string }>(`/v1/sources/${what}`, { name });
    setFailed(answer.ok ? '' : voice.say('failed'));
    if (!answer.ok) return;
    if (answer.body.write_key) onMade({ name, key: answer.body.write_key });
    else onRemoved(name);
  };
  if (!sources) return null;
  return (
    <>
      <ListCard
        id="sources"
        title={voice.say('source.list')}
        failed={failed}
        none={sources.length === 0 && voice.say('source.none')}
        columns={[
          voice.say('source.name'),
          voice.say('source.user_id'),
          voice.say('source.home_of'),
        ]}
      >
        {sources.map(({ name, user_id, home_store }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{voice.say(`source.${user_id}`)}</td>
            <td>{home_store || '–'}</td>
            <td class="doing">
              {(['rotate', 'remove'] as const).map((what) => (
                <Do
                  key={what}
                  text={voice.say(`source.${what}`)}
                  full={voice.say(`source.${what}_of`, { name })}
                  onDo={() => setAsking({ what, name })}
                />
              ))}
            </td>
          </tr>
        ))}
      </ListCard>
      {asking && (
        <Confirm
          title={voice.say(`source.${asking.what}_title`, { name: asking.name })}
          text={voice.say(`source.${asking.what}_text`)}
          yes={voice.say(`source.${asking.what}`)}
          onYes={() => void act(asking.what, asking.name)}
          onNo={() => setAsking(null)}
        />
      )}
    </>
  );
}
