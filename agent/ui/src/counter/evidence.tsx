// Why somebody may be meant: what each field says for or against them, as small bars.
import type { Evidence } from '../shared/api';
import { sayAny, useVoice } from './texts';

const kFullBits = 1200; // hundredths; a rare name or a whole birth date

export function EvidenceBars({ fields }: { fields: Evidence[] }) {
  const voice = useVoice();
  const told = fields.filter(
    ({ field, level }) => field !== 'household' && level !== 'not_asked' && level !== 'not_known',
  );
  if (told.length === 0) return null;
  return (
    <ul class="evidence" aria-label={voice.say('search.why')}>
      {told.map(({ field, level, bits }) => {
        const speaks = bits < 0 ? 'against' : 'for';
        const width = Math.max(8, Math.min(100, (Math.abs(bits) / kFullBits) * 100));
        return (
          <li key={field} class={speaks}>
            <span class="what">{sayAny(voice, `field.${field}`, field)}</span>
            <span class="bar" aria-hidden="true">
              <span style={{ width: `${width}%` }} />
            </span>
            <span class="how">
              {bits < 0 ? '−' : '+'} {sayAny(voice, `level.${level}`, level)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
