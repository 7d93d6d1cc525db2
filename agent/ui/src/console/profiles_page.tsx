// Who may be one person: pairs with what speaks for it, side by side. Nothing is merged without
// somebody who looked.
import { useEffect, useState } from 'preact/hooks';
import { post, type Proposal } from './api';
import { Decide, type Decision } from './decide';
import { Facts, nameOfProfile } from './profile_facts';
import { sayAny, useVoice } from './texts';

export function ProfilesPage() {
  const voice = useVoice();
  const [proposals, setProposals] = useState<Proposal[] | null>(null);
  const [more, setMore] = useState(false);
  const look = async () => {
    const answer = await post<{ proposals: Proposal[]; more: boolean }>(
      '/v1/profiles/proposals',
      {},
    );
    if (!answer.ok) return;
    setProposals(answer.body.proposals);
    setMore(answer.body.more);
  };
  useEffect(() => {
    document.title = `${voice.say('menu.profiles')} · Touchpoint hub`;
  }, [voice]);
  useEffect(() => void look(), []);
  return (
    <>
      <h1>{voice.say('menu.profiles')}</h1>
      <Find />
      <section aria-labelledby="proposals" class="proposals">
        <h2 id="proposals">{voice.say('proposals')}</h2>
        <p class="soft">
          {voice.say(proposals?.length === 0 ? 'proposals.none' : 'proposals.hint')}
          {more && ` ${voice.say('proposals.more')}`}
        </p>
        {proposals?.map((proposal) => (
          <One
            key={proposal.older.profile + proposal.newer.profile}
            proposal={proposal}
            onDecided={() => void look()}
          />
        ))}
      </section>
    </>
  );
}

function Find() {
  const voice = useVoice();
  const [text, setText] = useState('');
  const [found, setFound] = useState<string[] | null>(null);
  const [failed, setFailed] = useState('');
  const find = async () => {
    if (!text.trim()) return;
    const answer = await post<{ profiles: string[] }>('/v1/profiles/find', { text: text.trim() });
    if (!answer.ok) return setFailed(voice.say('failed'));
    setFound(answer.body.profiles);
    if (answer.body.profiles.length === 1) location.hash = `#/profile/${answer.body.profiles[0]}`;
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void find();
      }}
    >
      <h2>{voice.say('profiles.find')}</h2>
      <div class="fields">
        <div class="field">
          <label for="who">{voice.say('profiles.find_by')}</label>
          <input
            id="who"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            maxLength={254}
            value={text}
            onInput={(event) => {
              setText(event.currentTarget.value);
              setFound(null);
              setFailed('');
            }}
          />
        </div>
        <button class="primary">{voice.say('profiles.find_yes')}</button>
      </div>
      <p role="status" class="soft">
        {found?.length === 0 && voice.say('profiles.nobody')}
      </p>
      {found && found.length > 1 && (
        <ul class="found">
          {found.map((id) => (
            <li key={id}>
              <a href={`#/profile/${id}`}>{id}</a>
            </li>
          ))}
        </ul>
      )}
      <p role="alert" class="failed">
        {failed}
      </p>
    </form>
  );
}

function One({ proposal, onDecided }: { proposal: Proposal; onDecided(): void }) {
  const voice = useVoice();
  const [asking, setAsking] = useState<Decision | null>(null);
  const { older, newer, evidence } = proposal;
  const names = [older, newer].map((each) => nameOfProfile(each, voice.say('profile.no_name')));
  const title = voice.say('proposals.pair', { one: names[0]!, other: names[1]! });
  const bits = (value: number) =>
    new Intl.NumberFormat(voice.region, {
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    }).format(value);
  return (
    <article class="card proposal" aria-label={title}>
      <h3>{title}</h3>
      <ul class="evidence">
        {evidence.map((each, i) => (
          <li key={i} class={each.bits < 0 ? 'against' : 'for'}>
            {sayAny(voice, `evidence.${each.what}`, each.what)}{' '}
            <span class="soft">{voice.say('proposals.bits', { n: bits(each.bits) })}</span>
          </li>
        ))}
      </ul>
      <div class="sides">
        {[older, newer].map((each, i) => (
          <div key={each.profile}>
            <p class="strong">
              <a href={`#/profile/${each.profile}`}>{names[i]}</a>
            </p>
            <Facts profile={each} beside={i === 0 ? newer : older} />
          </div>
        ))}
      </div>
      <div class="end">
        <button
          type="button"
          class="second"
          aria-label={voice.say('proposals.split_of', { pair: title })}
          onClick={() => setAsking('split')}
        >
          {voice.say('proposals.split')}
        </button>
        <button
          type="button"
          class="primary"
          aria-label={voice.say('proposals.merge_of', { pair: title })}
          onClick={() => setAsking('merge')}
        >
          {voice.say('proposals.merge')}
        </button>
      </div>
      {asking && (
        <Decide
          what={asking}
          one={older.profile}
          other={newer.profile}
          onDone={() => {
            setAsking(null);
            onDecided();
          }}
          onNo={() => setAsking(null)}
        />
      )}
    </article>
  );
}
