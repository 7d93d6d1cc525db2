// What is wrong with a device, in words, and what to do about it. The hub judges (findings.hpp);
// here it is only said.
import type { Device, Finding } from './api';
import { bytesText, numberText, sayAny, type ConsoleVoice } from './texts';
import type { Moments } from '../shared/moments';

export type Health = 'act' | 'watch' | 'well' | 'revoked';
export const kHealths: readonly Health[] = ['act', 'watch', 'well', 'revoked'];

export function healthOf(device: Device): Health {
  if (device.revoked) return 'revoked';
  return device.findings[0]?.weight ?? 'well';
}

// What costs data or work before what only may, one day.
const kGravest = [
  'missing',
  'two_live_journals',
  'certificate_expired',
  'disk',
  'offline',
  'queue',
  'old_data',
  'certificate',
  'refused',
  'settings_refused',
  'never_seen',
];
function gravityOf(device: Device): number {
  const places = device.findings.map(({ code }) => kGravest.indexOf(code)).filter((i) => i >= 0);
  return Math.min(kGravest.length, ...places);
}

// The sick first, the gravest before the others, and among equals by store and name.
export function bySickness(one: Device, other: Device): number {
  return (
    kHealths.indexOf(healthOf(one)) - kHealths.indexOf(healthOf(other)) ||
    gravityOf(one) - gravityOf(other) ||
    one.store.localeCompare(other.store) ||
    one.device.localeCompare(other.device)
  );
}

export function findingText(voice: ConsoleVoice, at: Moments, finding: Finding): string {
  const key = `finding.${finding.code}`;
  const oldest = finding.oldest ? at.short(new Date(finding.oldest)) : '';
  switch (finding.code) {
    case 'queue':
      return voice.say(oldest ? 'finding.queue' : 'finding.queue_undated', {
        n: numberText(voice.region, finding.count ?? 0),
        time: oldest,
      });
    case 'missing':
      return voice.count('finding.missing', finding.count ?? 0);
    case 'refused':
      return voice.count('finding.refused', finding.count ?? 0);
    case 'settings_refused':
      return finding.number
        ? voice.say('finding.settings_refused', { n: finding.number })
        : voice.say('finding.settings_refused_unnumbered');
    default:
      if (!voice.has(key)) return finding.code;
      return voice.say(key, {
        time: finding.since ? at.short(new Date(finding.since)) : '',
        space: bytesText(voice.region, finding.bytes ?? 0),
        version: finding.version ?? '',
      });
  }
}

export const adviceText = (voice: ConsoleVoice, finding: Finding): string =>
  sayAny(voice, `advice.${finding.code}`, '');

// Settings that devices do not take, by number and reason: the most devices first.
export interface Refusal {
  number: number | undefined;
  reason: string;
  devices: number;
}
export function refusalsOf(devices: Device[]): Refusal[] {
  const found = new Map<string, Refusal>();
  for (const { findings } of devices) {
    for (const { code, number, reason = '' } of findings) {
      if (code !== 'settings_refused') continue;
      const key = `${number} ${reason}`;
      const known = found.get(key) ?? { number, reason, devices: 0 };
      known.devices++;
      found.set(key, known);
    }
  }
  return [...found.values()].sort((one, other) => other.devices - one.devices);
}
