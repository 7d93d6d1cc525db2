// A kiosk has one page and no way out of it: no menu, no zoom, no browser shortcut. Text is made
// larger by the page's own button, so that nobody needs the browser's.
export function keepInside(): void {
  const refuse = (event: Event) => event.preventDefault();
  for (const name of ['contextmenu', 'dragstart', 'gesturestart', 'copy', 'paste']) {
    document.addEventListener(name, refuse);
  }
  document.addEventListener('wheel', (event) => event.ctrlKey && event.preventDefault(), {
    passive: false,
  });
  document.addEventListener('keydown', (event) => {
    const chord = event.ctrlKey || event.metaKey || event.altKey;
    if (chord || /^F\d+$/.test(event.key) || event.key === 'BrowserBack') event.preventDefault();
  });
}
