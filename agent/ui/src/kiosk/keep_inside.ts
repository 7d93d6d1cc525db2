// A kiosk has one page and no way out of it: no menu, no zoom by two fingers, no going back by a
// swipe or a mouse's side buttons, nothing to drag, select or copy, no browser shortcut. Text is made larger by
// the page's own button; whoever knows the browser's keys for it gets the same.
const inField = (event: Event) => (event.target as Element).matches?.('input, textarea');

export function keepInside(): void {
  const refuse = (event: Event) => event.preventDefault();
  const stop = (names: string, when: (event: never) => boolean = () => true) => {
    for (const name of names.split(' ')) {
      document.addEventListener(name, (event) => when(event as never) && refuse(event), {
        passive: false,
      });
    }
  };
  stop('contextmenu dragstart drop gesturestart copy cut paste');
  stop('selectstart', (event) => !inField(event));
  stop('wheel', (event: WheelEvent) => event.ctrlKey);
  stop('touchstart touchmove', (event: TouchEvent) => event.touches.length > 1);
  stop('mousedown mouseup auxclick', (event: MouseEvent) => event.button > 0);
  stop('keydown', (event: KeyboardEvent) => {
    // AltGr is how many keyboards write @, and tells itself as Ctrl and Alt.
    const chord = event.ctrlKey || event.metaKey || event.altKey;
    return (
      (chord && !event.getModifierState('AltGraph')) ||
      /^(F\d+|Browser.*)$/.test(event.key)
    );
  });
}

// What the browser's own keys for larger text ask for: larger, as it was, or nothing.
export const largerBy = (event: KeyboardEvent): boolean | undefined =>
  event.ctrlKey || event.metaKey
    ? ({ '+': true, '=': true, '-': false, '0': false } as Record<string, boolean>)[event.key]
    : undefined;
