import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PersonCandidate, Session, Touchpoint } from '../shared/api';
import { Icon } from './icons';
import { resultId, SearchResults } from './search_results';
import { useVoice } from './texts';
import { isName, useSearch } from './use_search';

interface HeaderProps {
  touchpoint: Touchpoint;
  session: Session;
  field: ComponentChildren;
  help: ComponentChildren;
  onSignOut(): void;
}

export function Header({ touchpoint, session, field, help, onSignOut }: HeaderProps) {
  const voice = useVoice();
  return (
    <header class="top">
      <p class="place">
        <b>{touchpoint.store_name}</b> <span>{touchpoint.touchpoint}</span>
      </p>
      <div class="top-field">{field}</div>
      {help}
      <button
        type="button"
        class="plain leave"
        aria-label={voice.say('header.leave_name', { name: session.display_name })}
        title={voice.say('header.leave')}
        onClick={onSignOut}
      >
        <span>{session.display_name}</span> <Icon name="lock" size={20} />
      </button>
    </header>
  );
}

interface ScanFieldProps {
  input: RefObject<HTMLInputElement>;
  text: string;
  onText(text: string): void;
  onScan(code: string): void;
  onChoose(profile: string): void;
  onRegister: (() => void) | null;
  onSignedOut(): void;
}

// One field for whatever a customer shows or says. What is typed is looked for as it is typed; Enter
// opens who is chosen in the list, and otherwise takes the text for the code of a card or an order,
// unless it is a name.
export function ScanField({ input, text, onText, onScan, onChoose, onRegister, onSignedOut }: ScanFieldProps) {
  const voice = useVoice();
  const { people, problem, hub, askHub } = useSearch(text, onSignedOut);
  // By who it is: a list that comes anew while somebody is chosen changes nothing for whoever stays in it.
  const [profile, setProfile] = useState<string | null>(null);
  useEffect(() => setProfile(null), [text]);
  const found = people?.candidates ?? [];
  const chosen = found.findIndex((candidate) => candidate.profile === profile);
  const choose = (candidate: PersonCandidate) => {
    onChoose(candidate.profile);
    onText('');
    input.current?.blur();
  };
  const move = (by: number) => {
    const next = (chosen + by + found.length) % found.length;
    setProfile(found[next]!.profile);
    document.getElementById(resultId(next))?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <form
      class="scan"
      role="search"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onText('');
        if (found.length === 0 || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
        event.preventDefault();
        move(event.key === 'ArrowDown' ? 1 : chosen < 0 ? 0 : -1);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        const code = text.trim();
        const candidate = found[chosen];
        if (candidate) return choose(candidate);
        if (isName(code)) return found.length === 1 ? choose(found[0]!) : found.length && move(1);
        if (code) onScan(code);
        input.current?.blur();
      }}
    >
      <Icon name="scan" />
      <label class="unseen" for="scan">
        {voice.say('header.scan')}
      </label>
      <input
        id="scan"
        ref={input}
        type="text"
        inputMode="search"
        enterkeyhint="search"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={found.length > 0}
        aria-controls="found"
        aria-activedescendant={chosen < 0 ? undefined : resultId(chosen)}
        maxLength={200}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        placeholder={voice.say('header.scan')}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <button class={text ? 'primary' : 'second'}>{voice.say('header.search')}</button>
      <SearchResults
        people={people}
        problem={problem}
        hub={hub}
        onAskHub={askHub}
        onRegister={onRegister}
        chosen={chosen}
        onChoose={choose}
      />
    </form>
  );
}
