// For a supervisor or IT: pairs a tablet by a code that is typed on it, and revokes one. Where no door for
// tablets is configured there is nothing to see.
import { useEffect, useState } from 'preact/hooks';
import type { PairingOffer, Tablets as Paired } from '../shared/api';
import { call, type Answer } from '../shared/http';
import { useMoments, useVoice } from './texts';

const kLookMs = 3000; // while a code is open: whether it has been typed

export function Tablets() {
  const voice = useVoice();
  const moments = useMoments();
  const [paired, setPaired] = useState<Paired | null>(null);
  const [name, setName] = useState('');
  const [offer, setOffer] = useState<PairingOffer | null>(null);
  const [said, setSaid] = useState('');
  const look = async () => {
    const answer = await call<Paired>('GET', '/v1/tablets');
    if (answer.ok) setPaired(answer.body);
    return answer.ok ? answer.body : null;
  };
  useEffect(() => void look(), []);
  useEffect(() => {
    if (!offer) return;
    const began = paired?.tablets.find((one) => one.name === offer.tablet)?.paired_at;
    const timer = setInterval(async () => {
      const now = await look();
      const there = now?.tablets.find((one) => one.name === offer.tablet);
      const over = Date.parse(offer.expires_at) < Date.now();
      if (there && there.paired_at !== began) {
        setSaid(voice.say('tablets.paired', { name: offer.tablet }));
      } else if (over) setSaid(voice.say('tablets.expired'));
      else return;
      setOffer(null);
    }, kLookMs);
    return () => clearInterval(timer);
  }, [offer]);

  const failed = (answer: Answer<unknown>) =>
    setSaid(voice.say(answer.status === 422 ? 'tablets.bad_name' : 'tablets.failed'));
  const pair = async (event: Event) => {
    event.preventDefault();
    setSaid('');
    const json = JSON.stringify({ name: name.trim().toLowerCase() });
    const answer = await call<PairingOffer>('POST', '/v1/tablets/code', json);
    if (!answer.ok) return failed(answer);
    setOffer(answer.body);
    setName('');
  };
  const revoke = async (which: string) => {
    const answer = await call('DELETE', `/v1/tablets/${which}`);
    if (!answer.ok) return failed(answer);
    setSaid(voice.say('tablets.revoked', { name: which }));
    void look();
  };
  if (!paired?.configured) return null;
  return (
    <section class="locked tablets" aria-labelledby="tablets-title">
      <h3 id="tablets-title">{voice.say('tablets.title')}</h3>
      <p role="status">{said}</p>
      <ul>
        {paired.tablets.map(({ name: which, seen_at }) => (
          <li key={which}>
            <span>
              {which} · {voice.say('tablets.seen', { time: moments.short(new Date(seen_at)) })}
            </span>
            <button
              type="button"
              class="second"
              aria-label={voice.say('tablets.revoke_which', { name: which })}
              onClick={() => void revoke(which)}
            >
              {voice.say('tablets.revoke')}
            </button>
          </li>
        ))}
      </ul>
      {!paired.url ? (
        <p>{voice.say('tablets.shut')}</p>
      ) : offer ? (
        <div class="offer">
          <p>{voice.say('tablets.type', { url: offer.url, name: offer.tablet })}</p>
          <p class="code">{offer.code.replace(/^(.{4})/, '$1 ')}</p>
        </div>
      ) : (
        <form onSubmit={pair}>
          <label for="tablet-name">{voice.say('tablets.name')}</label>
          <input
            id="tablet-name"
            type="text"
            autocomplete="off"
            autocapitalize="off"
            maxLength={64}
            value={name}
            onInput={(event) => setName((event.target as HTMLInputElement).value)}
          />
          <button class="second" aria-disabled={!name.trim()}>
            {voice.say('tablets.pair')}
          </button>
        </form>
      )}
      {paired.fingerprint && (
        <div class="compare">
          <p>{voice.say('tablets.compare')}</p>
          <p class="print">{paired.fingerprint.toUpperCase().match(/.{4}/g)?.join(' ')}</p>
        </div>
      )}
    </section>
  );
}
