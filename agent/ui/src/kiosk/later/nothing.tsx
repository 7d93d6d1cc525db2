// Nothing is asked now.
import { useLater } from './texts';

export function Nothing({ closed }: { closed: boolean }) {
  const voice = useLater();
  return <h1>{voice.say(closed ? 'closed' : 'no_questions')}</h1>;
}
