// The board's figures as staff read them: what is shown of a measure day by day, and in which words. Pure.
import type { Board, BoardRow, Estimate, StoreRow } from '../shared/api';

export const measures = [
  'recognition',
  'nps',
  'csat',
  'ces',
  'action',
  'wait',
  'sales',
  'collections',
  'returns',
  'complaints',
] as const;
export type Measure = (typeof measures)[number];

// Of the whole store, at whichever device; the others are this device's alone.
export const ofStore = (measure: Measure): measure is 'action' | 'wait' =>
  measure === 'action' || measure === 'wait';

export const kEnough = 10; // as web/openapi.yaml says of an Estimate
export const kEnoughForMedian = 6;
export const enough = (measure: Measure) => (ofStore(measure) ? kEnoughForMedian : kEnough);

export interface Point extends Estimate {
  day?: string;
  counted: boolean; // a number of things, which is what it is; no estimate
}

const one = (row: BoardRow | StoreRow, measure: Measure): Point => {
  const found = (row as unknown as Record<string, number | Estimate>)[measure] ?? 0;
  const day = row.day === undefined ? {} : { day: row.day };
  return typeof found === 'number'
    ? { ...day, n: found, value: found, counted: true }
    : { ...day, ...found, counted: false };
};

const rowsOf = (board: Board, measure: Measure, touchpoint: string): (BoardRow | StoreRow)[] =>
  ofStore(measure)
    ? (board.store ?? [])
    : board.rows.filter((row) => (row.touchpoint ?? '') === touchpoint);

// Day by day, the first first. A day on which nothing happened at a touchpoint is a day as well.
export function trend(board: Board, measure: Measure, touchpoint: string): Point[] {
  const days = ofStore(measure)
    ? (board.store ?? []).flatMap(({ day }) => day ?? [])
    : board.rows.flatMap((row) => (row.touchpoint === undefined && row.day) || []);
  const rows = rowsOf(board, measure, touchpoint);
  const counted = !ofStore(measure) && !['recognition', 'nps', 'csat', 'ces'].includes(measure);
  return days
    .map((day): Point => {
      const row = rows.find((each) => each.day === day);
      if (row) return one(row, measure);
      return counted ? { day, n: 0, value: 0, counted } : { day, n: 0, counted };
    })
    .reverse();
}

// On the day, or on all of them together; null: not known.
export function figure(
  board: Board,
  measure: Measure,
  touchpoint: string,
  day: string | undefined,
): Point | null {
  if (ofStore(measure) && !board.store) return null;
  const row = rowsOf(board, measure, touchpoint).find((each) => each.day === day);
  return row ? one(row, measure) : null;
}

export const touchpointsOf = (board: Board): string[] => [
  ...new Set(board.rows.flatMap(({ touchpoint }) => touchpoint ?? [])),
];

// "83 %", "+12", "4 min", "7"
export function written(region: string, measure: Measure, value: number): string {
  const number = (options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(region, options).format(value);
  switch (measure) {
    case 'recognition':
    case 'csat':
    case 'ces':
      return number({ style: 'percent', maximumFractionDigits: 0 });
    case 'nps':
      return number({ signDisplay: 'exceptZero', maximumFractionDigits: 0 });
    case 'action':
    case 'wait':
      return lasting(region, value);
    default:
      return number({ maximumFractionDigits: 0 });
  }
}

// "40 s", "4 min", "3 h", "2 gg"
export function lasting(region: string, seconds: number): string {
  const [value, unit] =
    seconds < 90
      ? [seconds, 'second']
      : seconds < 120 * 60
        ? [seconds / 60, 'minute']
        : seconds < 48 * 3600
          ? [seconds / 3600, 'hour']
          : [seconds / 86_400, 'day'];
  return new Intl.NumberFormat(region, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  }).format(value);
}

// A date of no zone, at noon: whatever the browser's own zone is, it is that day.
export function dateOf(day: string): Date {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year!, month! - 1, date!, 12);
}
