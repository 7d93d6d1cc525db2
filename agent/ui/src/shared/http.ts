// One request to the device and its answer, which is never an exception: `status` 0 means that no
// answer came, so that nobody knows whether the request arrived.

export type Refused = {
  ok: false;
  status: number;
  error: string;
  message: string; // the program's own sentence, in English; empty when there is none
  retryAfterS: number | null;
};
export type Answer<T> = { ok: true; status: number; body: T } | Refused;

const kTimeoutMs = 10_000; // the device is at hand: slower than this it is not working

export async function call<T>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  json?: string,
): Promise<Answer<T>> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), kTimeoutMs);
  try {
    const response = await fetch(path, {
      method,
      signal: abort.signal,
      cache: 'no-store',
      redirect: 'error',
      ...(json === undefined
        ? {}
        : { body: json, headers: { 'Content-Type': 'application/json' } }),
    });
    const text = await response.text();
    if (response.ok) {
      return { ok: true, status: response.status, body: (text ? JSON.parse(text) : null) as T };
    }
    const wait = Number(response.headers.get('Retry-After'));
    return {
      ok: false,
      status: response.status,
      ...saidIn(text),
      retryAfterS: Number.isFinite(wait) && wait > 0 ? wait : null,
    };
  } catch {
    return { ok: false, status: 0, error: 'no_answer', message: '', retryAfterS: null };
  } finally {
    clearTimeout(timer);
  }
}

function saidIn(text: string): { error: string; message: string } {
  try {
    const said = JSON.parse(text) as { error?: unknown; message?: unknown };
    return { error: String(said.error ?? ''), message: String(said.message ?? '') };
  } catch {
    return { error: '', message: '' };
  }
}
