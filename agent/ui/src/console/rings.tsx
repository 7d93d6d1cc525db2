// Rings: which devices get settings first. A device's own place counts before its store's.
import { useState } from 'preact/hooks';
import { isSlug, post, type Published, type Ring, type SettingsStatus, type Standing } from './api';
import { Choice, FormCard, TextField } from './forms';
import { useVoice } from './texts';

export const kRingOfAll = 'all';

// Settings reach their ring and the rings before it.
function settingsOf(ring: string, { rings, settings }: SettingsStatus): Published | undefined {
  const place = (name: string) => rings.findIndex((one) => one.name === name);
  return settings.find((one) => place(one.ring) >= place(ring));
}

export const behind = (device: Standing): boolean => device.has !== device.version;

interface RingsProps {
  status: SettingsStatus;
  onDone(said: string): void;
}

export function Rings({ status, onDone }: RingsProps) {
  const voice = useVoice();
  return (
    <>
      <section class="card table-card" aria-labelledby="rings" tabIndex={0}>
        <h2 id="rings">{voice.say('settings.rings')}</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">{voice.say('settings.ring')}</th>
              <th scope="col">{voice.say('settings.reached')}</th>
              <th scope="col">{voice.say('settings.have')}</th>
              <th scope="col">{voice.say('settings.members')}</th>
            </tr>
          </thead>
          <tbody>
            {status.rings.map((ring) => {
              const devices = status.devices.filter((one) => one.ring === ring.name);
              const there = devices.filter((one) => !behind(one)).length;
              const settings = settingsOf(ring.name, status);
              return (
                <tr key={ring.name}>
                  <th scope="row">{ring.name}</th>
                  <td>
                    {settings
                      ? voice.say('settings.number', { n: settings.number })
                      : voice.say('settings.no_number')}
                  </td>
                  <td>{voice.say('settings.have_of', { there, all: devices.length })}</td>
                  <td>
                    <Members ring={ring} devices={devices} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      <div class="sides">
        <Move status={status} onDone={onDone} />
        <AddRing onDone={onDone} />
      </div>
    </>
  );
}

function Members({ ring, devices }: { ring: Ring; devices: Standing[] }) {
  const voice = useVoice();
  const of =
    ring.name === kRingOfAll
      ? voice.say('settings.everybody')
      : [...ring.stores, ...ring.devices].join(', ');
  return (
    <>
      {of && <p>{of}</p>}
      {devices.length > 0 && (
        <details>
          <summary>{voice.count('settings.devices', devices.length)}</summary>
          <p class="soft small">{devices.map(({ device }) => device).join(', ')}</p>
        </details>
      )}
    </>
  );
}

// Puts a device, or all of a store, into another ring.
function Move({ status, onDone }: RingsProps) {
  const voice = useVoice();
  const stores = [...new Set(status.devices.map(({ store }) => store))].sort();
  const [who, setWho] = useState(stores[0] ? `store ${stores[0]}` : '');
  const [ring, setRing] = useState(status.rings[0]?.name ?? kRingOfAll);
  const [failed, setFailed] = useState('');
  const move = async () => {
    const [kind = '', name = ''] = who.split(' ');
    const answer = await post('/v1/rings/put', { ring, [kind]: name });
    setFailed(answer.ok ? '' : voice.say('failed'));
    if (answer.ok) onDone(voice.say('ring.put_done', { name, ring }));
  };
  if (stores.length === 0) return null;
  return (
    <FormCard
      title={voice.say('ring.put')}
      hint={voice.say('ring.put_hint')}
      failed={failed}
      onSend={() => void move()}
    >
      <div class="fields">
        <Choice
          id="who"
          label={voice.say('ring.who')}
          value={who}
          options={[
            ...stores.map((store) => [`store ${store}`, voice.say('ring.store', { store })] as const),
            ...status.devices.map(({ device }) => [`device ${device}`, device] as const),
          ]}
          onChoose={setWho}
        />
        <Choice
          id="into"
          label={voice.say('settings.ring')}
          value={ring}
          options={status.rings.map(({ name }) => [name, name])}
          onChoose={setRing}
        />
        <button class="primary">{voice.say('ring.put_yes')}</button>
      </div>
    </FormCard>
  );
}

function AddRing({ onDone }: { onDone(said: string): void }) {
  const voice = useVoice();
  const [name, setName] = useState('');
  const [failed, setFailed] = useState('');
  const add = async () => {
    if (!isSlug(name)) return setFailed(voice.say('ring.slug_wrong'));
    const answer = await post('/v1/rings', { name });
    if (!answer.ok) return setFailed(voice.say(answer.status === 422 ? 'ring.taken' : 'failed'));
    setName('');
    onDone(voice.say('ring.added', { name }));
  };
  return (
    <FormCard
      title={voice.say('ring.new')}
      hint={voice.say('ring.new_hint')}
      failed={failed}
      onSend={() => void add()}
    >
      <div class="fields">
        <TextField
          id="ring-name"
          label={voice.say('ring.name')}
          value={name}
          onType={(text) => {
            setName(text);
            setFailed('');
          }}
        />
        <button class="primary">{voice.say('ring.add')}</button>
      </div>
    </FormCard>
  );
}
