// The keyboard of the whole page: a scanner's burst becomes a code wherever the focus is, and
// leaves the field that had it as it was; what a person types with no field focused is handed on.
import { Burst, kGapMs } from './burst';

type Field = HTMLInputElement | HTMLTextAreaElement;

const textTypes = new Set(['text', 'search', 'tel', 'email', 'number', 'password', 'url']);

function fieldOf(element: Element | null): Field | null {
  if (element instanceof HTMLTextAreaElement) return element;
  return element instanceof HTMLInputElement && textTypes.has(element.type) ? element : null;
}

// Sets a field as if it had been typed into, so that the form's state follows.
function put(field: Field, value: string, caret: number): void {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.setSelectionRange?.(caret, caret);
}

export interface KeyboardTarget {
  scanned(code: string): void;
  // Typed with no field focused. The page may focus a field and return it: the text goes there.
  typed(text: string): Field | null | void;
}

// Returns what ends it.
export function listen(target: KeyboardTarget): () => void {
  const burst = new Burst();
  let before: { field: Field | null; value: string; caret: number } | null = null;
  let timer = 0;

  const remember = (field: Field | null) => {
    before = { field, value: field?.value ?? '', caret: field?.selectionStart ?? 0 };
  };

  const giveBack = () => {
    const held = burst.release();
    if (!held || !before) return;
    // A form may have opened, and taken the focus, since the key was held.
    const field = before.field ?? fieldOf(document.activeElement);
    if (field) {
      const at = field.selectionStart ?? field.value.length;
      const end = field.selectionEnd ?? at;
      put(field, field.value.slice(0, at) + held + field.value.slice(end), at + held.length);
      return;
    }
    const offered = target.typed(held);
    if (!offered) return;
    remember(offered);
    put(offered, offered.value + held, offered.value.length + held.length);
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing || event.repeat) return;
    if (event.key === 'Shift' || event.key === 'CapsLock' || event.key === 'AltGraph') return;
    // FNC1 of a GS1 code arrives as Ctrl+]; every other chord is a person's.
    const separator = event.ctrlKey && event.key === ']';
    const chord = (event.ctrlKey || event.metaKey || event.altKey) && !separator;
    const key = chord ? 'Chord' : separator ? '\x1d' : event.key;
    const ends = key === 'Enter' || key === 'Tab';
    const starts = key.length === 1 && burst.begins(event.timeStamp);
    if (starts || (key.length > 1 && !ends)) giveBack();

    const field = fieldOf(document.activeElement);
    if (starts && key === ' ' && !field) return; // presses a button
    if (starts) remember(field);
    const verdict = burst.press(key, event.timeStamp, field !== null);
    clearTimeout(timer);
    if (verdict.kind === 'pass') {
      if (ends) giveBack();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (verdict.kind === 'hold') {
      timer = window.setTimeout(giveBack, kGapMs + 10);
      return;
    }
    if (before?.field && before.field.value !== before.value) {
      put(before.field, before.value, before.caret);
    }
    before = null;
    target.scanned(verdict.code);
  };

  window.addEventListener('keydown', onKey, true);
  return () => {
    clearTimeout(timer);
    window.removeEventListener('keydown', onKey, true);
  };
}
