import type { ComponentChildren, RefObject } from 'preact';
import type { Session, Touchpoint } from '../shared/api';
import { Icon } from './icons';
import { useVoice } from './texts';

interface HeaderProps {
  touchpoint: Touchpoint;
  session: Session;
  field: ComponentChildren;
  onSignOut(): void;
}

export function Header({ touchpoint, session, field, onSignOut }: HeaderProps) {
  const voice = useVoice();
  return (
    <header class="top">
      <p class="place">
        <b>{touchpoint.store_name}</b> <span>{touchpoint.touchpoint}</span>
      </p>
      <div class="top-field">{field}</div>
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
}

export function ScanField({ input, text, onText, onScan }: ScanFieldProps) {
  const voice = useVoice();
  return (
    <form
      class="scan"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const code = text.trim();
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
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        placeholder={voice.say('header.scan')}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <button class={text ? 'primary' : 'second'}>{voice.say('header.search')}</button>
    </form>
  );
}
