// What was recorded for the wrong person before staff said so: named, and taken back one by one where
// law and sense allow.
import type { Card } from '../shared/api';
import { interaction, type Interaction } from '../shared/interaction';
import { Icon } from './icons';
import { sayAny, useMoments, useVoice } from './texts';

// What touches neither money nor goods, and calls nobody.
const kUndoable = /^touchpoint\.(note|consultation|product|offer|complaint|task|survey|rights)\./;

interface Props {
  card: Card;
  staff: string;
  onUndo(what: Interaction): void;
}

export function InError({ card, staff, onUndo }: Props) {
  const voice = useVoice();
  const { clock } = useMoments();
  if (!card.in_error) return null;
  return (
    <section class="in-error" aria-labelledby="in-error">
      <h2 id="in-error">
        <Icon name="warning" size={20} /> {voice.say('wrong.recorded')}
      </h2>
      <ul>
        {card.in_error.map(({ event, profile, type, time }) => {
          const what = sayAny(voice, `wrong.${type.slice('touchpoint.'.length)}`, voice.say('wrong.other'));
          const undo = { profile, undoes: event, staff };
          return (
            <li key={event}>
              <span>
                {what} · {clock(new Date(time))}
              </span>
              {kUndoable.test(type) ? (
                <button
                  type="button"
                  class="second"
                  onClick={() => onUndo(interaction('touchpoint.interaction.undone', undo))}
                >
                  {voice.say('recorded.undo')}
                </button>
              ) : (
                <span class="soft">{voice.say('wrong.not_here')}</span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
