// Offered on the empty desk, once to each person in a wave; later is in the line above for who wants to.
import { Icon } from './icons';
import { useVoice } from './texts';

export function VoiceOffer({ onOpen, onLater }: { onOpen(): void; onLater(): void }) {
  const voice = useVoice();
  return (
    <section class="day voice-offer" aria-labelledby="offer-title">
      <p class="day-line" id="offer-title">
        <Icon name="social" size={20} /> {voice.say('work.offer')}
      </p>
      <button type="button" class="second" onClick={onOpen}>
        {voice.say('work.open')}
      </button>
      <button type="button" class="second" onClick={onLater}>
        {voice.say('work.later')}
      </button>
    </section>
  );
}
