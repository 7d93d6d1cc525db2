// After a customer nothing of theirs is left. What they chose and typed lives in one `Visit`, which
// is thrown away; this is for what a page can leave elsewhere.
export function wipe(): void {
  getSelection()?.removeAllRanges();
  (document.activeElement as HTMLElement | null)?.blur();
  sessionStorage.clear();
  history.replaceState(null, '', location.pathname);
  document.documentElement.classList.remove('large', 'contrast');
  scrollTo(0, 0);
}
