// The store board, whose page and chart are loaded when they are first asked for.
import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { StoreBoard } from './board';

type Page = typeof StoreBoard & ComponentType<Parameters<typeof StoreBoard>[0]>;

export function useBoard(person: string) {
  const [Page, setPage] = useState<Page | null>(null);
  const back = useRef(false);
  // Whoever comes to the counter comes first.
  useEffect(() => setPage(null), [person]);
  useEffect(() => {
    if (!Page && back.current) document.getElementById('to-board')?.focus();
    back.current = false;
  }, [Page]);
  return {
    Page,
    async open(failed: () => void) {
      try {
        const loaded = await import('./board');
        setPage(() => loaded.StoreBoard as Page);
      } catch {
        failed();
      }
    },
    close() {
      back.current = true;
      setPage(null);
    },
  };
}
