// An order that is handed over: the whole or a part, to the customer or to whom they have sent.
import { OneLine, Taps, type FieldsProps } from './forms';
import { Icon } from './icons';
import { useVoice } from './texts';

export function CollectionFields(props: FieldsProps) {
  const voice = useVoice();
  const { draft, alone, onChange } = props;
  const toggle = (index: number) =>
    onChange({
      ...draft,
      parts: draft.parts.map((part, i) => (i === index ? { ...part, taken: !part.taken } : part)),
    });
  return (
    <>
      {/* What is in another order is not known. */}
      <OneLine
        {...props}
        member="order"
        label={'collection.order'}
        onChange={(next) => onChange({ ...next, parts: [] })}
      />
      {draft.parts.length > 1 && (
        <Taps
          legend={'collection.parts'}
          names={draft.parts.map(({ product: { name, quantity }, taken }, index) => [
            `${index}`,
            <>
              {taken && <Icon name="check" size={20} />}{' '}
              {quantity === 1 ? name : `${quantity} × ${name}`}
            </>,
          ])}
          pressed={(index) => draft.parts[Number(index)]!.taken}
          onTap={(index) => toggle(Number(index))}
        />
      )}
      <OneLine {...props} member="delegate" label={'collection.delegate'} />
      <p class="soft small">{voice.say('collection.delegate_hint')}</p>
      {alone && <Alone />}
    </>
  );
}

export function Alone() {
  const voice = useVoice();
  return (
    <p class="alone small">
      <Icon name="warning" size={20} /> {voice.say('collection.alone')}
    </p>
  );
}
