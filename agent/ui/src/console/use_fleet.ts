// The fleet, asked for again as long as the page is looked at. Watching alone keeps nobody signed
// in: the hub is told when there was a hand at the page since it was asked last.
import { useEffect, useState } from 'preact/hooks';
import { get, type Fleet } from './api';

const kEveryMs = 10_000;

export interface FleetNow {
  fleet: Fleet | null; // null: not known yet
  stale: boolean; // the hub does not answer: this is what it said last
  again(): void;
}

export function useFleet(onRefused: () => void): FleetNow {
  const [fleet, setFleet] = useState<Fleet | null>(null);
  const [stale, setStale] = useState(false);
  const [round, setRound] = useState(0);

  useEffect(() => {
    let ended = false;
    let timer = 0;
    let present = false;
    const touched = () => {
      present = true;
    };
    const look = async () => {
      clearTimeout(timer);
      if (!document.hidden) {
        const answer = await get<Fleet>(present ? '/v1/fleet?present=1' : '/v1/fleet');
        if (ended) return;
        if (answer.ok) {
          present = false;
          setFleet(answer.body);
        } else if (answer.status === 401) {
          onRefused();
          return;
        }
        setStale(!answer.ok);
      }
      timer = window.setTimeout(look, kEveryMs);
    };
    const seen = () => {
      if (!document.hidden) void look();
    };
    addEventListener('keydown', touched);
    addEventListener('pointerdown', touched);
    document.addEventListener('visibilitychange', seen);
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
      removeEventListener('keydown', touched);
      removeEventListener('pointerdown', touched);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [round]);

  return { fleet, stale, again: () => setRound(round + 1) };
}
