// For a supervisor or IT: colleagues who cannot sign in any more after too many wrong PINs, each let in again
// with one tap. It needs no centre.
import { useEffect, useState } from 'preact/hooks';
import type { Colleague } from '../shared/api';
import { call } from '../shared/http';
import { Icon } from './icons';
import { useVoice } from './texts';

export function LockedOut() {
  const voice = useVoice();
  const [locked, setLocked] = useState<Colleague[]>([]);
  const [said, setSaid] = useState('');
  useEffect(() => {
    void call<{ staff: Colleague[] }>('GET', '/v1/staff').then((answer) => {
      if (answer.ok) setLocked(answer.body.staff.filter(({ disabled }) => disabled));
    });
  }, []);
  const enable = async ({ name, display_name }: Colleague) => {
    const answer = await call('POST', '/v1/staff/enabled', JSON.stringify({ name }));
    if (answer.ok) setLocked((now) => now.filter((other) => other.name !== name));
    setSaid(voice.say(answer.ok ? 'locked.enabled' : 'locked.failed', { name: display_name }));
  };
  if (locked.length === 0 && !said) return null;
  return (
    <section class="locked" aria-labelledby="locked-title">
      <h3 id="locked-title">{voice.say('locked.title')}</h3>
      <p role="status">{said}</p>
      <ul>
        {locked.map((colleague) => (
          <li key={colleague.name}>
            <span>
              <Icon name="lock" size={20} /> {colleague.display_name}
            </span>
            <button
              type="button"
              class="second"
              aria-label={voice.say('locked.enable_whom', { name: colleague.display_name })}
              onClick={() => void enable(colleague)}
            >
              {voice.say('locked.enable')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
