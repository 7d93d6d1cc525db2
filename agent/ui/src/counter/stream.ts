// The device's Server-Sent Events, read with fetch rather than EventSource: a 401 is seen for what
// it is, and a comment line counts as a sign of life.

export interface StreamTarget {
  event(name: string, data: string): void;
  opened(): void;
  lost(): void; // and it is being tried again
  refused(status: number): void; // it ends here
}

const kSilenceMs = 75_000; // the device writes at least a comment more often than this
const kPauseMinMs = 250;
const kPauseMaxMs = 5_000;

// Keeps a stream open until the returned function is called.
export function follow(url: string, target: StreamTarget): () => void {
  let ended = false;
  let abort = new AbortController();
  let pause = kPauseMinMs;
  let silence = 0;

  const alive = () => {
    clearTimeout(silence);
    silence = window.setTimeout(() => abort.abort(), kSilenceMs);
  };

  const once = async (): Promise<'again' | 'refused'> => {
    abort = new AbortController();
    alive();
    const response = await fetch(url, {
      signal: abort.signal,
      cache: 'no-store',
      headers: { Accept: 'text/event-stream' },
    });
    if (response.status >= 400 && response.status < 500 && response.status !== 429) {
      if (!ended) target.refused(response.status);
      return 'refused';
    }
    if (!response.ok || !response.body) return 'again';
    pause = kPauseMinMs;
    target.opened();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parse = parser((name, data) => target.event(name, data));
    for (;;) {
      const { value, done } = await reader.read();
      if (done || ended) return 'again';
      alive();
      parse(value);
    }
  };

  void (async () => {
    while (!ended) {
      const outcome = await once().catch(() => 'again' as const);
      clearTimeout(silence);
      if (ended || outcome === 'refused') return;
      target.lost();
      await new Promise((resume) => setTimeout(resume, pause * (0.5 + Math.random())));
      pause = Math.min(pause * 2, kPauseMaxMs);
    }
  })();

  return () => {
    ended = true;
    clearTimeout(silence);
    abort.abort();
  };
}

// The text/event-stream grammar (HTML, 9.2.6), without `id` and `retry`, which the device never sends.
export function parser(emit: (name: string, data: string) => void): (chunk: string) => void {
  let rest = '';
  let name = '';
  let data: string[] = [];
  return (chunk) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length) emit(name || 'message', data.join('\n'));
        name = '';
        data = [];
        continue;
      }
      const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (field === 'event') name = value ?? '';
      if (field === 'data') data.push(value ?? '');
    }
  };
}
