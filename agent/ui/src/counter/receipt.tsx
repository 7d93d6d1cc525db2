// The receipt for a right that somebody has claimed: turned over to them, to be photographed, scanned or
// printed. It names nobody.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Touchpoint } from '../shared/api';
import { Qr } from '../shared/qr';
import { receiptNumber } from './receipt_number';
import { languages, useVoice, type Key } from './texts';

export interface Receipt {
  request: string; // its id
  right: string;
  due: string;
  at: Date;
  language?: string | undefined; // the customer's
}

interface Props {
  receipt: Receipt;
  touchpoint: Touchpoint;
  onDone(): void;
}

export function ReceiptPage({ receipt, touchpoint, onDone }: Props) {
  const staffs = useVoice();
  const { language } = receipt;
  const voice =
    language && languages.speaks(language) ? languages.speak(language, staffs.language) : staffs;
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  const day = new Intl.DateTimeFormat(voice.region, { dateStyle: 'long' });
  const number = receiptNumber(receipt.request);
  const controller = touchpoint.notice?.controller;
  const lines: [Key, string][] = [
    ['receipt.number', number],
    ['receipt.right', voice.say(`right.${receipt.right}` as Key)],
    ['receipt.at', day.format(receipt.at)],
    ['receipt.due', day.format(new Date(receipt.due))],
    ['receipt.store', touchpoint.store_name],
  ];
  if (controller) lines.push(['receipt.controller', controller]);
  const text = lines.map(([key, value]) => `${voice.say(key)}: ${value}`).join('\n');
  return (
    <main class="receipt" lang={voice.language} aria-labelledby="receipt-title">
      <h1 id="receipt-title" tabIndex={-1} ref={title}>
        {voice.say('receipt.title')}
      </h1>
      <div class="receipt-body">
        <dl>
          {lines.map(([key, value]) => (
            <div key={key}>
              <dt>{voice.say(key)}</dt>
              <dd class={key === 'receipt.number' ? 'number' : ''}>{value}</dd>
            </div>
          ))}
        </dl>
        <Qr text={text} label={voice.say('receipt.qr', { number })} />
      </div>
      <p class="soft">{voice.say('receipt.hint')}</p>
      <div class="row receipt-do">
        <button type="button" class="second" onClick={() => window.print()}>
          {voice.say('receipt.print')}
        </button>
        <button type="button" class="primary" onClick={onDone}>
          {voice.say('receipt.done')}
        </button>
      </div>
    </main>
  );
}
