// Where the journey has got to, and where it has come to a halt.
import type { Card, JourneyGap } from '../shared/api';
import { Icon } from './icons';
import { sayAny, since, useMoments, useVoice } from './texts';

const stages = ['contact', 'acquisition', 'conversion', 'retention', 'loyalty'];

export function Journey({ card }: { card: Card }) {
  const voice = useVoice();
  const gaps = (card.gaps ?? []).filter(({ kind }) => voice.has(`gap.${kind}`));
  const at = stages.indexOf(card.stage ?? '');
  if (at < 0 && gaps.length === 0) return null;
  return (
    <section class="journey" aria-labelledby="journey">
      <h2 id="journey">{voice.say('journey')}</h2>
      {at >= 0 && (
        <ol class="stages">
          {stages.map((stage, i) => (
            <li
              key={stage}
              class={i < at ? 'past' : ''}
              {...(i === at && { 'aria-current': 'step' as const })}
            >
              {sayAny(voice, `stage.${stage}`, stage)}
            </li>
          ))}
        </ol>
      )}
      {gaps.length > 0 && (
        <ul class="gaps" aria-label={voice.say('gaps')}>
          {gaps.map((gap) => (
            <Halt key={`${gap.kind} ${gap.since}`} gap={gap} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Halt({ gap }: { gap: JourneyGap }) {
  const voice = useVoice();
  const moments = useMoments();
  const what = sayAny(voice, `gap.${gap.kind}`, gap.kind);
  const which = gap.order_id ? voice.say('type.order.completed', { order: gap.order_id }) : gap.text;
  return (
    <li>
      <Icon name="warning" size={20} />
      <span>
        <b>{what}</b> {since(voice, moments, new Date(gap.since))}
        {which && ` · ${which}`}
      </span>
    </li>
  );
}
