// Whose visits wait while another customer is served: no more than tells one from another.
import type { ParkedVisit } from '../shared/api';
import { Icon } from './icons';
import { useMoments, useVoice } from './texts';

interface Props {
  parked: ParkedVisit[];
  onReturn(visit: string): void;
}

export function Parked({ parked, onReturn }: Props) {
  const voice = useVoice();
  const { clock } = useMoments();
  if (parked.length === 0) return null;
  return (
    <nav class="parked" aria-label={voice.say('parked')}>
      <span class="soft" aria-hidden="true">
        {voice.say('parked')}
      </span>
      <ul>
        {parked.map(({ visit, initials, since }, index) => {
          const who = initials || voice.say('parked.nameless');
          const time = clock(new Date(since));
          return (
            <li key={visit}>
              <button
                type="button"
                class="second"
                aria-label={voice.say('parked.return', { who, time })}
                aria-keyshortcuts={`Alt+${index + 1}`}
                onClick={() => onReturn(visit)}
              >
                <Icon name="person" size={20} /> {who} <small>{time}</small>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
