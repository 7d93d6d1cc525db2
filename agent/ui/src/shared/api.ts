// The shapes of the local API, as web/openapi.yaml describes them; only what the pages read.

import type { Survey, Wording } from './survey';

export type IdentifierKind =
  | 'loyalty'
  | 'order'
  | 'account'
  | 'wallet'
  | 'payment_account'
  | 'email'
  | 'verified_email'
  | 'phone';

export interface Product {
  sku?: string;
  name: string;
  quantity: number;
  price?: number | null;
}

export interface Order {
  order_id: string;
  status: 'placed' | 'ready' | 'collected' | 'refunded';
  store?: string;
  placed?: string;
  ready?: string | null;
  shelf?: string;
  total?: number | null;
  currency?: string;
  items: Product[];
}

export interface Experience {
  id: string;
  time: string;
  channel: string;
  source?: string;
  type: string;
  order_id?: string;
  total?: number | null;
  currency?: string;
  items?: Product[];
  title?: string;
  score?: number | null;
  subject?: string;
  due?: string;
  here?: boolean;
}

export interface Evidence {
  field: string;
  level: string;
  bits: number; // hundredths
}

export interface PersonCandidate {
  profile: string;
  given_name?: string;
  family_name?: string;
  area?: string;
  last_bought?: string | null;
  here?: boolean; // registered on this device, not yet at the centre
  score: number;
  fields: Evidence[];
  caps: string[];
}

export interface People {
  verdict: 'matched' | 'possible' | 'unknown';
  candidates: PersonCandidate[];
  more: boolean;
  ask: string;
  partial: boolean;
  reason?: string;
  source: 'replica' | 'hub';
}

export interface Who {
  profile: string;
  given_name?: string;
  family_name?: string;
  form_of_address?: string;
  language?: string;
  channel?: string;
  since?: string | null;
  order_count?: number;
  tier?: string;
  vouchers?: { title: string; code?: string; until?: string | null }[];
  by?: IdentifierKind | 'person';
  assurance?: 'claimed' | 'possessed' | 'verified';
  strength?: 'weak' | 'medium' | 'strong';
  decision?: { verdict: string; score: number; fields: Evidence[]; caps: string[] };
  number?: string;
  here?: boolean; // registered on this device, not yet at the centre
}

// One line on the card. A kind that this page does not know is not shown.
export interface CardItem {
  kind: string;
  order?: Order;
  order_id?: string;
  item?: Product;
  text?: string;
  subject?: string;
  score?: number;
  due?: string;
  days?: number;
  time?: string;
  channel?: string;
  source?: string;
  here?: boolean;
}

// Where the journey has come to a halt.
export interface JourneyGap {
  kind: string;
  since: string;
  order_id?: string;
  text?: string;
}

// Asked with one tap: what the code is, or whether it is they.
export interface CardQuestion {
  kind: 'what' | 'who';
  question: string;
  choices: string[];
}

// A visit that waits while another customer is served.
export interface ParkedVisit {
  visit: string;
  initials?: string; // none: nothing names them
  since: string;
}

export interface Card {
  state: 'nobody' | 'looking' | 'shown' | 'unknown' | 'refused' | 'asking';
  touchpoint: string;
  parked?: ParkedVisit[]; // none: nobody waits
  // After "wrong person": what was recorded for whoever it is not.
  in_error?: { event: string; profile: string; type: string; time: string }[];
  visit?: string;
  at?: string;
  reason?: string;
  number?: string; // unknown: the loyalty number that was scanned
  hub?: 'asking' | 'unknown' | 'shared' | 'no_answer'; // unknown
  question?: CardQuestion;
  who?: Who;
  consents?: { purpose: string; granted: boolean }[];
  now?: CardItem[];
  do_not?: CardItem[];
  suggest?: CardItem[];
  stage?: string;
  gaps?: JourneyGap[];
  timeline?: Experience[];
  as_of?: string | null;
  age_s?: number | null;
}

// Something to put right in the store.
export interface StoreTask {
  task: string;
  kind: 'complaint' | 'promise' | 'call' | 'answer' | 'collection' | 'rights';
  right?: string; // rights: which
  opened: string;
  opening: string;
  device?: string;
  touchpoint?: string;
  profile?: string;
  staff?: string;
  owner?: string;
  text?: string;
  scale?: string;
  score?: number;
  reply?: { channel: 'email' | 'phone'; masked: string }; // a customer was promised an answer
  due?: string;
  taken?: { by: string; at: string };
  reacted?: string;
  closed?: { by: string; at: string; type: string; text?: string };
}

// A figure from `n` values and between what the true one lies; without `value` they are too few.
export interface Estimate {
  n: number;
  value?: number;
  low?: number;
  high?: number;
}

// What happened at this device on a business day; without `day` on all of them, without `touchpoint`
// at the whole device.
export interface BoardRow {
  day?: string;
  touchpoint?: string;
  recognition: Estimate;
  nps: Estimate;
  csat: Estimate;
  ces: Estimate;
  sales: number;
  collections: number;
  returns: number;
  complaints: number;
}

// What there was to put right in the store.
export interface StoreRow {
  day?: string;
  opened: number;
  waiting: number;
  action: Estimate; // seconds
  wait: Estimate;
}

export type Rule = 'changed' | 'repeated' | 'burst' | 'staff_hours';

// A scale's figure as it was given, and without what is doubtful.
export interface TrustRow {
  scale: 'nps' | 'csat' | 'ces';
  raw: Estimate;
  cleaned: Estimate;
  flagged: Partial<Record<Rule, number>>;
}

export interface Board {
  as_of: string;
  today: string;
  time_zone: string;
  day_turns_at: number;
  since?: string;
  whole: boolean;
  rows: BoardRow[];
  trust: TrustRow[];
  store?: StoreRow[];
}

export interface Session {
  name: string;
  display_name: string;
  role: 'associate' | 'supervisor' | 'it';
  expires_at: string;
}

// What staff are asked of their work; `asked` alone where nothing is asked.
export interface WorkSurvey {
  asked: boolean;
  answered?: boolean;
  postponed?: boolean;
  minimum_group?: number;
  survey?: Survey;
}

// Somebody who may sign in here.
export interface Colleague {
  name: string;
  display_name: string;
  role: Session['role'];
  disabled: boolean;
  badge: boolean; // they have one
}

// The tablets that are paired with this device, and where their door is.
export interface Tablets {
  configured: boolean;
  url?: string; // none: the door is shut
  fingerprint?: string;
  tablets: { name: string; paired_at: string; seen_at: string }[];
}

export interface PairingOffer {
  tablet: string;
  code: string;
  expires_at: string;
  url: string;
}

export interface Touchpoint {
  store: string;
  store_name: string;
  device: string;
  touchpoint: string;
  kind: 'counter' | 'kiosk';
  languages: string[];
  language: string;
  currency?: string;
  idle_s?: number;
  recording?: boolean; // false: the device takes nothing new now
  time_zone?: string; // the store's clocks: "Europe/Rome"
  day_turns_at?: number; // the hour at which its day begins
  staff?: { name: string; display_name: string }[];
  collections?: boolean; // the kiosk takes who comes for an order
  carry_on?: { url: string; until: string; online: boolean }; // where a phone carries on
  staff_hear?: 'here' | 'elsewhere' | 'nobody'; // who can know of that now
  survey?: Survey;
  notice?: Notice; // none: nobody is registered here
}

// What customers read before they decide, and what they decide one by one.
export interface Notice {
  version: string;
  controller: string;
  text: Wording;
  purposes: { purpose: string; title: Wording; text: Wording }[];
}

export type Registration =
  | { outcome: 'registered'; profile: string; recorded: Recorded }
  | { outcome: 'maybe_known'; people: People };

// How the devices of the store are, this one included, when the centre was asked last.
export interface StoreDevices {
  at: string;
  devices: number;
  unwell: { device: string; code: string; since?: string | null }[];
}

export interface Status {
  version: string;
  store: string;
  device: string;
  journal: {
    state?: 'well' | 'full' | 'failed';
    last?: number;
    through?: number;
    to_send?: number;
    refused?: number;
    oldest_unsent?: string | null;
  };
  hub: {
    enrolled?: boolean;
    online?: boolean;
    since?: string | null;
    last_receipt?: string | null;
    problem?: string | null;
    devices?: StoreDevices | null; // null: the centre has not said
  };
  replica: {
    state?: 'well' | 'empty' | 'loading' | 'expired' | 'failed' | 'not_configured';
    profiles?: number;
    as_of?: string | null;
    age_s?: number | null;
    collections?: number | null; // orders that are ready here; null: not counted
  };
  clock: { quality?: 'unset' | 'unsynchronised' | 'synchronised'; now?: string };
}

export interface Proof {
  proven: boolean;
  recorded: number;
  first_kept: number;
  verified_through: number;
  erased: number;
  pending: number;
  missing: number;
  problems: string[];
  at: string;
  centre: { stored: number; refused: number; erased: number; in_holes: number } | null;
}

export interface Recorded {
  id: string;
  sequence: number;
  recorded_at: string;
  repeated: boolean;
}
