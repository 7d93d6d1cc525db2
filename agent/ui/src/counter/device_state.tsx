// How this device and those beside it in the store are: in one line, in figures, and who is not well.
import type { ComponentChildren } from 'preact';
import type { Status, StoreDevices } from '../shared/api';
import { Icon } from './icons';
import { sayAny, since, useMoments, useVoice, type CounterVoice } from './texts';

export function inOneLine(
  voice: CounterVoice,
  moments: ReturnType<typeof useMoments>,
  { journal, hub, clock }: Status,
): string {
  if (journal.state === 'failed') return voice.say('status.failed');
  if (journal.state === 'full') return voice.say('status.full');
  const unsent = journal.to_send ?? 0;
  const offline = hub.enrolled === false || !hub.online;
  return [
    hub.enrolled === false
      ? voice.say('status.not_enrolled')
      : hub.online
        ? voice.say('status.online')
        : hub.since && clock.quality !== 'unset' // it would be since 1970
          ? voice.say('status.offline_since', { since: since(voice, moments, new Date(hub.since)) })
          : voice.say('status.offline'),
    unsent === 0 ? voice.say('status.all_sent') : voice.count('status.to_send', unsent),
    offline && voice.say('status.nothing_lost'),
    journal.refused && voice.count('status.refused', journal.refused),
  ]
    .filter(Boolean)
    .join(' · ');
}

export function DeviceState({ status, children }: { status: Status; children?: ComponentChildren }) {
  const voice = useVoice();
  const moments = useMoments();
  const number = (n = 0) => new Intl.NumberFormat(voice.region).format(n);
  const time = (text: string | null | undefined) =>
    text ? moments.short(new Date(text)) : voice.say('status.never');
  const { journal, hub, replica } = status;
  const rows: [string, string][] = [
    [voice.say('status.recorded'), number(journal.last)],
    [voice.say('status.stored'), number(journal.through)],
    [voice.say('status.pending'), number(journal.to_send)],
    [voice.say('status.rejected'), number(journal.refused)],
  ];
  if (journal.oldest_unsent) rows.push([voice.say('status.oldest'), time(journal.oldest_unsent)]);
  rows.push([voice.say('status.receipt'), time(hub.last_receipt)]);
  rows.push([voice.say('status.profiles'), number(replica.profiles)]);
  rows.push([voice.say('status.version'), status.version]);
  return (
    <dl>
      {rows.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {children}
      {hub.problem && (
        <div>
          <dt>{voice.say('status.problem')}</dt>
          <dd lang="en">{hub.problem}</dd>
        </div>
      )}
    </dl>
  );
}

// Only the centre hears of all of them: without it a device that stands alone says that, and no number that
// is the more wrong the longer ago it was true.
export function wellness(
  voice: CounterVoice,
  { at, devices, unwell }: StoreDevices,
  offline: boolean,
  from: (time: string) => string,
): string | false {
  if (offline) return devices > 1 && voice.say('day.devices_unseen', { since: from(at) });
  if (unwell.length === 0) return voice.count('day.devices', devices);
  if (devices === 1) return voice.say('day.devices_this');
  return voice.say('day.devices_of', { well: String(devices - unwell.length), n: String(devices) });
}

export function Unwell({ devices, listed }: { devices: StoreDevices | null | undefined; listed: number }) {
  const voice = useVoice();
  const moments = useMoments();
  return (
    <>
      {(devices?.unwell ?? []).slice(0, listed).map(({ device, code, since: from }) => (
        <p class="soft" key={device}>
          <Icon name="warning" size={20} />
          <span>
            {[
              `${device}: ${sayAny(voice, `device.${code}`, voice.say('device.other'))}`,
              from && since(voice, moments, new Date(from)),
            ]
              .filter(Boolean)
              .join(' ')}
          </span>
        </p>
      ))}
    </>
  );
}
