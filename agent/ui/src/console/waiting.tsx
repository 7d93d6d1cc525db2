// Devices that asked to come in without a token: each waits until somebody has compared the
// fingerprint of its key with the one that the device itself shows.
import { useEffect, useState } from 'preact/hooks';
import { get, isSlug, post, type Waiting as Key } from './api';
import { Confirm } from './confirm';
import { FormCard, TextField } from './forms';
import type { FleetNow } from './use_fleet';
import { useMoments, useVoice } from './texts';

const kDigitsMin = 16; // what the hub asks for
const kPrint = /^[0-9A-F]{64}$/; // a whole fingerprint
const digitsOf = (text: string): string => text.replace(/[\s:]/g, '').toUpperCase();

export function Waiting({ now }: { now: FleetNow }) {
  const voice = useVoice();
  const [keys, setKeys] = useState<Key[] | null>(null);
  const look = async () => {
    const answer = await get<{ pending: Key[] }>('/v1/waiting');
    if (answer.ok) setKeys(answer.body.pending);
  };
  useEffect(() => void look(), [now.fleet]);
  if (!keys) return null;
  return (
    <section class="card" aria-labelledby="waiting">
      <h2 id="waiting">{voice.say('waiting')}</h2>
      <p class="soft">{voice.say(keys.length === 0 ? 'waiting.none' : 'waiting.hint')}</p>
      <ul class="waiting">
        {keys.map((key) => (
          <One
            key={key.device + key.fingerprint}
            waits={key}
            onDecided={() => {
              void look();
              now.again();
            }}
          />
        ))}
      </ul>
    </section>
  );
}

// Lets a device ask; what was announced of it before is over.
export function Announce({ onDone }: { onDone(): void }) {
  const voice = useVoice();
  const empty = { device: '', store: '', print: '' };
  const [typed, setTyped] = useState(empty);
  const [failed, setFailed] = useState('');
  const [said, setSaid] = useState('');
  const set = (part: Partial<typeof empty>) => {
    setTyped({ ...typed, ...part });
    setFailed('');
    setSaid('');
  };
  const announce = async () => {
    const { device, store } = typed;
    if (!isSlug(device) || !isSlug(store)) return setFailed(voice.say('slug_wrong'));
    const fingerprint = digitsOf(typed.print);
    if (fingerprint && !kPrint.test(fingerprint)) return setFailed(voice.say('expect.print_wrong'));
    const answer = await post('/v1/waiting/expect', { devices: [{ device, store, fingerprint }] });
    if (!answer.ok) return setFailed(voice.say('failed'));
    setTyped({ ...empty, store });
    setSaid(voice.say('expect.done', { device }));
    onDone();
  };
  return (
    <FormCard
      title={voice.say('expect.new')}
      hint={voice.say('expect.hint')}
      failed={failed}
      onSend={() => void announce()}
    >
      <div class="fields">
        <TextField
          id="expect-store"
          label={voice.say('column.store')}
          value={typed.store}
          onType={(store) => set({ store })}
        />
        <TextField
          id="expect-device"
          label={voice.say('column.device')}
          value={typed.device}
          onType={(device) => set({ device })}
        />
        <TextField
          id="expect-print"
          label={voice.say('expect.print')}
          longest={96}
          value={typed.print}
          onType={(print) => set({ print })}
        />
        <button class="primary">{voice.say('expect.add')}</button>
      </div>
      <p role="status" class="said">
        {said}
      </p>
    </FormCard>
  );
}

function One({ waits, onDecided }: { waits: Key; onDecided(): void }) {
  const voice = useVoice();
  const at = useMoments();
  const { device, store, fingerprint } = waits;
  const [typed, setTyped] = useState('');
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState('');
  const id = `print-${device}-${fingerprint.slice(0, 4)}`;
  const decide = async (approved: boolean, print: string) => {
    setAsking(false);
    const answer = await post('/v1/waiting/decide', { device, fingerprint: print, approved });
    setFailed(answer.ok ? '' : voice.say(answer.status === 422 ? 'waiting.gone' : 'failed'));
    onDecided();
  };
  const approve = () => {
    const digits = digitsOf(typed);
    if (!/^[0-9A-F]*$/.test(digits) || digits.length < kDigitsMin) {
      return setFailed(voice.say('waiting.short'));
    }
    if (!digitsOf(fingerprint).startsWith(digits)) return setFailed(voice.say('waiting.other'));
    void decide(true, digits);
  };
  return (
    <li>
      <p>
        <span class="strong">{device}</span>{' '}
        <span class="soft">
          {voice.say('waiting.asked', {
            store,
            first: at.exact(new Date(waits.first)),
            last: at.exact(new Date(waits.last)),
          })}
        </span>
      </p>
      <p class="label">{voice.say('waiting.print')}</p>
      <code class="print">{fingerprint}</code>
      {waits.refused && <p class="strong">{voice.say('waiting.refused')}</p>}
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          approve();
        }}
      >
        <div class="field">
          <label for={id}>{voice.say('waiting.type')}</label>
          <input
            id={id}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            maxLength={96}
            value={typed}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setFailed('');
            }}
          />
        </div>
        <button class="primary" aria-label={voice.say('waiting.approve_of', { device })}>
          {voice.say('waiting.approve')}
        </button>
        {!waits.refused && (
          <button
            type="button"
            class="second"
            aria-label={voice.say('waiting.refuse_of', { device })}
            onClick={() => setAsking(true)}
          >
            {voice.say('waiting.refuse')}
          </button>
        )}
      </form>
      <p role="alert" class="failed">
        {failed}
      </p>
      {asking && (
        <Confirm
          title={voice.say('waiting.refuse_title', { device })}
          text={voice.say('waiting.refuse_text')}
          yes={voice.say('waiting.refuse')}
          onYes={() => void decide(false, digitsOf(fingerprint))}
          onNo={() => setAsking(false)}
        />
      )}
    </li>
  );
}
