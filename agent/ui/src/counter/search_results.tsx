// Who may be meant, under the field, while staff type. The customer may see this screen: no birth
// date, no phone, of the postcode only its beginning. What to ask is said, its answer is not.
import type { People, PersonCandidate } from '../shared/api';
import { EvidenceBars } from './evidence';
import { Icon } from './icons';
import { sayAny, useMoments, useVoice, type Key } from './texts';

// Why nobody can be found at all, as the desk says it, too.
const closed: Record<string, Key> = {
  not_configured: 'hint.not_configured',
  lease_expired: 'hint.expired',
  no_replica: 'hint.empty',
};

export const resultId = (index: number) => `found-${index}`;

interface Props {
  people: People | null;
  problem: Key | null;
  hub: Key | null;
  onAskHub: (() => void) | null;
  onRegister: (() => void) | null; // somebody new
  chosen: number; // -1: none
  onChoose(candidate: PersonCandidate): void;
}

export function SearchResults({ people, problem, hub, onAskHub, onRegister, chosen, onChoose }: Props) {
  const voice = useVoice();
  if (!people && !problem) return null;
  const found = people?.candidates ?? [];
  const said = problem
    ? voice.say(problem)
    : people!.reason
      ? voice.say(closed[people!.reason] ?? 'search.nobody')
      : found.length === 0
        ? voice.say(hub === 'search.hub_nobody' ? hub : 'search.nobody')
        : voice.count('search.found', found.length);
  return (
    <div class="found">
      <p class={found.length > 0 ? 'unseen' : 'soft none'} role="status">
        {said}
      </p>
      {hub && (found.length > 0 || hub !== 'search.hub_nobody') && (
        <p class="soft from-hub" role="status">
          {voice.say(hub)}
        </p>
      )}
      {found.length > 0 && (
        <ul id="found" role="listbox" aria-label={voice.say('search.list')}>
          {found.map((candidate, index) => (
            <li
              key={candidate.profile}
              id={resultId(index)}
              role="option"
              aria-selected={index === chosen}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(candidate)}
            >
              <Candidate candidate={candidate} />
            </li>
          ))}
        </ul>
      )}
      {found.length > 0 && (people!.ask !== 'nothing' || people!.more || people!.partial) && (
        <div class="found-end">
          {people!.ask !== 'nothing' && (
            <p class="ask-them">
              <Icon name="call" size={20} /> {sayAny(voice, `ask.${people!.ask}`, '')}
            </p>
          )}
          {people!.more && <p class="soft">{voice.say('search.more')}</p>}
          {people!.partial && <p class="soft">{voice.say('search.partial')}</p>}
        </div>
      )}
      {onAskHub && (
        <button
          type="button"
          class="plain ask-hub"
          onPointerDown={(event) => event.preventDefault()}
          onClick={onAskHub}
        >
          <Icon name="scan" size={20} /> {voice.say('search.hub_ask')}
        </button>
      )}
      {onRegister && people && found.length === 0 && !people.reason && (
        <button
          type="button"
          class="plain ask-hub"
          onPointerDown={(event) => event.preventDefault()}
          onClick={onRegister}
        >
          <Icon name="person" size={20} /> {voice.say('do.register')}
        </button>
      )}
    </div>
  );
}

export function Candidate({ candidate }: { candidate: PersonCandidate }) {
  const voice = useVoice();
  const moments = useMoments();
  const name = [candidate.given_name, candidate.family_name].filter(Boolean).join(' ');
  const facts = [
    candidate.here && voice.say('search.here'),
    candidate.area && voice.say('search.area', { area: candidate.area }),
    candidate.last_bought
      ? voice.say('search.last_bought', { time: moments.ago(new Date(candidate.last_bought)) })
      : voice.say('search.never_bought'),
  ].filter(Boolean);
  return (
    <>
      <span class="found-who">
        <b>{name || voice.say('who.nameless')}</b>
        <span class="soft small">{facts.join(' · ')}</span>
      </span>
      <EvidenceBars fields={candidate.fields} />
    </>
  );
}
