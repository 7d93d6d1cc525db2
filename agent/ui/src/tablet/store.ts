// The tablet's own database: answers that the device does not have yet, sealed under a key that the
// browser keeps and never gives out, and whether this tablet is paired. Nothing else is kept, and an
// answer goes when the device has it.

export interface Kept {
  id: string;
  at: number; // when it was given
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
  refused?: string; // why the device does not take it
  until?: number; // afterwards it is of no use to anybody
}

const kAlgorithm = 'AES-GCM';

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('touchpoint-tablet', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('answers', { keyPath: 'id' });
      request.result.createObjectStore('tablet');
    };
    request.onsuccess = () => {
      const lost = () => (opened = undefined);
      request.result.onclose = lost;
      request.result.onversionchange = () => {
        request.result.close();
        lost();
      };
      resolve(request.result);
    };
    request.onerror = () => {
      opened = undefined;
      reject(request.error);
    };
  });
  return opened;
}

// What `work` gave, once it is on the disk: a battery may be flat in the next moment.
async function write<T>(
  name: 'answers' | 'tablet',
  work: (store: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const transaction = (await database()).transaction(name, 'readwrite', { durability: 'strict' });
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  ended.catch(() => undefined); // told below, unless `work` failed first
  const result = await work(transaction.objectStore(name));
  await ended;
  return result;
}

async function read<T>(name: 'answers' | 'tablet', work: (store: IDBObjectStore) => IDBRequest<T>) {
  return done(work((await database()).transaction(name).objectStore(name)));
}

async function key(): Promise<CryptoKey> {
  const kept = await read('tablet', (store) => store.get('key') as IDBRequest<CryptoKey | undefined>);
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: kAlgorithm, length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  // Another window may have made one meanwhile: the first stays.
  return write('tablet', async (store) => {
    const first = await done(store.get('key') as IDBRequest<CryptoKey | undefined>);
    if (first) return first;
    await done(store.put(made, 'key'));
    return made;
  });
}

export async function keep(id: string, json: string, until?: number): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(json);
  const sealed = await crypto.subtle.encrypt({ name: kAlgorithm, iv }, await key(), plain);
  const kept: Kept = { id, at: Date.now(), iv, sealed, ...(until && { until }) };
  await write('answers', (store) => done(store.put(kept)));
}

export async function unseal({ iv, sealed }: Kept): Promise<string> {
  const plain = await crypto.subtle.decrypt({ name: kAlgorithm, iv }, await key(), sealed);
  return new TextDecoder().decode(plain);
}

export async function forget(...ids: string[]): Promise<void> {
  if (!ids.length) return;
  await write('answers', async (store) => {
    for (const id of ids) await done(store.delete(id));
  });
}

export async function mark(one: Kept, refused: string): Promise<void> {
  await write('answers', (store) => done(store.put({ ...one, refused })));
}

// The oldest first: ids begin with the time.
export const all = () => read('answers', (store) => store.getAll() as IDBRequest<Kept[]>);

// What this tablet is called; empty: it is not paired, as far as it knows.
export const name = async () =>
  (await read('tablet', (store) => store.get('name') as IDBRequest<string | undefined>)) ?? '';
export const setName = (value: string) =>
  write('tablet', async (store) => void (await done(store.put(value, 'name'))));
