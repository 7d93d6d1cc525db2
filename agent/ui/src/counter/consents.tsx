// The customer's own screen: the page is turned over to them. The notice in their language, and each
// purpose as a choice of its own that is theirs alone to make; what they took back is as easy as what
// they gave. Nothing of the staff's page stands here.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Card, Notice, Recorded, Touchpoint } from '../shared/api';
import type { Answer } from '../shared/http';
import { interaction, type Interaction } from '../shared/interaction';
import { words } from '../shared/survey';
import { capital, nameOf } from '../shared/voice';
import { Icon } from './icons';
import { languages, useVoice } from './texts';

interface Props {
  card: Card;
  notice: Notice;
  touchpoint: Touchpoint;
  staff: string;
  onRecord(what: Interaction): Promise<Answer<Recorded>>;
  onDone(): void;
}

export function Consents({ card, notice, touchpoint, staff, onRecord, onDone }: Props) {
  const staffs = useVoice();
  const spoken = Object.keys(notice.text);
  const [language, setLanguage] = useState(() =>
    chosen(spoken, card.who?.language, staffs.language, touchpoint.language),
  );
  const [ticked, setTicked] = useState<Record<string, boolean>>(() => granted(card));
  const [sending, setSending] = useState(false);
  const [failed, setFailed] = useState(false);
  const sent = useRef({ content: '', all: [] as Interaction[] });
  const title = useRef<HTMLHeadingElement>(null);
  const voice = languages.speak(language, staffs.language);
  const say = (wording: Record<string, string>) =>
    words(wording, language).replaceAll('{store}', touchpoint.store_name);
  useLayoutEffect(() => title.current?.focus(), []);
  useEffect(() => {
    document.documentElement.lang = language;
    return () => {
      document.documentElement.lang = staffs.language;
    };
  }, [language]);

  const done = async () => {
    if (sending) return;
    const decided = notice.purposes
      .map(({ purpose }) => ({ purpose, granted: ticked[purpose] ?? false }))
      .filter(({ purpose, granted: now }) => before(card, purpose) !== now);
    const content = JSON.stringify([decided, language]);
    if (sent.current.content !== content) {
      const all = decided.map((one) =>
        interaction(
          `touchpoint.consent.${one.granted ? 'given' : 'withdrawn'}`,
          {
            profile: card.who!.profile,
            purpose: one.purpose,
            text_version: notice.version,
            language,
            channel: 'screen',
            staff,
          },
          'customer',
        ),
      );
      sent.current = { content, all };
    }
    setSending(true);
    setFailed(false);
    for (const what of sent.current.all) {
      const answer = await onRecord(what);
      if (answer.ok) continue;
      setSending(false);
      return setFailed(true);
    }
    onDone();
  };

  return (
    <main class="turned" lang={language} aria-labelledby="turned-title">
      <div class="turned-text">
        {spoken.length > 1 && (
          <ul class="languages" aria-label={voice.say('header.language')}>
            {spoken.map((one) => (
              <li key={one}>
                <button
                  type="button"
                  class="plain"
                  lang={one}
                  aria-pressed={one === language}
                  onClick={() => setLanguage(one)}
                >
                  {capital(nameOf(one), one)}
                </button>
              </li>
            ))}
          </ul>
        )}
        <h1 id="turned-title" ref={title} tabIndex={-1}>
          {voice.say('consent.title')}
        </h1>
        <p class="controller">{voice.say('consent.controller', { controller: notice.controller })}</p>
        {say(notice.text)
          .split('\n')
          .filter((line) => line.trim())
          .map((line, index) => (
            <p key={index}>{line}</p>
          ))}
        <fieldset class="purposes" disabled={sending}>
          <legend>{voice.say('consent.choose')}</legend>
          {notice.purposes.map(({ purpose, title: name, text }) => (
            <label class="purpose" key={purpose}>
              <input
                type="checkbox"
                checked={ticked[purpose] ?? false}
                onChange={(event) =>
                  setTicked({ ...ticked, [purpose]: event.currentTarget.checked })
                }
              />
              <span>
                <b>{say(name)}</b>
                <span class="soft">{say(text)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <p class="soft">{voice.say('consent.free', { version: notice.version })}</p>
      </div>
      <div class="turned-end">
        <p class="failed" role="alert">
          {failed && (
            <>
              <Icon name="warning" size={20} /> {voice.say('consent.failed')}
            </>
          )}
        </p>
        <button type="button" class="second" disabled={sending} onClick={onDone}>
          {voice.say('consent.later')}
        </button>
        <button type="button" class="primary" aria-disabled={sending} onClick={() => void done()}>
          {voice.say('consent.done')}
        </button>
      </div>
    </main>
  );
}

// undefined: never asked.
const before = ({ consents = [] }: Card, purpose: string) =>
  consents.find((one) => one.purpose === purpose)?.granted;

// What they agreed to before stands ticked, so that it can be taken back; nothing else is.
const granted = ({ consents = [] }: Card) =>
  Object.fromEntries(consents.map((one) => [one.purpose, one.granted]));

function chosen(spoken: string[], ...wanted: (string | undefined)[]): string {
  for (const one of wanted) {
    const found = spoken.find((each) => each === one || each === one?.split('-')[0]);
    if (found) return found;
  }
  return spoken[0]!;
}
