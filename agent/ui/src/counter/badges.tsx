// For a supervisor: who has a badge. One is given by scanning it, and taken away when it is lost.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Colleague } from '../shared/api';
import { call } from '../shared/http';
import { Icon } from './icons';
import { useVoice } from './texts';

interface Props {
  onTakeScan(take: ((code: string) => void) | null): void;
}

export function Badges({ onTakeScan }: Props) {
  const voice = useVoice();
  const [staff, setStaff] = useState<Colleague[]>([]);
  const [waitsFor, setWaitsFor] = useState<Colleague | null>(null); // whose badge is to be scanned
  const [said, setSaid] = useState('');
  const load = async () => {
    const answer = await call<{ staff: Colleague[] }>('GET', '/v1/staff');
    if (answer.ok) setStaff(answer.body.staff);
  };
  const give = async ({ name, display_name }: Colleague, code: string) => {
    const answer = await call('POST', '/v1/staff/badge', JSON.stringify({ name, code }));
    setWaitsFor(null);
    const key = answer.ok ? 'badge.given' : answer.status === 422 ? 'badge.refused' : 'badge.failed';
    setSaid(voice.say(key, { name: display_name }));
    void load();
  };
  const take = async ({ name, display_name }: Colleague) => {
    const answer = await call('DELETE', `/v1/staff/${name}/badge`);
    setSaid(voice.say(answer.ok ? 'badge.taken' : 'badge.failed', { name: display_name }));
    void load();
  };
  useEffect(() => void load(), []);
  const latest = useRef(give);
  latest.current = give;
  // With the words that ask for it, not after them: a scan in between would be a colleague's at the counter.
  useLayoutEffect(() => {
    onTakeScan(waitsFor && ((code) => void latest.current(waitsFor, code)));
    return () => onTakeScan(null);
  }, [waitsFor]);
  if (staff.length === 0) return null;
  return (
    <section class="locked" aria-labelledby="badges-title">
      <h3 id="badges-title">{voice.say('badge.title')}</h3>
      <p role="status">
        {waitsFor ? voice.say('badge.scan', { name: waitsFor.display_name }) : said}
      </p>
      <ul>
        {staff.map((colleague) => {
          const whom = { name: colleague.display_name };
          const waits = waitsFor?.name === colleague.name;
          return (
            <li key={colleague.name}>
              <span>
                <Icon name={colleague.badge ? 'check' : 'person'} size={20} />{' '}
                {colleague.display_name}
                {colleague.badge && <small> · {voice.say('badge.has')}</small>}
              </span>
              {waits ? (
                <button type="button" class="second" onClick={() => setWaitsFor(null)}>
                  {voice.say('badge.cancel')}
                </button>
              ) : (
                <button
                  type="button"
                  class="second"
                  aria-label={voice.say(colleague.badge ? 'badge.take_whom' : 'badge.give_whom', whom)}
                  onClick={() => (colleague.badge ? void take(colleague) : setWaitsFor(colleague))}
                >
                  {voice.say(colleague.badge ? 'badge.take' : 'badge.give')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
