// What the device answers while staff type. Only the newest answer is shown, and nothing of it
// outlives the text that it belongs to. Whom this store does not know the centre is asked for, once
// the typing pauses.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { People } from '../shared/api';
import { call } from '../shared/http';
import type { Key } from './texts';

const kPauseMs = 150; // between two letters of somebody who types
const kHubPauseMs = 500; // behind them, before the centre is asked
const kShortest = 2; // letters; one is everybody

export interface SearchState {
  people: People | null;
  problem: Key | null;
  // Nobody was found here: what the centre says, or could.
  hub: Key | null;
  // Others were found here: the centre is asked when staff say so.
  askHub: (() => void) | null;
}

const kNothing: SearchState = { people: null, problem: null, hub: null, askHub: null };

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
    let timer = window.setTimeout(async () => {
      const answer = await call<People>('POST', '/v1/people', JSON.stringify({ words }));
      if (turn !== asked.current) return;
      if (!answer.ok) {
        if (answer.status === 401) return onSignedOut();
        // Not a question (a card number, too long): the code may still be looked up.
        const ours = answer.status >= 400 && answer.status < 500;
        return setState({ ...kNothing, problem: ours ? null : 'search.no_answer' });
      }
      const people = answer.body;
      const nobody = people.candidates.length === 0 && people.reason !== 'not_configured';
      const telling = tellsApart(words);
      setState({
        people,
        problem: null,
        hub: nobody && !telling ? 'search.hub_more' : null,
        askHub: !nobody && telling ? () => void askHub(people) : null,
      });
      if (nobody && telling) timer = window.setTimeout(() => askHub(people), kHubPauseMs);
    }, kPauseMs);
    const askHub = async (here: People) => {
      setState({ ...kNothing, people: here, hub: 'search.hub_asking' });
      const answer = await call<People>('POST', '/v1/people', JSON.stringify({ words, hub: true }));
      if (turn !== asked.current) return;
      if (answer.status === 401) return onSignedOut();
      if (answer.ok && answer.body.candidates.length > 0) {
        return setState({ ...kNothing, people: answer.body, hub: 'search.hub_found' });
      }
      const more = answer.status === 422 ? 'search.hub_more' : 'search.hub_no_answer';
      setState({ ...kNothing, people: here, hub: answer.ok ? 'search.hub_nobody' : more });
    };
    return () => clearTimeout(timer);
  }, [words]);
  return words.length < kShortest ? kNothing : state;
}

// The centre is asked by a birth date, a postcode or a phone: never by a name alone.
const tellsApart = (words: string) => (words.match(/\d/g) ?? []).length >= 4;

// A name is looked for; whatever else may be the code of a card or an order.
export const isName = (text: string) => /\p{L}/u.test(text) && !/\d/.test(text);
