// The link that brought somebody here: its code, and what only this phone knows, so that nobody else who
// saw the picture gets what was begun. Both live as long as the tab, for a page that is loaded again.
import type { Recorded } from '../shared/api';
import { call, type Answer } from '../shared/http';
import type { Answers, Survey } from '../shared/survey';

const kKept = 'link';
const kBytes = 16;
const kCode = /^[\w-]{22}$/;

export interface Begun {
  store_name: string;
  language: string; // the visitor's, at the kiosk
  store_language: string;
  languages: string[];
  response: string;
  survey: Survey;
  answers: Answers; // so far
  until: string;
}

let link = { code: '', phone: '' };

function newSecret(): string {
  const random = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(kBytes)));
  return btoa(random).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

// Whether there is one.
export function takeLink(): boolean {
  const code = location.hash.slice(1);
  try {
    link = JSON.parse(sessionStorage.getItem(kKept) ?? '') as typeof link;
  } catch {
    // nothing was kept, or may be
  }
  if (kCode.test(code)) {
    if (code !== link.code) link = { code, phone: newSecret() };
    try {
      sessionStorage.setItem(kKept, JSON.stringify(link));
    } catch {
      // then it lasts as long as the page
    }
  }
  return kCode.test(link.code);
}

// Until the store has sent it the address keeps the code, to come back by; used up it goes, for others
// may look at it.
export async function begun(): Promise<Answer<Begun>> {
  const answer = await call<Begun>('POST', 'v1/visit', JSON.stringify(link));
  if (answer.ok || answer.status === 410) history.replaceState(null, '', location.pathname);
  return answer;
}

export const send = (json: string): Promise<Answer<Recorded>> =>
  call('POST', 'v1/interactions', `${JSON.stringify(link).slice(0, -1)},"interaction":${json}}`);
