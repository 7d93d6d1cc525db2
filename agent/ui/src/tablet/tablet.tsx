// A tablet on the store's network: the kiosk's page once it is paired, and before that how to pair it.
// Below it one line, when there is something to say: what is saved here and not yet sent.
import { useEffect, useRef, useState } from 'preact/hooks';
import { App } from '../kiosk/app';
import { call } from '../shared/http';
import { Pairing } from './pairing';
import { deliver, watch, type QueueState } from './queue';
import * as store from './store';
import { languages } from './texts';

const kLookMs = 60_000;
const kAloneMs = 30_000; // nobody has touched it for so long: it may change by itself
const kUpdateMs = 3_600_000;

type Paired = 'asking' | 'yes' | 'no' | 'away'; // away: never paired as far as it knows, and no answer

// Whether the browser trusts the device's certificate: it runs a service worker only then.
async function trusted(): Promise<boolean> {
  try {
    const found = await navigator.serviceWorker.register('/sw.js');
    setInterval(() => void found.update().catch(() => undefined), kUpdateMs);
    return true;
  } catch {
    // Without the network a worker that is there already cannot be looked at.
    return !!(await navigator.serviceWorker?.getRegistration().catch(() => undefined));
  }
}

async function look(): Promise<Paired> {
  const answer = await call<{ name: string }>('GET', '/v1/tablet');
  if (answer.ok) {
    await store.setName(answer.body.name).catch(() => undefined);
    return 'yes';
  }
  if (answer.status === 401) {
    await store.setName('').catch(() => undefined);
    return 'no';
  }
  return (await store.name().catch(() => '')) ? 'yes' : 'away';
}

export function Tablet() {
  const [paired, setPaired] = useState<Paired>('asking');
  const [trusts, setTrusts] = useState<boolean | null>(null);
  const [queue, setQueue] = useState<QueueState | null>(null);
  const touched = useRef(0);

  // Whatever changes the page does so when nobody is at it.
  const whenAlone = (change: () => void) => {
    const wait = touched.current + kAloneMs - Date.now();
    if (wait <= 0) change();
    else setTimeout(() => whenAlone(change), wait);
  };

  useEffect(() => {
    const touch = () => (touched.current = Date.now());
    for (const sign of ['pointerdown', 'keydown']) window.addEventListener(sign, touch, true);
    let controlled = !!navigator.serviceWorker?.controller;
    navigator.serviceWorker?.addEventListener('controllerchange', () => {
      if (controlled) whenAlone(() => location.reload()); // a newer page
      controlled = true; // the first one brought this page
    });
    void trusted().then(setTrusts);
    const unwatch = watch(setQueue);
    let timer = 0;
    const ask = async () => {
      const now = await look();
      if (now === 'no') whenAlone(() => setPaired(now));
      else setPaired(now);
      timer = window.setTimeout(ask, now === 'away' ? 5000 : kLookMs);
    };
    void ask();
    return () => {
      clearTimeout(timer);
      unwatch();
    };
  }, []);

  useEffect(() => {
    if (queue?.unpaired) void look().then((now) => now === 'no' && whenAlone(() => setPaired(now)));
  }, [queue?.unpaired]);

  const begin = async (name: string) => {
    await store.setName(name);
    // Asked here, in answer to a tap: browsers that ask a person do it now.
    await navigator.storage?.persist?.().catch(() => false);
    setPaired('yes');
    void deliver();
  };

  return (
    <>
      {paired === 'yes' ? (
        <App />
      ) : paired === 'no' && trusts !== null ? (
        <Pairing trusts={trusts} onPaired={begin} />
      ) : (
        <Waiting away={paired === 'away'} />
      )}
      {queue && <Line {...queue} />}
    </>
  );
}

function Waiting({ away }: { away: boolean }) {
  const voice = languages.speak(navigator.language);
  return (
    <main class="kiosk" lang={voice.language}>
      <div class="middle" role="status">
        <h1>{voice.say(away ? 'away' : 'waiting')}</h1>
      </div>
    </main>
  );
}

// In the page's language, which is the customer's.
function Line({ waiting, refused, full }: QueueState) {
  const [language, setLanguage] = useState(document.documentElement.lang);
  useEffect(() => {
    const page = document.documentElement;
    const observer = new MutationObserver(() => setLanguage(page.lang));
    observer.observe(page, { attributeFilter: ['lang'] });
    return () => observer.disconnect();
  }, []);
  if (!waiting && !refused && !full) return null;
  const voice = languages.speak(language);
  return (
    <p class="kept" role="status">
      {[
        waiting && voice.count('kept', waiting),
        refused && voice.count('not_taken', refused),
        full && voice.say('full'),
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  );
}
