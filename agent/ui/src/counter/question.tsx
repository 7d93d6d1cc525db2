// What the counter asks with one tap: what is this code, when it could be several things; and is it
// they, when what was said can be somebody else's. As a page of its own while nobody is there, as a
// bar above the person who stays.
import type { Card, CardQuestion } from '../shared/api';
import { Icon } from './icons';
import { sayAny, useVoice, type CounterVoice } from './texts';

interface Props {
  card: Card;
  onAnswer(choice: string): void;
  onClose(): void;
}

export function Asking({ card, onAnswer, onClose }: Props) {
  const voice = useVoice();
  const question = card.question!;
  const who = question.kind === 'who';
  return (
    <main class="nobody" key={question.question}>
      <div class="ask">
        <div role="alert">
          <p class="sign">
            <Icon name={who ? 'person' : 'scan'} size={44} />
          </p>
          <h1>{who ? voice.say('ask.who', { name: nameOf(voice, card) }) : voice.say('ask.what')}</h1>
          <p class="why">{who ? whyWho(voice, card) : voice.say('ask.what_why')}</p>
        </div>
        <Choices question={question} onAnswer={onAnswer} />
        <button type="button" class="plain" onClick={onClose}>
          {voice.say('visit.close')}
        </button>
      </div>
    </main>
  );
}

export function AskingAbove({ card, onAnswer }: Omit<Props, 'onClose'>) {
  const voice = useVoice();
  if (!card.question) return null;
  return (
    <section class="ask-above" role="alert" aria-labelledby="ask-above">
      <h2 id="ask-above">
        <Icon name="scan" /> {voice.say('ask.what_scanned')}
      </h2>
      <Choices question={card.question} onAnswer={onAnswer} />
    </section>
  );
}

function Choices({ question, onAnswer }: { question: CardQuestion; onAnswer(choice: string): void }) {
  const voice = useVoice();
  return (
    <div class="choices">
      {question.choices.map((choice) => (
        <button
          key={choice}
          type="button"
          class={choice === 'yes' ? 'primary' : 'second'}
          onClick={() => onAnswer(choice)}
        >
          {sayAny(voice, `choice.${choice}`, choice)}
        </button>
      ))}
    </div>
  );
}

const nameOf = (voice: CounterVoice, { who }: Card) =>
  [who?.given_name, who?.family_name].filter(Boolean).join(' ') || voice.say('who.nameless');

const whyWho = (voice: CounterVoice, { who }: Card) =>
  voice.say(who?.by === 'phone' ? 'ask.who_phone' : 'ask.who_said');
