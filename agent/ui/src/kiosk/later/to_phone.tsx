// To carry on with one's own phone. What draws the link is fetched when somebody wants it: few do, and
// without the device there is no link.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Props } from './carry_on';
import { useLater } from './texts';

export function ToPhone({ onClick }: { onClick(): void }) {
  return (
    <button type="button" onClick={onClick}>
      {useLater().say('phone')}
    </button>
  );
}

export function CarryOn(props: Props) {
  const voice = useLater();
  const [Link, setLink] = useState<ComponentType<Props>>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    import('./carry_on').then(
      (found) => setLink(() => found.default),
      () => setFailed(true),
    );
  }, []);
  if (Link) return <Link {...props} />;
  return (
    <main>
      <h1>{voice.say(failed ? 'phone.failed' : 'phone.sending')}</h1>
      {failed && (
        <button type="button" onClick={props.onBack}>
          {voice.say('phone.back')}
        </button>
      )}
    </main>
  );
}
