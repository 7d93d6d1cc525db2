// Who stands there: the name before anything else, then what staff need to speak to them well, then
// how sure we are and how old it is.
import type { Card, Who } from '../shared/api';
import { nameOf } from '../shared/voice';
import { EvidenceBars } from './evidence';
import { Icon, type IconName } from './icons';
import type { ComponentChildren } from 'preact';
import { sayAny, useMoments, useVoice, type CounterVoice } from './texts';
import { useState } from 'preact/hooks';
import type { FormName } from './drafts';

const kStaleS = 24 * 3600; // older than a day: say that something may be missing

interface PersonProps {
  card: Card;
  onOpen(form: FormName): void;
  onConsents: (() => void) | null; // null: no notice is configured
  onPark: (() => void) | null; // null: nobody is being served
  onWrong: (() => void) | null; // the same
  onClose(): void;
}

export function Person({ card, onOpen, onConsents, onPark, onWrong, onClose }: PersonProps) {
  const voice = useVoice();
  const who = card.who!;
  const name = [who.given_name, who.family_name].filter(Boolean).join(' ');
  const facts = [
    who.since && voice.say('who.since', { year: new Date(who.since).getFullYear() }),
    who.order_count !== undefined && voice.count('who.orders', who.order_count),
    who.tier && voice.say('who.tier', { tier: who.tier }),
  ].filter(Boolean);
  const speaks =
    who.language && voice.say('who.speaks', { language: nameOf(who.language, voice.region) });
  return (
    <section class="who" aria-labelledby="who-name">
      <div class="who-facts">
        <div aria-live="polite">
          <h1 id="who-name" class={name.length > 18 ? 'long' : ''}>
            {name || nameless(voice, who)}
          </h1>
          <p class="address">{[who.form_of_address, speaks].filter(Boolean).join(' · ')}</p>
        </div>
        {who.by && (
          <p class={isCertain(who) ? 'certain' : 'certain ask-name'}>
            <Icon name={isCertain(who) ? 'check' : 'warning'} size={20} />
            <span>{howKnown(voice, who)}</span>
            {onWrong && (
              <button type="button" class="wrong" onClick={onWrong}>
                {voice.say('visit.wrong')}
              </button>
            )}
          </p>
        )}
        {who.decision && <EvidenceBars fields={who.decision.fields} />}
        {facts.length > 0 && <p>{facts.join(' · ')}</p>}
        {who.channel && (
          <p>
            {voice.say('who.prefers', {
              channel: sayAny(voice, `prefers.${who.channel}`, who.channel),
            })}
          </p>
        )}
        {card.consents && card.consents.length > 0 && (
          <ul class="consents" aria-label={voice.say('consents')}>
            {card.consents.map(({ purpose, granted }) => (
              <li key={purpose} class={granted ? 'granted' : ''}>
                <Icon name={granted ? 'check' : 'cross'} size={20} />
                {sayAny(voice, `consent.${purpose}`, purpose)}:{' '}
                <b>{voice.say(granted ? 'consent.yes' : 'consent.no')}</b>
              </li>
            ))}
          </ul>
        )}
        <AsOf card={card} />
      </div>
      <div class="who-do">
        <ActionButtons onOpen={onOpen}>
          {onConsents && (
            <button type="button" class="second" onClick={onConsents}>
              {voice.say('consents')}
            </button>
          )}
        </ActionButtons>
        <div class="row">
          {onPark && (
            <button type="button" class="second keyed" aria-keyshortcuts="F9" onClick={onPark}>
              {voice.say('visit.park')}
              <kbd aria-hidden="true">F9</kbd>
            </button>
          )}
          <button type="button" class="second" onClick={onClose}>
            {voice.say('visit.close_person')}
          </button>
        </div>
      </div>
    </section>
  );
}

// A card in the hand, or a person whom staff have made sure of.
const isCertain = (who: Who) =>
  who.strength === 'strong' || who.assurance === 'verified' || isNew(who);

// Whoever staff have just registered.
const isNew = (who: Who) => who.decision?.verdict === 'registered';

// "Identità certa: carta mostrata", "Numero d'ordine: chiedi il nome · numero detto"
function howKnown(voice: CounterVoice, who: Who): string {
  if (who.assurance === 'verified') return voice.say('given.verified');
  if (isNew(who)) return voice.say('who.by_registered');
  if (who.decision?.verdict === 'task') return voice.say('who.by_task');
  const said = who.by === 'loyalty' && who.assurance === 'claimed';
  const known = voice.say(said ? 'who.by_said' : `who.by_${who.by!}`);
  if (isCertain(who) || !who.assurance || who.by === 'person') return known;
  const given = sayAny(voice, `given.${who.assurance}_${who.by}`, voice.say(`given.${who.assurance}`));
  return `${known} · ${given}`;
}

function nameless(voice: CounterVoice, who: Who): string {
  return who.number ? voice.say('who.card', { number: who.number }) : voice.say('who.nameless');
}

function AsOf({ card }: { card: Card }) {
  const voice = useVoice();
  const moments = useMoments();
  if (card.who?.here) return <p class="soft as-of">{voice.say('who.here')}</p>;
  if (!card.as_of) return <p class="soft as-of">{voice.say('who.no_as_of')}</p>;
  const time = moments.short(new Date(card.as_of));
  const stale = (card.age_s ?? 0) > kStaleS;
  return (
    <p class={stale ? 'as-of stale' : 'soft as-of'}>
      {stale && <Icon name="warning" size={20} />}
      {voice.say(stale ? 'who.stale' : 'who.as_of', { time })}
    </p>
  );
}

export function WithoutCard({ onOpen, onClose }: Pick<PersonProps, 'onOpen' | 'onClose'>) {
  const voice = useVoice();
  return (
    <section class="who" aria-labelledby="who-name">
      <div class="who-facts">
        <h1 id="who-name" class="long">
          {voice.say('who.without')}
        </h1>
        <p class="soft">{voice.say('who.without_hint')}</p>
      </div>
      <div class="who-do">
        <ActionButtons onOpen={onOpen} />
        <button type="button" class="second wide" onClick={onClose}>
          {voice.say('visit.close')}
        </button>
      </div>
    </section>
  );
}

const actions: [FormName, IconName, string][] = [
  ['sale', 'bag', 'F2'],
  ['note', 'note', 'F4'],
  ['collection', 'box', 'F8'],
];
const others: FormName[] = [
  'return',
  'wish',
  'offer',
  'complaint',
  'promise',
  'consultation',
  'interview',
  'rights',
  'manager',
];

export function RegisterButton({ onRegister }: { onRegister(): void }) {
  const voice = useVoice();
  return (
    <button type="button" class="second register-them" aria-keyshortcuts="F6" onClick={onRegister}>
      <Icon name="person" size={20} /> {voice.say('do.register')}
      <kbd aria-hidden="true">F6</kbd>
    </button>
  );
}

interface ActionButtonsProps {
  onOpen(form: FormName): void;
  children?: ComponentChildren; // beside "more"
}

export function ActionButtons({ onOpen, children }: ActionButtonsProps) {
  const voice = useVoice();
  const [more, setMore] = useState(false);
  return (
    <>
      <ul class="actions" aria-label={voice.say('do')}>
        {actions.map(([what, icon, key]) => (
          <li key={what}>
            <button
              type="button"
              class="second"
              aria-keyshortcuts={key}
              onClick={() => onOpen(what)}
            >
              <Icon name={icon} /> {voice.say(`do.${what}`)}
              <kbd aria-hidden="true">{key}</kbd>
            </button>
          </li>
        ))}
      </ul>
      {more && (
        <ul class="actions others" aria-label={voice.say('do.more')}>
          {others.map((what) => (
            <li key={what}>
              <button type="button" class="second" onClick={() => onOpen(what)}>
                {voice.say(`do.${what}`)}
              </button>
            </li>
          ))}
        </ul>
      )}
      {children ? (
        <div class="row">
          {children}
          <More more={more} onTap={() => setMore(!more)} />
        </div>
      ) : (
        <More more={more} onTap={() => setMore(!more)} />
      )}
    </>
  );
}

function More({ more, onTap }: { more: boolean; onTap(): void }) {
  const voice = useVoice();
  return (
    <button type="button" class="second" aria-expanded={more} onClick={onTap}>
      {voice.say(more ? 'do.less' : 'do.more')}
    </button>
  );
}
