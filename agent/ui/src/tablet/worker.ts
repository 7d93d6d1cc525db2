// The service worker: the page starts without the network, with the questions as they were last. It
// keeps the page's own files, which name their version, and the device's last /v1/touchpoint, in
// which nothing is about anybody. Answers are none of its business: queue.ts.
declare const FILES: string[]; // put in by build/worker.mjs
declare const VERSION: string;

interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface AskedEvent extends LastingEvent {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
const scope = self as unknown as {
  addEventListener(type: 'install' | 'activate', listener: (event: LastingEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: AskedEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};

const kFiles = `touchpoint-${VERSION}`;
const kQuestions = 'touchpoint-questions';
const kQuestionsPath = '/v1/touchpoint';
const kPatienceMs = 4000;

scope.addEventListener('install', (event) => {
  const fresh = FILES.map((path) => new Request(path, { cache: 'reload' }));
  event.waitUntil(
    caches
      .open(kFiles)
      .then((cache) => cache.addAll(fresh))
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name !== kFiles && name !== kQuestions) await caches.delete(name);
      }
      await scope.clients.claim();
    })(),
  );
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && pathname === '/') event.respondWith(file(request, '/'));
  else if (FILES.includes(pathname)) event.respondWith(file(request, pathname));
  else if (pathname === kQuestionsPath) event.respondWith(questions(request));
});

async function file(request: Request, path: string): Promise<Response> {
  return (await caches.match(path, { cacheName: kFiles })) ?? fetch(request);
}

// Without what is true at this moment only: whether staff hear of a customer now.
async function lasting(answer: Response): Promise<Response> {
  const { staff_hear: _, ...rest } = (await answer.json()) as Record<string, unknown>;
  return new Response(JSON.stringify(rest), { headers: { 'Content-Type': 'application/json' } });
}

// The device's word where it has one; otherwise its last.
async function questions(request: Request): Promise<Response> {
  const cache = await caches.open(kQuestions);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), kPatienceMs);
  try {
    const answer = await fetch(request, { signal: abort.signal });
    if (answer.ok) await cache.put(kQuestionsPath, await lasting(answer.clone()));
    if (answer.status < 500) return answer;
    return (await cache.match(kQuestionsPath)) ?? answer;
  } catch (error) {
    const last = await cache.match(kQuestionsPath);
    if (last) return last;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
