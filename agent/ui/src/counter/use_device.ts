// What the device says to this screen: the newest card, what there is to put right, how the device is,
// and whether it speaks at all. Nothing is kept of an older card.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Card, Session, Status, StoreTask } from '../shared/api';
import { call } from '../shared/http';
import { follow } from './stream';

const kLostAfterMs = 1500; // a short break is not worth a banner
const kActivityMs = 60_000; // how often the session is told that somebody is here, at most

export function useDevice(touchpoint: string, onSignedOut: () => void) {
  const nobody: Card = { state: 'nobody', touchpoint };
  const [card, setCard] = useState<Card>(nobody);
  const [status, setStatus] = useState<Status | null>(null);
  const [lost, setLost] = useState(false);
  const [tasks, setTasks] = useState<StoreTask[] | null>(null);

  useEffect(() => {
    let timer = 0;
    const end = follow('/v1/stream', {
      opened() {
        clearTimeout(timer);
        timer = 0;
        setLost(false);
      },
      lost() {
        timer ||= window.setTimeout(() => setLost(true), kLostAfterMs);
      },
      refused(code) {
        if (code === 401 || code === 403) onSignedOut();
        else setLost(true);
      },
      event(name, data) {
        if (name === 'card') setCard(JSON.parse(data) as Card);
        if (name === 'status') setStatus(JSON.parse(data) as Status);
        if (name === 'tasks') setTasks((JSON.parse(data) as { tasks: StoreTask[] }).tasks);
        if (name === 'session' && !(JSON.parse(data) as { signed_in: boolean }).signed_in) {
          onSignedOut();
        }
      },
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [touchpoint]);

  const clear = (visit: string) =>
    setCard((now) =>
      now.visit === visit ? { ...nobody, ...(now.parked && { parked: now.parked }) } : now,
    );
  return { card, status, lost, tasks, clear };
}

// Open tasks that have come since the page was opened, until somebody has taken them or said later.
export function useNewTasks(tasks: StoreTask[] | null, staff: string) {
  const known = useRef<Set<string> | null>(null);
  const [later, setLater] = useState<string[]>([]);
  if (tasks && !known.current) known.current = new Set(tasks.map(({ task }) => task));
  const fresh = (tasks ?? []).filter(
    (one) =>
      !known.current?.has(one.task) &&
      !later.includes(one.task) &&
      !one.taken &&
      !one.closed &&
      one.staff !== staff,
  );
  return { fresh, postpone: (task: string) => setLater((all) => [...all, task]) };
}

// Keeps the session alive while somebody is at work, and finds out when it has ended.
export function useActivity(onSignedOut: () => void): void {
  const lock = useRef(onSignedOut);
  lock.current = onSignedOut;
  useEffect(() => {
    let last = Date.now();
    let timer = 0;
    const tell = async () => {
      timer = 0;
      last = Date.now();
      const answer = await call<Session>('GET', '/v1/session');
      if (!answer.ok && answer.status === 401) lock.current();
    };
    const seen = () => {
      timer ||= window.setTimeout(tell, Math.max(0, last + kActivityMs - Date.now()));
    };
    window.addEventListener('pointerdown', seen, true);
    window.addEventListener('keydown', seen, true);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pointerdown', seen, true);
      window.removeEventListener('keydown', seen, true);
    };
  }, []);
}
