// Whoever began here carries on with their own phone: the link is shown once, and this screen is empty
// then. Its code is made here and is nowhere but in the picture; the device records a digest of it, and
// the phone gets what was answered so far from the hub.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Touchpoint } from '../../shared/api';
import { call } from '../../shared/http';
import { interaction, record } from '../../shared/interaction';
import { Qr } from '../../shared/qr';
import type { Answers, Survey } from '../../shared/survey';
import { useLater } from './texts';

const kBytes = 16; // 128 bits: not to be guessed

export interface Props {
  survey: Survey;
  response: string;
  answers: Answers;
  onForget(): void; // they are with the device; here nothing is needed any more
  onBack(): void;
  onLeave(): void;
}

interface Link {
  url: string;
  until: Date;
  online: boolean;
}

const bytes = (code: string) => new TextEncoder().encode(code);
const inHex = (digest: ArrayBuffer) =>
  [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function newCode(): string {
  const random = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(kBytes)));
  return btoa(random).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export default function CarryOn({ survey, response, answers, onForget, onBack, onLeave }: Props) {
  const voice = useLater();
  const [link, setLink] = useState<Link>();
  const [state, setState] = useState<'sending' | 'many' | 'failed'>('sending');
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [link, state]);

  useEffect(() => {
    let gone = false;
    const hand = async () => {
      const now = await call<Touchpoint>('GET', '/v1/touchpoint'); // until when, and whether it is online
      const to = now.ok && now.body.carry_on;
      if (!to) return setState('failed');
      const code = newCode();
      const answer = await record(
        interaction('touchpoint.survey.handed_over', {
          response,
          survey: survey.survey,
          version: survey.version,
          language: voice.language,
          code: inHex(await crypto.subtle.digest('SHA-256', bytes(code))),
          until: to.until,
          answers,
        }),
      );
      if (gone) return;
      if (!answer.ok) return setState(answer.status === 429 ? 'many' : 'failed');
      setLink({ url: `${to.url}#${code}`, until: new Date(to.until), online: to.online });
      onForget();
    };
    void hand();
    return () => {
      gone = true;
    };
  }, []);

  if (!link) {
    return (
      <main>
        <h1 ref={title} tabIndex={-1}>
          {voice.say(`phone.${state}`)}
        </h1>
        {state !== 'sending' && (
          <button type="button" onClick={onBack}>
            {voice.say('phone.back')}
          </button>
        )}
      </main>
    );
  }
  const until = new Intl.DateTimeFormat(voice.region, {
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(link.until);
  return (
    <main class="to-phone">
      <Qr text={link.url} label={voice.say('phone.qr')} />
      <div>
        <h1 ref={title} tabIndex={-1}>
          {voice.say('phone.title')}
        </h1>
        <p>{voice.say('phone.once', { until })}</p>
        {!link.online && <p>{voice.say('phone.offline')}</p>}
        <button type="button" class="main" onClick={onLeave}>
          {voice.say('phone.done')}
        </button>
      </div>
    </main>
  );
}
