// What the device answers while staff type. Only the newest answer is shown, and nothing of it
// outlives the text that it belongs to.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { People } from '../shared/api';
import { call } from '../shared/http';
import type { Key } from './texts';

const kPauseMs = 150; // between two letters of somebody who types
const kShortest = 2; // letters; one is everybody

export interface SearchState {
  people: People | null;
  problem: Key | null;
}

const kNothing: SearchState = { people: null, problem: null };

export function useSearch(text: string, onSignedOut: () => void): SearchState {
  const [state, setState] = useState(kNothing);
  const asked = useRef(0);
  const words = text.trim();
  useEffect(() => {
    const turn = ++asked.current;
    if (words.length < kShortest) {
      setState(kNothing);
      return;
    }
    const timer = window.setTimeout(async () => {
      const answer = await call<People>('POST', '/v1/people', JSON.stringify({ words }));
      if (turn !== asked.current) return;
      if (answer.ok) return setState({ people: answer.body, problem: null });
      if (answer.status === 401) return onSignedOut();
      // Not a question (a card number, too long): the code may still be looked up.
      const ours = answer.status >= 400 && answer.status < 500;
      setState({ people: null, problem: ours ? null : 'search.no_answer' });
    }, kPauseMs);
    return () => clearTimeout(timer);
  }, [words]);
  return words.length < kShortest ? kNothing : state;
}

// A name is looked for; whatever else may be the code of a card or an order.
export const isName = (text: string) => /\p{L}/u.test(text) && !/\d/.test(text);
