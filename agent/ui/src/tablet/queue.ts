// No answer is lost on its way: it is on this tablet's disk before it is sent, and stays there until
// the device has answered 2xx. However often it is sent, it is recorded once: its id and its bytes
// stay the same.
import type { Recorded } from '../shared/api';
import { call, type Answer, type Refused } from '../shared/http';
import { mayPass, type Interaction } from '../shared/interaction';
import { all, forget, keep, mark, unseal, type Kept } from './store';
import { looksForbidden } from './forbidden';

const kCustomerWaitsMs = 4000;
const kBatch = 50;
const kBatchBytes = 48 * 1024; // the door takes 64 KiB
const kPauseFirstMs = 2000;
const kPauseMaxMs = 120_000;

export interface QueueState {
  waiting: number; // saved here, to be sent
  refused: number; // the device does not take them
  full: boolean; // there was no room for the last one
  unpaired: boolean; // the device does not know this tablet
}

let state: QueueState = { waiting: 0, refused: 0, full: false, unpaired: false };
const listeners = new Set<(state: QueueState) => void>();
let timer = 0;
let pause = kPauseFirstMs;
let delivering: Promise<void> | undefined;

export function watch(listener: (state: QueueState) => void): () => void {
  listeners.add(listener);
  listener(state);
  return () => listeners.delete(listener);
}

function say(change: Partial<QueueState>) {
  state = { ...state, ...change };
  for (const listener of listeners) listener(state);
}

async function count() {
  const kept = (await all().catch(() => [] as Kept[])).filter((one) => !one.until); // answers
  const refused = kept.filter((one) => one.refused).length;
  say({ refused, waiting: kept.length - refused });
}

let savedVisit = '';

// Whether something that was given in this visit is here, and the device does not have it yet.
export const isSaved = (visit: string) => visit === savedVisit;

// Whether this one is here still, and the device does not have it yet.
export const waits = async (id: string) =>
  (await all().catch(() => [] as Kept[])).some((one) => one.id === id);

// What is saved here counts as given; `isSaved` then says so. `visit`: whose answers belong together.
// `until`: what it says is true no longer than that.
export async function send(
  { id, json }: Interaction,
  visit: string,
  until?: number,
): Promise<Answer<unknown>> {
  const forbidden = looksForbidden(json);
  // What may not be kept is not kept here either.
  const kept = !forbidden && (await keepHere(id, json, until));
  const asked = call<Recorded>('POST', '/v1/interactions', json).then(async (answer) => {
    if (kept) await settle(id, answer);
    return answer;
  });
  if (!kept) {
    const answer = await asked;
    return forbidden && !answer.ok && mayPass(answer.status)
      ? { ...answer, error: 'forbidden_content' }
      : answer;
  }
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), kCustomerWaitsMs));
  const answer = await Promise.race([asked, late]);
  if (until && answer?.status === 429) {
    await forget(id).catch(() => undefined); // whoever tries many numbers is told so
    return answer;
  }
  if (!answer || (!answer.ok && stays(answer))) {
    if (!until) savedVisit = visit;
    deliverLater();
    return { ok: true, status: 0, body: null };
  }
  if (answer.ok) void deliver();
  return answer;
}

const stays = ({ status }: Refused) => status === 401 || mayPass(status);

async function keepHere(id: string, json: string, until?: number): Promise<boolean> {
  try {
    await keep(id, json, until);
    say({ full: false });
    await count();
    return true;
  } catch {
    say({ full: true });
    return false;
  }
}

// Of an answer whose customer stands here: what the device does not take is said, and does not stay.
async function settle(id: string, answer: Answer<Recorded>) {
  if (!answer.ok && stays(answer)) return say({ unpaired: state.unpaired || answer.status === 401 });
  await forget(id).catch(() => undefined);
  await count();
}

// Everything that waits, once; a second call meanwhile is the same.
export function deliver(): Promise<void> {
  delivering ??= run().finally(() => (delivering = undefined));
  return delivering;
}

async function run() {
  clearTimeout(timer);
  for (;;) {
    const here = await all().catch(() => [] as Kept[]);
    await forget(...here.filter((one) => one.until && one.until < Date.now()).map(({ id }) => id));
    await count();
    const kept = (await all().catch(() => [])).filter((one) => !one.refused).slice(0, kBatch);
    if (!kept.length) {
      pause = kPauseFirstMs;
      return;
    }
    const trouble = (await sendAll(kept)) ?? null;
    if (!trouble) continue;
    if (trouble.status === 401) say({ unpaired: true });
    return deliverLater(trouble.retryAfterS);
  }
}

// After a pause that grows, and is never the same for all the tablets of a store.
function deliverLater(seconds: number | null = null) {
  clearTimeout(timer);
  const ms = Math.max((seconds ?? 0) * 1000, pause) * (0.5 + Math.random());
  pause = Math.min(pause * 2, kPauseMaxMs);
  timer = window.setTimeout(() => void deliver(), ms);
}

interface Result {
  status: number;
  error?: { error: string };
}

// What stands in the way of all of them; nothing: each was taken or marked.
async function sendAll(kept: Kept[]): Promise<Refused | undefined> {
  const texts: string[] = [];
  const sent: Kept[] = [];
  let bytes = 0;
  for (const one of kept) {
    bytes += one.sealed.byteLength;
    if (sent.length && bytes > kBatchBytes) break; // the rest comes next
    try {
      texts.push(await unseal(one));
      sent.push(one);
    } catch {
      await mark(one, 'unreadable');
    }
  }
  if (!sent.length) return undefined;
  const answer = await call<{ results: Result[] }>('POST', '/v1/interactions', `[${texts.join()}]`);
  if (!answer.ok) {
    if (stays(answer)) return answer;
    if (sent.length === 1) await mark(sent[0]!, answer.error);
    else for (const one of sent) {
      const trouble = await sendAll([one]);
      if (trouble) return trouble;
    }
    return undefined;
  }
  say({ unpaired: false });
  const gone: string[] = [];
  let busy: Refused | undefined;
  for (const [at, one] of sent.entries()) {
    const { status, error } = answer.body.results[at]!;
    if (status < 300 || error?.error === 'forbidden_content') gone.push(one.id);
    else if (mayPass(status) || status === 507) {
      busy = { ok: false, status, error: 'busy', message: '', retryAfterS: null };
    } else if (one.until) gone.push(one.id);
    else await mark(one, error?.error ?? String(status));
  }
  await forget(...gone);
  return busy;
}

// At the start: what was refused is tried once more, the device may be a newer one by now.
export async function begin() {
  window.addEventListener('online', () => void deliver());
  for (const one of await all().catch(() => [] as Kept[])) {
    if (!one.refused) continue;
    const { refused: _, ...again } = one;
    await keepAgain(again);
  }
  await deliver();
}

async function keepAgain(one: Kept) {
  try {
    await keep(one.id, await unseal(one));
  } catch {
    // it stays as it is: marked
  }
}
