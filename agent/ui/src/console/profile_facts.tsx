// Who somebody is, as a list of facts: the same lines on both sides, so that the eye compares.
import type { Profile } from './api';
import { sayAny, useVoice, type Key } from './texts';

export function nameOfProfile(profile: Profile, nobody: string): string {
  return [profile.given_name, profile.family_name].filter(Boolean).join(' ') || nobody;
}

interface FactsProps {
  profile: Profile;
  beside?: Profile; // whose same facts are marked
  orders?: number;
}

export function Facts({ profile, beside, orders }: FactsProps) {
  const voice = useVoice();
  const of = (who: Profile, kind: string) =>
    (who.identifiers ?? []).filter((one) => one.kind === kind).map((one) => one.value);
  const lines: [Key, string[], string[]][] = [
    ['profile.birth_date', [profile.birth_date ?? ''], [beside?.birth_date ?? '']],
    ['profile.postal_code', [profile.postal_code ?? ''], [beside?.postal_code ?? '']],
    ...(['loyalty', 'email', 'phone'] as const).map(
      (kind): [Key, string[], string[]] => [
        `profile.${kind}`,
        of(profile, kind),
        beside ? of(beside, kind) : [],
      ],
    ),
  ];
  const count = orders ?? profile.order_count;
  return (
    <dl class="facts person">
      {lines.map(([label, ours, theirs]) => (
        <div key={label}>
          <dt>{voice.say(label)}</dt>
          <dd>
            {ours.filter(Boolean).length === 0 && <span class="soft">–</span>}
            {ours.filter(Boolean).map((value) =>
              theirs.includes(value) ? (
                <mark key={value}>{value}</mark>
              ) : (
                <span key={value}>{value}</span>
              ),
            )}
          </dd>
        </div>
      ))}
      <div>
        <dt>{voice.say('profile.orders')}</dt>
        <dd>{count ?? 0}</dd>
      </div>
      {(profile.consents ?? []).map((consent) => (
        <div key={consent.purpose}>
          <dt>{sayAny(voice, `purpose.${consent.purpose}`, consent.purpose)}</dt>
          <dd>{voice.say(consent.granted ? 'consent.granted' : 'consent.withdrawn')}</dd>
        </div>
      ))}
    </dl>
  );
}
