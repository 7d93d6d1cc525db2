// What is not needed for the first question comes behind it, and is there for good: a device that goes
// away afterwards takes nothing with it.
import { useEffect, useState } from 'preact/hooks';

export type Later = typeof import('./later');

const kPauseMs = 2000;
let come: Later | undefined; // of the page, as any module is

export function useLater(): Later | undefined {
  const [later, setLater] = useState(come);
  useEffect(() => {
    if (come) return;
    let timer = 0;
    const fetch = () =>
      import('./later').then(
        (found) => setLater((come = found)),
        () => (timer = window.setTimeout(fetch, kPauseMs)),
      );
    timer = window.setTimeout(fetch, 0); // the question first
    return () => clearTimeout(timer);
  }, []);
  return later;
}
