import { Radios, scored, steps, type Props } from '../answers';
import { useLater } from './texts';

export function Stars(props: Props) {
  const voice = useLater();
  const offered = steps(props.question).map((value) => ({
    value,
    look: Number(props.given ?? 0) >= value ? 'lit' : '',
    show: (
      <>
        <svg viewBox="0 0 64 64" aria-hidden="true">
          <path d="M32 7l8 17 18 2-13 13 3 18-16-9-16 9 3-18L6 26l18-2z" />
        </svg>
        {voice.count('stars', value)}
      </>
    ),
  }));
  return <Radios look="faces stars" offered={offered} {...scored(props)} />;
}
