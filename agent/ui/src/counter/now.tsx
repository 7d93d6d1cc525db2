// What is open for this customer, what must not be done, and what may be suggested.
import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import type { Card, CardItem, Order, Recorded } from '../shared/api';
import type { Answer } from '../shared/http';
import { interaction, type Interaction } from '../shared/interaction';
import { Alone } from './collection';
import { Icon } from './icons';
import { iconOf, sentence, Why } from './lines';
import { money } from '../shared/moments';
import { uuid7 } from '../shared/uuid7';
import { since, useMoments, useVoice } from './texts';
import { failure, type What } from './use_recorder';
import type { Key } from './texts';

type Vouchers = NonNullable<NonNullable<Card['who']>['vouchers']>;

interface Props {
  card: Card;
  staff: string;
  onRecord(kind: What, what: Interaction): Promise<Answer<Recorded>>;
  alone: boolean; // without the network: the other tills know nothing of it
  onAnswer(complaint: string): void;
  onPart(order: Order): void;
}

export function Lines(props: Props) {
  const { card, staff, onRecord } = props;
  const voice = useVoice();
  const items = card.now ?? [];
  return (
    <>
      <section class="now" aria-labelledby="now">
        <h2 id="now">{voice.say('now')}</h2>
        {items.length === 0 && !card.who?.vouchers && <p class="soft">{voice.say('now.nothing')}</p>}
        <ul>
          {items.map((item, i) =>
            item.kind === 'ready_to_collect' && item.order ? (
              <li key={item.order.order_id} class="item collect">
                <Collect
                  order={item.order}
                  item={item}
                  asOf={card.as_of}
                  alone={props.alone}
                  onPart={props.onPart}
                  profile={card.who?.profile}
                  staff={staff}
                  onRecord={(what) => onRecord('collection', what)}
                />
              </li>
            ) : (
              <Line key={`${item.kind} ${i}`} item={item} asOf={card.as_of}>
                <Buttons item={item} {...props} />
              </Line>
            ),
          )}
          {card.who?.vouchers?.map((voucher, i) => (
            <Voucher key={i} voucher={voucher} asOf={card.as_of} />
          ))}
        </ul>
      </section>
      <Others list="do_not" items={card.do_not ?? []} asOf={card.as_of} buttons={() => null} />
      <Others
        list="suggest"
        items={card.suggest ?? []}
        asOf={card.as_of}
        buttons={(item) => <Buttons item={item} {...props} />}
      />
    </>
  );
}

// What they may use today. Another till may have taken it since: it says as of when.
function Voucher({ voucher, asOf }: { voucher: Vouchers[number]; asOf: Card['as_of'] }) {
  const voice = useVoice();
  const moments = useMoments();
  const { title, code, until } = voucher;
  const small = [
    code,
    until && voice.say('voucher.until', { time: moments.day(new Date(until)) }),
    asOf && voice.say('who.as_of', { time: moments.short(new Date(asOf)) }),
  ];
  return (
    <li class="item voucher">
      <Icon name="heart" size={28} />
      <div class="grow">
        <p class="strong">{voice.say('voucher', { title })}</p>
        <p class="soft small">{small.filter(Boolean).join(' · ')}</p>
      </div>
    </li>
  );
}

interface ListProps {
  list: 'do_not' | 'suggest';
  items: CardItem[];
  asOf: string | null | undefined;
  buttons(item: CardItem): ComponentChildren;
}

function Others({ list, items, asOf, buttons }: ListProps) {
  const voice = useVoice();
  if (items.length === 0) return null;
  return (
    <section class={list.replace('_', '-')} aria-labelledby={list}>
      <h2 id={list}>{voice.say(list)}</h2>
      <ul>
        {items.map((item, i) => (
          <Line key={`${item.kind} ${i}`} item={item} asOf={asOf}>
            {buttons(item)}
          </Line>
        ))}
      </ul>
    </section>
  );
}

interface LineProps {
  item: CardItem;
  asOf: string | null | undefined;
  children: ComponentChildren;
}

function Line({ item, asOf, children }: LineProps) {
  const voice = useVoice();
  const moments = useMoments();
  const text = sentence(voice, moments, item);
  if (!text) return null;
  return (
    <li class={`item ${item.kind}`}>
      <Icon name={iconOf(item.kind)} size={28} />
      <div class="grow">
        <p class="strong">{text}</p>
        {item.order && <Contents order={item.order} />}
        <Why item={item} asOf={asOf} />
      </div>
      {children}
    </li>
  );
}

// What one tap does about a line: answer the complaint, keep the promise, offer what lies in the cart.
function Buttons({ item, card, staff, onRecord, onAnswer }: Props & { item: CardItem }) {
  const voice = useVoice();
  const [sent, setSent] = useState(false);
  const ids = useRef({ offer: uuid7() });
  const tap = async (kind: What, type: string, data: Record<string, unknown>) => {
    if (sent) return;
    setSent(true);
    const profile = card.who?.profile;
    const what = interaction(type, { ...(profile && { profile }), ...data, staff });
    const answer = await onRecord(kind, what);
    if (!answer.ok) setSent(false);
  };
  if (item.kind === 'open_complaint' && item.subject) {
    return (
      <button type="button" class="second" onClick={() => onAnswer(item.subject!)}>
        {voice.say('tap.answer')}
      </button>
    );
  }
  if (item.kind === 'promise_due' && item.subject) {
    const keep = () => void tap('kept', 'touchpoint.task.completed', { task_id: item.subject });
    return (
      <button type="button" class="second" aria-disabled={sent} onClick={keep}>
        {voice.say('tap.keep')}
      </button>
    );
  }
  if (item.kind !== 'abandoned_cart' || !item.item) return null;
  const { sku, name } = item.item;
  const data = { offer_id: ids.current.offer, products: [{ ...(sku && { sku }), name }] };
  return (
    <div class="yes-no">
      {(['accepted', 'declined'] as const).map((said) => (
        <button
          type="button"
          key={said}
          class="second"
          aria-disabled={sent}
          onClick={() => void tap(said, `touchpoint.offer.${said}`, data)}
        >
          {voice.say(`tap.${said}`)}
        </button>
      ))}
    </div>
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
  item: CardItem;
  asOf: string | null | undefined;
  alone: boolean;
  onPart(order: Order): void;
  profile: string | undefined;
  staff: string;
  onRecord(what: Interaction): Promise<Answer<Recorded>>;
}

function Collect(props: CollectProps) {
  const { order, item, asOf, alone, onPart, profile, staff, onRecord } = props;
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
        <Why item={item} asOf={asOf} />
        {alone && <Alone />}
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
        <div class="handing">
          <button
            type="button"
            class="primary"
            aria-describedby={titleId}
            aria-disabled={handing === 'sending'}
            onClick={() => void handOver()}
          >
            {voice.say(handing === 'sending' ? 'now.sending' : 'now.hand_over')}
          </button>
          <button
            type="button"
            class="second"
            aria-describedby={titleId}
            onClick={() => onPart(order)}
          >
            {voice.say('now.in_part')}
          </button>
        </div>
      )}
    </>
  );
}
