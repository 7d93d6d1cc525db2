// The desk: one customer, or nobody. Which view is shown follows from the card alone, and from
// whether staff chose to carry on without one.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Card, Order, Session, Touchpoint } from '../shared/api';
import { call } from '../shared/http';
import { interaction, mayPass, type Interaction } from '../shared/interaction';
import { uuid7 } from '../shared/uuid7';
import type { Speaking } from './app';
import { emptyDraft, isEmpty, type Draft, type Drafts, type FormName } from './drafts';
import { cannotRecord } from './closing';
import { Consents } from './consents';
import { Day } from './day';
import { Form } from './forms';
import { Header, ScanField } from './header';
import { Help } from './help';
import { InError } from './in_error';
import { listen } from './keyboard';
import { Done, Notices } from './notices';
import { Journey } from './journey';
import { Lines } from './now';
import { Asking, AskingAbove } from './question';
import { Nobody, Plain } from './nobody';
import { newcomerOf, type Newcomer } from './newcomer';
import { Parked } from './parked';
import { Person, WithoutCard } from './person';
import { ReceiptPage, type Receipt } from './receipt';
import { Register } from './register';
import { StatusLine } from './status_line';
import { NewTask, Tasks } from './tasks';
import type { Key } from './texts';
import { Timeline } from './timeline';
import { useActivity, useDevice, useNewTasks } from './use_device';
import { useBoard } from './use_board';
import { useRecorder } from './use_recorder';
import { useWorkSurvey } from './use_work_survey';
import { VoiceOffer } from './voice_offer';

interface Props {
  touchpoint: Touchpoint;
  session: Session;
  drafts: Drafts;
  speaking: Speaking;
  onLock(): void; // the session has ended by itself
  onSignOut(): void;
  onBadge(code: string): void; // a member of staff shows theirs
}

const shortcuts: Record<string, FormName> = { F2: 'sale', F4: 'note', F8: 'collection' };

// Whoever reads a sheet does not work at the desk behind it.
const sheetIsOpen = () => document.querySelector('dialog[open]') !== null;

// Whose draft it is: a person's across visits, otherwise the visit's own.
const personOf = (card: Card) =>
  (card.state === 'asking' ? undefined : card.who?.profile) ?? card.visit ?? 'nobody';

// Somebody is being served: it is not a card that is looked at for a task.
const mayPark = (card: Card) => card.state === 'shown' && card.who?.decision?.verdict !== 'task';

export function Desk({ touchpoint, session, drafts, speaking, onLock, onSignOut, onBadge }: Props) {
  const device = useDevice(touchpoint.touchpoint, onLock);
  const { card } = device;
  const person = personOf(card);
  const recorder = useRecorder(person, drafts, onLock);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [alone, setAlone] = useState(false); // carrying on without a card
  const [leaving, setLeaving] = useState(false); // asked to close with something unrecorded
  const [problem, setProblem] = useState<Key | null>(null);
  const [text, setText] = useState('');
  const [newcomer, setNewcomer] = useState<Newcomer | null>(drafts.newcomer); // being registered
  const [turned, setTurned] = useState(''); // the profile whose customer has the screen
  const [receipt, setReceipt] = useState<Receipt | null>(null); // a customer reads it
  const typed = useRef(''); // what the scan on the screen was typed as
  const field = useRef<HTMLInputElement>(null);
  const taker = useRef<((code: string) => void) | null>(null); // of what is scanned next
  useActivity(onLock);
  const board = useBoard(person);
  const work = useWorkSurvey(person, onLock);
  const arrived = useNewTasks(device.tasks, session.name);

  // Another customer: whatever stood here goes, before it is painted again.
  const shownFor = useRef({ person, comesBack: true });
  if (shownFor.current.person !== person) {
    if (!shownFor.current.comesBack) drafts.forget(shownFor.current.person);
    shownFor.current = { person, comesBack: card.who !== undefined || card.state === 'nobody' };
    setDraft(drafts.of(person) ?? null);
    setAlone(false);
    setLeaving(false);
    setReceipt(null);
    setText('');
  }
  useEffect(() => setDraft(drafts.of(person) ?? null), []);
  useEffect(() => setProblem(null), [card]);
  useEffect(() => window.scrollTo(0, 0), [person]);

  const keepNewcomer = (next: Newcomer | null) => {
    drafts.newcomer = next;
    setNewcomer(next);
  };
  // Whoever comes on the screen takes the form's place; a card that is nobody's becomes theirs.
  useEffect(() => {
    if (!newcomer) return;
    if (card.who) keepNewcomer(null);
    else if (card.number && card.number !== newcomer.card) {
      keepNewcomer({ ...newcomer, card: card.number });
    }
  }, [card]);
  const register = () => {
    const words = text || (card.state === 'unknown' ? typed.current : '');
    keepNewcomer(newcomerOf(words, touchpoint.language, card.number));
    setText('');
  };
  const turn = (profile: string) => touchpoint.notice && setTurned(profile);

  const scan = async (code: string, via: 'wedge' | 'typed') => {
    setProblem(null);
    setText('');
    typed.current = via === 'typed' ? code : '';
    const json = JSON.stringify({ id: uuid7(), code, via });
    let answer = await call<{ badge?: boolean }>('POST', '/v1/scans', json);
    if (!answer.ok && mayPass(answer.status)) answer = await call('POST', '/v1/scans', json);
    if (answer.ok && answer.body.badge) return onBadge(code);
    if (answer.ok || latest.current.card.state === 'refused') return;
    if (answer.status === 401) return onLock();
    setProblem(answer.status === 0 || answer.status >= 500 ? 'scan.no_answer' : 'scan.failed');
  };

  const answer = async (choice: string) => {
    setProblem(null);
    const json = JSON.stringify({ id: uuid7(), question: card.question?.question, choice });
    let said = await call('POST', '/v1/card/answer', json);
    if (!said.ok && mayPass(said.status)) said = await call('POST', '/v1/card/answer', json);
    if (said.status === 401) return onLock();
    // What is not asked any more has been answered, or the next customer stands there.
    if (!said.ok && said.status !== 422) setProblem('scan.no_answer');
  };

  // The next customer steps in, or one who waits is served again.
  const move = async (way: 'park' | 'return', visit: string) => {
    setProblem(null);
    const moved = await call('POST', `/v1/card/${way}`, JSON.stringify({ visit }));
    if (moved.status === 401) return onLock();
    // What waits no more, or is not on the screen any more, the screen says by itself.
    if (!moved.ok && moved.status !== 422) setProblem('scan.no_answer');
  };
  // The person leaves the screen and takes along what was being typed about them.
  const wrongPerson = async () => {
    setProblem(null);
    drafts.forget(person);
    setDraft(null);
    const json = JSON.stringify({ id: uuid7(), visit: card.visit });
    let said = await call('POST', '/v1/card/wrong_person', json);
    if (!said.ok && mayPass(said.status)) said = await call('POST', '/v1/card/wrong_person', json);
    if (said.status === 401) return onLock();
    if (!said.ok && said.status !== 422) setProblem('scan.no_answer');
  };
  const park = () => mayPark(card) && void move('park', card.visit!);

  const registered = async (profile: string) => {
    turn(profile);
    await choose(profile);
  };
  const choose = async (profile: string) => {
    setProblem(null);
    const answer = await call('POST', '/v1/card', JSON.stringify({ profile }));
    if (answer.ok) return;
    if (answer.status === 401) return onLock();
    setProblem(answer.status === 0 || answer.status >= 500 ? 'scan.no_answer' : 'search.failed');
  };

  const open = (form: FormName) => {
    const kept = drafts.of(person);
    setDraft(kept?.form === form ? kept : emptyDraft(form));
  };
  const answerComplaint = (id: string) => setDraft({ ...emptyDraft('answer'), id });
  const collectPart = ({ order_id, items }: Order) =>
    setDraft({
      ...emptyDraft('collection'),
      order: order_id,
      parts: items.map((product) => ({ product, taken: true })),
    });
  const undo = (id: string) => {
    const profile = card.who?.profile;
    const data = { ...(profile && { profile }), undoes: id, staff: session.name };
    void recorder.run('undone', interaction('touchpoint.interaction.undone', data), person);
  };
  // What was claimed, for the customer to take away.
  const hand = ({ id, choice }: Draft, { json }: Interaction) => {
    const { time, data } = JSON.parse(json) as { time: string; data: { due: string } };
    const language = card.who?.language;
    setReceipt({ request: id, right: choice, due: data.due, at: new Date(time), language });
  };
  const keep = (next: Draft) => {
    drafts.keep(person, next);
    setDraft(next);
  };
  const cancel = () => {
    drafts.forget(person);
    setDraft(null);
  };
  const close = async (anyway = false) => {
    if (!anyway && draft && !isEmpty(draft)) return setLeaving(true);
    drafts.forget(person);
    setDraft(null);
    setAlone(false);
    setLeaving(false);
    if (card.state === 'nobody') return;
    // The next customer may be on the screen before the answer is here: only this visit ends.
    const { visit } = card;
    const answer = await call('DELETE', `/v1/card?visit=${visit}`);
    if (answer.ok) device.clear(visit!);
    else setProblem('visit.close_failed');
  };

  const openVoice = () => void work.open(() => setProblem('scan.no_answer'));
  const busy = turned !== '' || newcomer !== null || receipt !== null;
  const at = { person, draft, card, scan, open, register, busy, alone, park, move };
  const latest = useRef(at);
  latest.current = at;
  useLayoutEffect(() => {
    const stop = listen({
      scanned: (code) => (taker.current ?? ((one) => void latest.current.scan(one, 'wedge')))(code),
      typed: () => {
        if (sheetIsOpen()) return;
        field.current?.focus();
        return field.current;
      },
    });
    const onKey = (event: KeyboardEvent) => {
      if (sheetIsOpen()) return;
      const form = shortcuts[event.key];
      const { card: shown, ...now } = latest.current;
      const canRecord = now.alone || shown.state === 'shown' || shown.state === 'nobody';
      if (form && canRecord && !now.busy) {
        event.preventDefault();
        now.open(form);
      }
      if (event.key === 'F6' && !shown.who && !now.busy) {
        event.preventDefault();
        now.register();
      }
      if (event.key === 'Escape') {
        keepNewcomer(null);
        setDraft(null);
        setLeaving(false);
        board.close();
        work.close();
      }
      const parked = shown.parked ?? [];
      // One key for both ways: whoever was put by last is who was served last.
      const last = parked[parked.length - 1];
      const chosen = event.altKey ? parked[Number(event.key) - 1] : undefined;
      if (event.key === 'F9' || chosen) event.preventDefault();
      if (now.busy) return;
      if (chosen) void now.move('return', chosen.visit);
      else if (event.key === 'F9' && shown.state === 'shown') now.park();
      else if (event.key === 'F9' && last) void now.move('return', last.visit);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      stop();
      window.removeEventListener('keydown', onKey);
    };
  }, []);

  const offline = device.lost || !device.status?.hub.online;
  const withoutCard = alone || (card.state === 'nobody' && draft !== null);
  const working = card.state === 'shown' || withoutCard;
  const scanField = (
    <ScanField
      input={field}
      text={text}
      onText={setText}
      onScan={(code) => void scan(code, 'typed')}
      onChoose={(profile) => void choose(profile)}
      onRegister={card.who ? null : register}
      onSignedOut={onLock}
    />
  );
  if (turned && touchpoint.notice && card.state === 'shown' && card.who?.profile === turned) {
    return (
      <Consents
        card={card}
        notice={touchpoint.notice}
        touchpoint={touchpoint}
        staff={session.name}
        onRecord={(what) => recorder.run('consents', what, person)}
        onDone={() => setTurned('')}
      />
    );
  }
  if (receipt) {
    return <ReceiptPage receipt={receipt} touchpoint={touchpoint} onDone={() => setReceipt(null)} />;
  }
  const registering = newcomer !== null && !card.who;
  const news = arrived.fresh.map((task) => (
    <NewTask
      key={task.task}
      task={task}
      staff={session.name}
      onRecord={(kind, what) => recorder.run(kind, what, person)}
      onLater={() => arrived.postpone(task.task)}
    />
  ));
  const form = draft && working && (
    <Form
      key={`${person} ${draft.form}`}
      draft={draft}
      profile={card.who?.profile}
      staff={session.name}
      touchpoint={touchpoint}
      alone={offline}
      onChange={keep}
      onCancel={cancel}
      onRecord={async (what) => {
        const answer = await recorder.run(draft.form, what, person);
        if (answer.ok && draft.form === 'rights') hand(draft, what);
        return answer;
      }}
      onDone={() => setDraft(null)}
    />
  );
  return (
    <div class="desk">
      <Header
        touchpoint={touchpoint}
        session={session}
        field={!registering && (working || card.state === 'looking') ? scanField : null}
        help={<Help key={person} />}
        onSignOut={onSignOut}
      />
      <Notices
        lost={device.lost}
        closed={!!device.status && cannotRecord(device.status)}
        problem={problem}
        leaving={leaving}
        recorder={recorder}
        onDiscard={() => void close(true)}
        onStay={() => setLeaving(false)}
        news={card.state === 'nobody' && !draft ? null : news}
      />
      <Parked parked={card.parked ?? []} onReturn={(visit) => void move('return', visit)} />
      <InError
        card={card}
        staff={session.name}
        onUndo={(what) => void recorder.run('undone', what, person)}
      />
      {working && <AskingAbove card={card} onAnswer={(choice) => void answer(choice)} />}
      {registering && card.state !== 'asking' ? (
        <Register
          newcomer={newcomer}
          touchpoint={touchpoint}
          alone={offline}
          onChange={keepNewcomer}
          onCancel={() => keepNewcomer(null)}
          onChoose={(profile) => void choose(profile)}
          onRegistered={(profile) => void registered(profile)}
          onSignedOut={onLock}
        />
      ) : card.state === 'asking' && !working ? (
        <Asking
          card={card}
          onAnswer={(choice) => void answer(choice)}
          onClose={() => void close()}
        />
      ) : working ? (
        <main class="work">
          {card.who ? (
            <Person
              card={card}
              onOpen={open}
              onConsents={touchpoint.notice ? () => turn(card.who!.profile) : null}
              onPark={mayPark(card) ? park : null}
              onWrong={mayPark(card) ? () => void wrongPerson() : null}
              onClose={() => void close()}
            />
          ) : (
            <WithoutCard onOpen={open} onClose={() => void close()} />
          )}
          <div class="facts" key={person} role="group" aria-labelledby="who-name" tabIndex={0}>
            {form}
            {card.who && (
              <>
                <Lines
                  card={card}
                  staff={session.name}
                  onRecord={(kind, what) => recorder.run(kind, what, person)}
                  alone={offline}
                  onAnswer={answerComplaint}
                  onPart={collectPart}
                />
                <Journey card={card} />
                <Timeline experiences={card.timeline ?? []} />
              </>
            )}
          </div>
        </main>
      ) : card.state === 'nobody' && board.Page ? (
        <board.Page
          touchpoint={touchpoint}
          tasks={device.tasks ?? []}
          onClose={board.close}
          onSignedOut={onLock}
        />
      ) : card.state === 'nobody' && work.Page && work.work ? (
        <work.Page
          touchpoint={touchpoint}
          work={work.work}
          answers={work.answers}
          onAnswers={work.setAnswers}
          onSend={work.send}
          onClose={work.close}
        />
      ) : card.state === 'nobody' ? (
        <Nobody
          field={scanField}
          offer={work.offered && <VoiceOffer onOpen={openVoice} onLater={work.later} />}
          status={device.status}
          day={
            <Day
              touchpoint={touchpoint}
              tasks={device.tasks}
              status={device.status}
              lost={device.lost}
              role={session.role}
              begun={drafts.begun}
              parked={card.parked?.length ?? 0}
              onBoard={() => void board.open(() => setProblem('scan.no_answer'))}
              onVoice={work.asked ? openVoice : null}
              onSignOut={onSignOut}
            />
          }
          tasks={
            <Tasks
              tasks={device.tasks ?? []}
              touchpoint={touchpoint}
              session={session}
              onRecord={(kind, what) => recorder.run(kind, what, person)}
              onCard={(profile) => void choose(profile)}
            />
          }
          onOpen={open}
          onRegister={register}
        />
      ) : (
        <Plain
          card={card}
          field={card.state === 'looking' ? null : scanField}
          onWithout={() => setAlone(true)}
          onRegister={register}
          onClose={() => void close()}
        />
      )}
      <StatusLine
        key={person}
        status={device.status}
        lost={device.lost}
        role={session.role}
        speaking={speaking}
        onTakeScan={(take) => (taker.current = take)}
        done={<Done recorder={recorder} alone={offline} onUndo={undo} />}
      />
    </div>
  );
}
