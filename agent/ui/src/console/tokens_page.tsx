// How devices come in: those that wait for somebody to compare their key, and tokens. A token is what lets one device in, once. A token is shown when it is made and never again.
import { useEffect, useState } from 'preact/hooks';
import { get, isSlug, post, type Token } from './api';
import { Confirm } from './confirm';
import { Choice, Do, FormCard, ListCard, TextField } from './forms';
import type { PageProps } from './pages';
import { Qr } from '../shared/qr';
import { Copied } from './secret';
import { useMoments, useVoice } from './texts';
import { Announce, Waiting } from './waiting';

const kHourS = 3600;
const kValidities = [kHourS, 24 * kHourS, 7 * 24 * kHourS] as const;

interface Made {
  token: string;
  hub: string;
  device: string;
}

export function TokensPage({ now, rest }: PageProps) {
  const voice = useVoice();
  const [made, setMade] = useState<Made | null>(null);
  const [open, setOpen] = useState<Token[] | null>(null);
  const look = async () => {
    const answer = await get<{ tokens: Token[] }>('/v1/tokens');
    if (answer.ok) setOpen(answer.body.tokens);
  };
  useEffect(() => {
    document.title = `${voice.say('menu.tokens')} · Touchpoint hub`;
  }, [voice]);
  // A device that comes in uses one up.
  useEffect(() => void look(), [now.fleet]);
  return (
    <>
      <h1>{voice.say('menu.tokens')}</h1>
      <Waiting now={now} />
      <Announce onDone={now.again} />
      {made ? (
        <Shown made={made} onDone={() => setMade(null)} />
      ) : (
        <Make
          device={rest[0] ?? ''}
          store={rest[1] ?? ''}
          onMade={(what) => {
            setMade(what);
            void look();
          }}
        />
      )}
      <Open tokens={open} onChanged={() => void look()} />
    </>
  );
}

interface MakeProps {
  device: string;
  store: string;
  onMade(made: Made): void;
}

function Make({ onMade, ...first }: MakeProps) {
  const voice = useVoice();
  const [device, setDevice] = useState(first.device);
  const [store, setStore] = useState(first.store);
  const [valid, setValid] = useState<number>(24 * kHourS);
  const [failed, setFailed] = useState('');
  const make = async () => {
    if (!isSlug(device) || !isSlug(store)) return setFailed(voice.say('slug_wrong'));
    const answer = await post<{ token: string; hub: string }>('/v1/tokens', {
      device,
      store,
      valid_s: valid,
    });
    if (answer.ok) return onMade({ ...answer.body, device });
    setFailed(voice.say('failed'));
  };
  const typed = (set: (text: string) => void) => (text: string) => {
    set(text);
    setFailed('');
  };
  return (
    <FormCard
      title={voice.say('token.new')}
      hint={voice.say('token.new_hint')}
      failed={failed}
      onSend={() => void make()}
    >
      <div class="fields">
        <TextField
          id="store"
          label={voice.say('column.store')}
          value={store}
          onType={typed(setStore)}
        />
        <TextField
          id="device"
          label={voice.say('column.device')}
          value={device}
          onType={typed(setDevice)}
        />
        <Choice
          id="valid"
          label={voice.say('token.valid')}
          value={String(valid)}
          options={kValidities.map((seconds) => [
            String(seconds),
            seconds < 24 * kHourS
              ? voice.count('hours', seconds / kHourS)
              : voice.count('days', seconds / kHourS / 24),
          ])}
          onChoose={(seconds) => setValid(Number(seconds))}
        />
        <button class="primary">{voice.say('token.make')}</button>
      </div>
    </FormCard>
  );
}

function Shown({ made, onDone }: { made: Made; onDone(): void }) {
  const voice = useVoice();
  const command = `sudo touchpointctl enrol --hub ${made.hub} --token-file -`;
  return (
    <section class="card made" aria-labelledby="made">
      <div>
        <h2 id="made">{voice.say('token.made', { device: made.device })}</h2>
        <p>{voice.say('token.once')}</p>
        <ol class="steps">
          <li>
            <Copied label={voice.say('token.command')} text={command} whole />
          </li>
          <li>
            <Copied label={voice.say('token.token')} text={made.token} />
          </li>
        </ol>
        <button type="button" class="primary" onClick={onDone}>
          {voice.say('done')}
        </button>
      </div>
      <figure>
        <Qr text={made.token} label={voice.say('token.qr')} />
        <figcaption class="soft small">{voice.say('token.qr_hint')}</figcaption>
      </figure>
    </section>
  );
}

function Open({ tokens, onChanged }: { tokens: Token[] | null; onChanged(): void }) {
  const voice = useVoice();
  const at = useMoments();
  const [asking, setAsking] = useState<Token | null>(null);
  const [failed, setFailed] = useState('');
  const withdraw = async (token: Token) => {
    setAsking(null);
    const answer = await post('/v1/tokens/withdraw', { token: token.token });
    setFailed(answer.ok ? '' : voice.say('token.gone'));
    onChanged();
  };
  if (!tokens) return null;
  return (
    <>
      <ListCard
        id="open"
        title={voice.say('token.open')}
        failed={failed}
        none={tokens.length === 0 && voice.say('token.none')}
        columns={[voice.say('column.device'), voice.say('column.store'), voice.say('token.until')]}
      >
        {tokens.map((token) => (
          <tr key={token.token}>
            <th scope="row">{token.device}</th>
            <td>{token.store}</td>
            <td>{at.exact(new Date(token.expires))}</td>
            <td class="doing">
              <Do
                text={voice.say('token.withdraw')}
                full={voice.say('token.withdraw_of', { device: token.device })}
                onDo={() => setAsking(token)}
              />
            </td>
          </tr>
        ))}
      </ListCard>
      {asking && (
        <Confirm
          title={voice.say('token.withdraw_title', { device: asking.device })}
          text={voice.say('token.withdraw_text')}
          yes={voice.say('token.withdraw')}
          onYes={() => void withdraw(asking)}
          onNo={() => setAsking(null)}
        />
      )}
    </>
  );
}
