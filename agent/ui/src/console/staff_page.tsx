// Who may sign in at the devices of each store. A PIN is typed twice here and never seen again.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, isSlug, post, type Staff } from './api';
import { Confirm } from './confirm';
import type { PageProps } from './pages';
import { useMoments, useVoice, type ConsoleVoice } from './texts';

const kRoles = ['associate', 'supervisor'] as const;

export function StaffPage({ now }: PageProps) {
  const voice = useVoice();
  const [staff, setStaff] = useState<Staff[] | null>(null);
  const [renewing, setRenewing] = useState<Staff | null>(null);
  const [said, setSaid] = useState('');
  const look = async () => {
    const answer = await get<{ staff: Staff[] }>('/v1/staff');
    if (answer.ok) setStaff(answer.body.staff);
  };
  useEffect(() => {
    document.title = `${voice.say('menu.staff')} · Touchpoint hub`;
  }, [voice]);
  useEffect(() => void look(), []);
  const done = (sentence: string) => {
    setSaid(sentence);
    setRenewing(null);
    void look();
  };
  const stores = new Set([
    ...(now.fleet?.devices ?? []).map(({ store }) => store),
    ...(staff ?? []).map(({ store }) => store),
  ]);
  return (
    <>
      <h1>{voice.say('menu.staff')}</h1>
      <p class="soft lead">{voice.say('staff.hint')}</p>
      <p role="status" class="said">
        {said}
      </p>
      {renewing ? (
        <Renew one={renewing} onDone={done} onCancel={() => setRenewing(null)} />
      ) : (
        <Add known={staff ?? []} stores={[...stores].sort()} onDone={done} />
      )}
      <List staff={staff} onRenew={setRenewing} onDone={done} />
    </>
  );
}

// What is wrong with two PINs before the hub is asked; it alone knows which are guessed first.
function pinProblem(voice: ConsoleVoice, pin: string, again: string): string {
  if (!/^[0-9]{6,12}$/.test(pin)) return voice.say('staff.pin_wrong');
  return pin === again ? '' : voice.say('staff.pin_differs');
}

const pinRefused = (message: string): boolean => message.startsWith('the PIN ');

interface PinsProps {
  pin: string;
  again: string;
  setPin(text: string): void;
  setAgain(text: string): void;
  first?: boolean; // has the focus
}

function Pins({ pin, again, setPin, setAgain, first }: PinsProps) {
  const voice = useVoice();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (first) input.current?.focus();
  }, []);
  const field = (id: string, label: string, value: string, set: (text: string) => void) => (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={id === 'pin' ? input : null}
        type="password"
        inputMode="numeric"
        autocomplete="new-password"
        maxLength={12}
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </div>
  );
  return (
    <>
      {field('pin', voice.say('staff.pin'), pin, setPin)}
      {field('pin-again', voice.say('staff.pin_again'), again, setAgain)}
    </>
  );
}

interface AddProps {
  known: Staff[];
  stores: string[];
  onDone(said: string): void;
}

function Add({ known, stores, onDone }: AddProps) {
  const voice = useVoice();
  const empty = { store: '', name: '', shown: '', role: 'associate', pin: '', again: '' };
  const [typed, setTyped] = useState(empty);
  const [failed, setFailed] = useState('');
  const set = (part: Partial<typeof empty>) => {
    setTyped({ ...typed, ...part });
    setFailed('');
  };
  const add = async () => {
    const { store, name, role, pin } = typed;
    const shown = typed.shown.trim();
    if (!isSlug(store) || !isSlug(name)) return setFailed(voice.say('staff.slug_wrong'));
    if (known.some((one) => one.store === store && one.name === name)) {
      return setFailed(voice.say('staff.taken'));
    }
    if (!shown) return setFailed(voice.say('staff.shown_wrong'));
    const problem = pinProblem(voice, pin, typed.again);
    if (problem) return setFailed(problem);
    const answer = await post('/v1/staff', { store, name, display_name: shown, role, pin });
    if (answer.ok) {
      setTyped({ ...empty, store });
      return onDone(voice.say('staff.added', { name: shown, store }));
    }
    setFailed(voice.say(pinRefused(answer.message) ? 'staff.pin_weak' : 'failed'));
  };
  const field = (id: 'store' | 'name' | 'shown', label: string) => (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        autocomplete="off"
        autocapitalize={id === 'shown' ? 'words' : 'none'}
        spellcheck={false}
        maxLength={64}
        list={id === 'store' ? 'stores' : undefined}
        value={typed[id]}
        onInput={({ currentTarget: { value } }) =>
          set({ [id]: id === 'shown' ? value : value.trim() })
        }
      />
    </div>
  );
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <h2>{voice.say('staff.new')}</h2>
      <p class="soft">{voice.say('staff.pin_hint')}</p>
      <div class="fields">
        {field('store', voice.say('column.store'))}
        <datalist id="stores">
          {stores.map((store) => (
            <option key={store} value={store} />
          ))}
        </datalist>
        {field('name', voice.say('staff.name'))}
        {field('shown', voice.say('staff.shown'))}
        <div class="field">
          <label for="role">{voice.say('staff.role')}</label>
          <select
            id="role"
            value={typed.role}
            onChange={(event) => set({ role: event.currentTarget.value })}
          >
            {kRoles.map((role) => (
              <option key={role} value={role}>
                {voice.say(`role.${role}`)}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div class="fields">
        <Pins
          pin={typed.pin}
          again={typed.again}
          setPin={(pin) => set({ pin })}
          setAgain={(again) => set({ again })}
        />
        <button class="primary">{voice.say('staff.add')}</button>
      </div>
      <p role="alert" class="failed">
        {failed}
      </p>
    </form>
  );
}

interface RenewProps {
  one: Staff;
  onDone(said: string): void;
  onCancel(): void;
}

function Renew({ one, onDone, onCancel }: RenewProps) {
  const voice = useVoice();
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [failed, setFailed] = useState('');
  const { store, name, display_name: shown } = one;
  const renew = async () => {
    const problem = pinProblem(voice, pin, again);
    if (problem) return setFailed(problem);
    const answer = await post('/v1/staff/reset', { store, name, pin });
    if (answer.ok) return onDone(voice.say('staff.renewed', { name: shown, store }));
    setFailed(voice.say(pinRefused(answer.message) ? 'staff.pin_weak' : 'failed'));
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void renew();
      }}
    >
      <h2>{voice.say('staff.renew_title', { name: shown, store })}</h2>
      <p class="soft">{voice.say('staff.pin_hint')}</p>
      <div class="fields">
        <Pins
          pin={pin}
          again={again}
          setPin={(text) => {
            setPin(text);
            setFailed('');
          }}
          setAgain={(text) => {
            setAgain(text);
            setFailed('');
          }}
          first
        />
        <button class="primary">{voice.say('staff.renew')}</button>
        <button type="button" class="second" onClick={onCancel}>
          {voice.say('cancel')}
        </button>
      </div>
      <p role="alert" class="failed">
        {failed}
      </p>
    </form>
  );
}

interface ListProps {
  staff: Staff[] | null;
  onRenew(one: Staff): void;
  onDone(said: string): void;
}

function List({ staff, onRenew, onDone }: ListProps) {
  const voice = useVoice();
  const at = useMoments();
  const [only, setOnly] = useState('');
  const [asking, setAsking] = useState<Staff | null>(null);
  const [failed, setFailed] = useState('');
  if (!staff) return null;
  const stores = [...new Set(staff.map(({ store }) => store))].sort();
  const shown = only && stores.includes(only) ? staff.filter(({ store }) => store === only) : staff;
  const remove = async ({ store, name, display_name: called }: Staff) => {
    setAsking(null);
    const answer = await post('/v1/staff/remove', { store, name });
    setFailed(answer.ok ? '' : voice.say('failed'));
    if (answer.ok) onDone(voice.say('staff.removed', { name: called, store }));
  };
  return (
    <section class="card table-card" aria-labelledby="staff" tabIndex={0}>
      <h2 id="staff">{voice.say('staff.list')}</h2>
      <p role="alert" class="failed">
        {failed}
      </p>
      {staff.length === 0 && <p class="soft inside">{voice.say('staff.none')}</p>}
      {stores.length > 1 && (
        <p class="inside">
          <select
            aria-label={voice.say('fleet.store')}
            value={only}
            onChange={(event) => setOnly(event.currentTarget.value)}
          >
            <option value="">{voice.say('fleet.all_stores')}</option>
            {stores.map((store) => (
              <option key={store}>{store}</option>
            ))}
          </select>
        </p>
      )}
      {staff.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{voice.say('staff.shown')}</th>
              <th scope="col">{voice.say('column.store')}</th>
              <th scope="col">{voice.say('staff.name')}</th>
              <th scope="col">{voice.say('staff.role')}</th>
              <th scope="col">{voice.say('staff.changed')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={`${one.store}/${one.name}`}>
                <th scope="row">{one.display_name}</th>
                <td>{one.store}</td>
                <td>{one.name}</td>
                <td>{voice.say(`role.${one.role}`)}</td>
                <td>
                  {at.day(new Date(one.at))} {at.clock(new Date(one.at))}, {one.by}
                </td>
                <td class="doing">
                  <button
                    type="button"
                    class="plain"
                    aria-label={voice.say('staff.renew_of', { name: one.display_name })}
                    onClick={() => onRenew(one)}
                  >
                    {voice.say('staff.renew')}
                  </button>
                  <button
                    type="button"
                    class="plain"
                    aria-label={voice.say('staff.remove_of', { name: one.display_name })}
                    onClick={() => setAsking(one)}
                  >
                    {voice.say('staff.remove')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {asking && (
        <Confirm
          title={voice.say('staff.remove_title', { name: asking.display_name })}
          text={voice.say('staff.remove_text', { store: asking.store })}
          yes={voice.say('staff.remove')}
          onYes={() => void remove(asking)}
          onNo={() => setAsking(null)}
        />
      )}
    </section>
  );
}
