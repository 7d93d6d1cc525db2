// Who may sign in at the devices of each store. A PIN is typed twice here and never seen again.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, isSlug, post, type Staff } from './api';
import { Confirm } from './confirm';
import { Choice, Do, FormCard, ListCard, PinField, TextField } from './forms';
import type { PageProps } from './pages';
import { useMoments, useVoice, type ConsoleVoice } from './texts';

const kRoles = ['associate', 'supervisor', 'it'] as const;

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
      <p>
        <a href="#/voices">{voice.say('voices.open')}</a>
      </p>
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
  return (
    <>
      <PinField id="pin" label={voice.say('staff.pin')} value={pin} onType={setPin} input={input} />
      <PinField
        id="pin-again"
        label={voice.say('staff.pin_again')}
        value={again}
        onType={setAgain}
      />
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
    <TextField
      id={id}
      label={label}
      kind={id === 'shown' ? 'person' : 'slug'}
      list={id === 'store' ? 'stores' : undefined}
      value={typed[id]}
      onType={(text) => set({ [id]: text })}
    />
  );
  return (
    <FormCard
      title={voice.say('staff.new')}
      hint={voice.say('staff.pin_hint')}
      failed={failed}
      onSend={() => void add()}
    >
      <div class="fields">
        {field('store', voice.say('column.store'))}
        <datalist id="stores">
          {stores.map((store) => (
            <option key={store} value={store} />
          ))}
        </datalist>
        {field('name', voice.say('staff.name'))}
        {field('shown', voice.say('staff.shown'))}
        <Choice
          id="role"
          label={voice.say('staff.role')}
          value={typed.role}
          options={kRoles.map((role) => [role, voice.say(`role.${role}`)])}
          onChoose={(role) => set({ role })}
        />
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
    </FormCard>
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
  const typed = (set: (text: string) => void) => (text: string) => {
    set(text);
    setFailed('');
  };
  return (
    <FormCard
      title={voice.say('staff.renew_title', { name: shown, store })}
      hint={voice.say('staff.pin_hint')}
      failed={failed}
      onSend={() => void renew()}
    >
      <div class="fields">
        <Pins pin={pin} again={again} setPin={typed(setPin)} setAgain={typed(setAgain)} first />
        <button class="primary">{voice.say('staff.renew')}</button>
        <button type="button" class="second" onClick={onCancel}>
          {voice.say('cancel')}
        </button>
      </div>
    </FormCard>
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
  const choose = stores.length > 1 && (
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
  );
  return (
    <>
      <ListCard
        id="staff"
        title={voice.say('staff.list')}
        failed={failed}
        before={choose}
        none={staff.length === 0 && voice.say('staff.none')}
        columns={[
          voice.say('staff.shown'),
          voice.say('column.store'),
          voice.say('staff.name'),
          voice.say('staff.role'),
          voice.say('staff.changed'),
        ]}
      >
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
              <Do
                text={voice.say('staff.renew')}
                full={voice.say('staff.renew_of', { name: one.display_name })}
                onDo={() => onRenew(one)}
              />
              <Do
                text={voice.say('staff.remove')}
                full={voice.say('staff.remove_of', { name: one.display_name })}
                onDo={() => setAsking(one)}
              />
            </td>
          </tr>
        ))}
      </ListCard>
      {asking && (
        <Confirm
          title={voice.say('staff.remove_title', { name: asking.display_name })}
          text={voice.say('staff.remove_text', { store: asking.store })}
          yes={voice.say('staff.remove')}
          onYes={() => void remove(asking)}
          onNo={() => setAsking(null)}
        />
      )}
    </>
  );
}
