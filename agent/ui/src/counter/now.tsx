// What is open for this customer, and what must not be done.
import { useId, useRef, useState } from 'preact/hooks';
import type { Card, DoNotItem, Order, Recorded } from '../shared/api';
import type { Answer } from '../shared/http';
import { interaction, type Interaction } from '../shared/interaction';
import { Icon } from './icons';
import { money } from '../shared/moments';
import { onDay, sayAny, since, useMoments, useVoice } from './texts';
import { failure } from './use_recorder';
import type { Key } from './texts';

interface Props {
  card: Card;
  staff: string;
  onRecord(what: Interaction): Promise<Answer<Recorded>>;
}

export function NowAndDoNot({ card, staff, onRecord }: Props) {
  const voice = useVoice();
  const items = card.now ?? [];
  const doNot = card.do_not ?? [];
  return (
    <>
      <section class="now" aria-labelledby="now">
        <h2 id="now">{voice.say('now')}</h2>
        {items.length === 0 && <p class="soft">{voice.say('now.nothing')}</p>}
        <ul>
          {items.map(
            ({ kind, order }) =>
              order && (
                <li key={order.order_id} class={`item ${kind}`}>
                  {kind === 'collect' ? (
                    <Collect
                      order={order}
                      profile={card.who?.profile}
                      staff={staff}
                      onRecord={onRecord}
                    />
                  ) : (
                    <OnItsWay order={order} />
                  )}
                </li>
              ),
          )}
        </ul>
      </section>
      {doNot.length > 0 && (
        <section class="do-not" aria-labelledby="do-not">
          <h2 id="do-not">{voice.say('do_not')}</h2>
          <ul>
            {doNot.map((item, i) => (
              <li key={i} class="item">
                <Icon name="stop" size={28} />
                <DoNot item={item} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Contents({ order }: { order: Order }) {
  const voice = useVoice();
  const goods = order.items.map(({ name, quantity }) =>
    quantity === 1 ? name : `${quantity} × ${name}`,
  );
  const total =
    order.total != null && order.currency ? money(voice.region, order.total, order.currency) : '';
  return <p class="soft">{[goods.join(', '), total].filter(Boolean).join(' · ')}</p>;
}

type Handing = 'no' | 'sending' | 'done' | Key;

interface CollectProps {
  order: Order;
  profile: string | undefined;
  staff: string;
  onRecord(what: Interaction): Promise<Answer<Recorded>>;
}

function Collect({ order, profile, staff, onRecord }: CollectProps) {
  const voice = useVoice();
  const moments = useMoments();
  const [handing, setHanding] = useState<Handing>('no');
  const what = useRef<Interaction>();
  const titleId = useId();

  const handOver = async () => {
    if (handing === 'sending' || handing === 'done') return;
    what.current ??= interaction('touchpoint.order.collected', {
      ...(profile && { profile }),
      order_id: order.order_id,
      staff,
    });
    setHanding('sending');
    const answer = await onRecord(what.current);
    setHanding(answer.ok ? 'done' : failure(answer));
  };

  const title = order.ready
    ? voice.say('now.ready', {
        order: order.order_id,
        since: since(voice, moments, new Date(order.ready)),
      })
    : voice.say('now.ready_undated', { order: order.order_id });
  const failed = handing !== 'no' && handing !== 'sending' && handing !== 'done' ? handing : null;
  return (
    <>
      <Icon name="box" size={28} />
      <div class="grow">
        <p class="strong" id={titleId}>
          {title}
        </p>
        <Contents order={order} />
        {failed && (
          <p class="failed" role="alert">
            <Icon name="warning" size={20} /> {voice.say(failed)}
          </p>
        )}
      </div>
      {order.shelf && (
        <p class="shelf">
          <span>{voice.say('now.shelf')}</span> <b>{order.shelf}</b>
        </p>
      )}
      {handing === 'done' ? (
        <p class="handed">
          <Icon name="check" /> {voice.say('now.handed_over')}
        </p>
      ) : (
        <button
          type="button"
          class="primary"
          aria-describedby={titleId}
          aria-disabled={handing === 'sending'}
          onClick={() => void handOver()}
        >
          {voice.say(handing === 'sending' ? 'now.sending' : 'now.hand_over')}
        </button>
      )}
    </>
  );
}

function OnItsWay({ order }: { order: Order }) {
  const voice = useVoice();
  const moments = useMoments();
  const placed = order.placed
    ? voice.say('now.placed', { time: moments.short(new Date(order.placed)) })
    : '';
  return (
    <>
      <Icon name="truck" size={28} />
      <div class="grow">
        <p class="strong">
          {[voice.say('now.on_its_way', { order: order.order_id }), placed]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <Contents order={order} />
      </div>
    </>
  );
}

function DoNot({ item }: { item: DoNotItem }) {
  const voice = useVoice();
  const moments = useMoments();
  if (item.kind === 'contact' || !item.item) return <p>{voice.say('do_not.contact')}</p>;
  const how = sayAny(voice, `how.${item.channel}`, voice.say('how.other'));
  const values = { item: item.item.name, how };
  return (
    <p>
      {item.time
        ? voice.say('do_not.offer', {
            ...values,
            time: onDay(voice, moments, new Date(item.time)),
          })
        : voice.say('do_not.offer_undated', values)}
    </p>
  );
}
