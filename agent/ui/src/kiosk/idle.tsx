// Nobody has touched the screen for a while: it asks, lets the person stay, and otherwise ends the
// visit.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useVoice } from './texts';

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
    const signs = ['pointerdown', 'keydown', 'scroll'] as const;
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

export function Warning({ left, onStay }: { left: number; onStay(): void }) {
  const voice = useVoice();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="idle" aria-labelledby="idle" onClose={onStay}>
      <div class="ring" aria-hidden="true">
        <svg viewBox="0 0 120 120">
          <circle cx="60" cy="60" r="54" />
          <circle cx="60" cy="60" r="54" pathLength="100" class="closing" />
        </svg>
        <b>{left}</b>
      </div>
      <h2 id="idle">{voice.say('idle.title')}</h2>
      <p role="timer">{voice.say('idle.text', { n: left })}</p>
      <button type="button" class="main" onClick={onStay}>
        {voice.say('idle.stay')}
      </button>
    </dialog>
  );
}
