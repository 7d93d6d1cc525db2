// The shapes that the console's door answers with (sync/hub/status_json.hpp, operator_door.hpp).
import { call, type Answer } from '../shared/http';

export interface Session {
  name: string;
  expires_at: string;
}

export interface Finding {
  code: string;
  weight: 'watch' | 'act';
  since?: string;
  oldest?: string;
  count?: number;
  bytes?: number;
  version?: string;
  number?: number;
  reason?: string; // the device's own sentence
}

export interface Journal {
  journal: string;
  through: number;
  last: number;
  stored: number;
  refused: number;
  missing: number;
  two_live_journals: boolean;
}

// What a device says of itself; an older one says less.
export interface DeviceState {
  online?: boolean;
  version?: string;
  journal?: string;
  last?: number;
  queue?: number;
  clockquality?: 'unset' | 'unsynchronised' | 'synchronised';
  oldest_unsent?: string;
  disk_free?: number;
  certificate_until?: string;
  profiles_as_of?: string;
}

export interface Device {
  device: string;
  store: string;
  revoked: boolean;
  certificate_until: string;
  seen: string | null;
  journals: Journal[];
  findings: Finding[];
  state_at?: string;
  state?: DeviceState;
}

export interface Fleet {
  name: string;
  version: string;
  mqtt: 'connected' | 'away' | 'none';
  devices: Device[];
}

export interface Token {
  token: string;
  device: string;
  store: string;
  expires: string;
}

// A key that waits for its approval; "AB12 34CD …".
export interface Waiting {
  device: string;
  store: string;
  fingerprint: string;
  first: string;
  last: string;
  refused: boolean;
}

// Somebody who may sign in at the devices of a store.
export interface Staff {
  store: string;
  name: string;
  display_name: string;
  role: 'associate' | 'supervisor' | 'it';
  by: string;
  at: string;
}

// Settings as they were published; they reach `ring` and the rings before it.
export interface Published {
  number: number;
  ring: string;
  by: string;
  note: string;
  at: string;
  withdraws?: number;
}

export interface Ring {
  name: string;
  devices: string[];
  stores: string[];
}

// Where a device stands: `version` is of all that is meant for it, `has` what it last said it has.
export interface Standing {
  device: string;
  store: string;
  ring: string;
  number: number; // 0: no settings
  version: number;
  has: number;
  has_number: number | null;
  asked: string | null;
  refused?: { version: number; number: number | null; reason: string; at: string };
}

export interface SettingsStatus {
  settings: Published[]; // the newest first
  rings: Ring[]; // in their order
  devices: Standing[];
}

// A customer as devices get them (sync/contract/CONTRACT.md, "Profiles"); what is not known is left
// out.
export interface Profile {
  profile: string;
  given_name?: string;
  family_name?: string;
  language?: string;
  birth_date?: string;
  postal_code?: string;
  order_count?: number;
  identifiers?: { kind: string; value: string }[];
  consents?: { purpose: string; granted: boolean; at: string }[];
  history?: { id: string; time: string; channel: string; source: string; type: string; order_id?: string; title?: string }[];
  merged?: string[];
}

// What speaks for two profiles being one person, in bits; against it: below 0.
export interface Evidence {
  what: string;
  bits: number;
  people: number; // who have the same; 0: not counted
}

export interface Proposal {
  bits: number;
  evidence: Evidence[];
  older: Profile;
  newer: Profile;
}

// What one source told of somebody; `key` is empty for who was registered in a store.
export interface ProfileRecord {
  key: string;
  orders: number;
  experiences: number;
  profile: Profile;
}

export interface Edge {
  older: string;
  newer: string;
  kind: 'decision' | 'identifier' | 'apart';
  by: string;
  reason: string;
  at: string;
  ended?: string;
}

export interface WholeProfile {
  profile: Profile;
  records: ProfileRecord[]; // the one that gives the profile its id first
  edges: Edge[]; // the newest first, also those that hold no more
  shared: { kind: string; value: string }[]; // too many have them to speak for anybody
}

export interface Source {
  name: string;
  user_id: 'loyalty' | 'account';
  home_store: string;
}

// What staff say of their work: of groups, never of fewer than `minimum`.
export interface VoiceGroup {
  of: 'store' | 'small_stores' | 'all';
  enough: boolean; // else nothing below is told
  store?: string;
  stores?: number; // small_stores: how many are one group
  left_out?: number; // all: stores of too few that are not in it
  n?: number;
  enps?: { value: number; low: number; high: number };
  counts?: { what: string; n: number }[];
  texts?: string[];
}

export interface VoiceQuestion {
  question: string;
  kind: 'enps' | 'rating' | 'choice' | 'choices' | 'text';
  minimum: number;
  groups: VoiceGroup[];
}

export interface VoiceWave {
  survey: string;
  version: number;
  questions: VoiceQuestion[];
}

export interface Action {
  at: string;
  by: string;
  what: string;
  about: string;
}

export const get = <T>(path: string): Promise<Answer<T>> => call<T>('GET', path);
export const post = <T>(path: string, body: Record<string, unknown>): Promise<Answer<T>> =>
  call<T>('POST', path, JSON.stringify(body));

// [a-z0-9-], at most 64 characters, no "-" at an end: what store, device and source are called.
export const isSlug = (text: string): boolean =>
  /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(text);
