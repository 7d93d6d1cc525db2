// "Is anything lost?", asked with one tap and answered in figures that must add up.
import { useState } from 'preact/hooks';
import type { Proof } from '../shared/api';
import { call } from '../shared/http';
import { Icon } from './icons';
import { useMoments, useVoice } from './texts';

type Asked = 'not yet' | 'asking' | 'failed' | Proof;

export function Prove() {
  const voice = useVoice();
  const [asked, setAsked] = useState<Asked>('not yet');
  const ask = async () => {
    setAsked('asking');
    const answer = await call<Proof>('POST', '/v1/proof', '{}');
    setAsked(answer.ok ? answer.body : 'failed');
  };
  return (
    <section class="proof" aria-live="polite">
      {typeof asked === 'object' && <Answer proof={asked} />}
      {asked === 'failed' && <p class="verdict stop">{voice.say('proof.failed')}</p>}
      <button type="button" class="second wide" disabled={asked === 'asking'} onClick={ask}>
        {voice.say(asked === 'asking' ? 'proof.asking' : 'proof.ask')}
      </button>
    </section>
  );
}

function Answer({ proof }: { proof: Proof }) {
  const voice = useVoice();
  const moments = useMoments();
  const number = (n: number) => new Intl.NumberFormat(voice.region).format(n);
  const { centre } = proof;
  const rows: [string, string][] = [];
  if (centre) {
    rows.push(
      [voice.say('proof.erased'), number(centre.erased)],
      [voice.say('proof.holes'), number(centre.in_holes)],
      [voice.say('proof.missing'), number(proof.missing)],
    );
  }
  const from = number(proof.first_kept);
  const to = number(proof.verified_through);
  rows.push([voice.say('proof.chain'), voice.say('proof.verified', { from, to })]);
  return (
    <>
      <p class={proof.proven ? 'verdict' : 'verdict stop'}>
        <Icon name={proof.proven ? 'check' : 'warning'} />
        <span>
          {voice.say(
            proof.proven ? 'proof.proven' : centre ? 'proof.not_proven' : 'proof.no_centre',
            { time: moments.short(new Date(proof.at)) },
          )}
        </span>
      </p>
      <dl>
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {centre && proof.problems.length > 0 && (
        <ul lang="en">
          {proof.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </>
  );
}
