// Nobody has touched the screen for a while: it asks (later/warning), lets the person stay, and
// otherwise ends the visit.
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

const kWarningS = 20; // WCAG 2.2, 2.2.1: at least this long, and one simple action is enough

export function useIdle(active: boolean, idleS: number, onEnd: () => void) {
  const [left, setLeft] = useState<number | null>(null); // seconds; null: not asked
  const [turn, setTurn] = useState(0);
  const stay = () => {
    setLeft(null);
    setTurn((n) => n + 1);
  };

  // Waiting for the first idle moment.
  useLayoutEffect(() => {
    if (!active || left !== null) return;
    let timer = 0;
    const again = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => setLeft(kWarningS), idleS * 1000);
    };
    again();
    const signs = ['pointerdown', 'keydown', 'input', 'scroll'] as const;
    for (const sign of signs) window.addEventListener(sign, again, true);
    return () => {
      clearTimeout(timer);
      for (const sign of signs) window.removeEventListener(sign, again, true);
    };
  }, [active, left === null, turn, idleS]);

  // Counting down by the clock, so that a page that was asleep does not stay open longer. It ends
  // with the tap: a beat that came before the next picture would ask again.
  useLayoutEffect(() => {
    if (left === null) return;
    const end = Date.now() + kWarningS * 1000;
    const timer = setInterval(() => {
      const seconds = Math.ceil((end - Date.now()) / 1000);
      if (seconds > 0) setLeft(seconds);
      else onEnd();
    }, 250);
    return () => clearInterval(timer);
  }, [left === null]);

  useEffect(() => {
    if (!active) setLeft(null);
  }, [active]);
  return { left, stay };
}
