// A line from day to day with the interval around it, drawn by uPlot. The same stands in a table beside it:
// a canvas says nothing to a screen reader.
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import type { Point } from './figures';

interface Props {
  label: string;
  points: Point[];
  day(point: Point, narrow: boolean): string;
  write(value: number): string;
}

const kHeight = 260;
const kNarrow = 480; // px, in which a week's days are said by their numbers
const kMargin = 0.06; // of the height, above and below

export function Chart({ label, points, day, write }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = JSON.stringify([points, points.map((point) => day(point, false)), label]);
  useEffect(() => {
    const within = place.current!;
    let plot: UPlot | null = null;
    const draw = () => {
      plot?.destroy();
      plot = new UPlot(optionsOf(within, points, day, write), dataOf(points), within);
    };
    const light = matchMedia('(prefers-color-scheme: dark)');
    const sized = new ResizeObserver(() => plot?.setSize(sizeOf(within)));
    draw();
    light.addEventListener('change', draw);
    sized.observe(within);
    return () => {
      light.removeEventListener('change', draw);
      sized.disconnect();
      plot?.destroy();
    };
  }, [drawn]);
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

const sizeOf = (within: HTMLElement) => ({
  width: Math.max(1, Math.floor(within.clientWidth)),
  height: kHeight,
});

type Column = (number | null)[];

function dataOf(points: Point[]): UPlot.AlignedData {
  const column = (of: (point: Point) => number | undefined): Column =>
    points.map((point) => of(point) ?? null);
  return [
    points.map((_, at) => at),
    column(({ high }) => high),
    column(({ low }) => low),
    column(({ value }) => value),
  ];
}

function optionsOf(
  within: HTMLElement,
  points: Point[],
  day: Props['day'],
  write: Props['write'],
): UPlot.Options {
  const style = getComputedStyle(within);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `12px ${style.fontFamily}`;
  const axis = {
    font,
    stroke: colour('--ink-soft'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const bound: UPlot.Series = {
    stroke: colour('--edge'),
    width: 1,
    dash: [4, 4],
    points: { show: false },
  };
  const all = points.flatMap(({ value, low, high }) => [value, low, high]).filter(isNumber);
  const counted = points.some((point) => point.counted);
  const least = Math.min(...(counted ? [0] : []), ...all);
  const most = Math.max(...(counted ? [1] : []), ...all);
  const room = (most - least || 1) * kMargin;
  return {
    ...sizeOf(within),
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.5, Math.max(points.length, 1) - 0.5] },
      y: { range: all.length ? [counted ? 0 : least - room, most + room] : [0, 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: () => points.map((_, at) => at),
        values: (plot, splits) =>
          splits.map((at) => (points[at] ? day(points[at]!, plot.width < kNarrow) : '')),
        space: 20,
      },
      {
        ...axis,
        size: 64,
        ...(counted && { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] }),
        values: (_, splits) => splits.map((value) => (all.length ? write(value) : '')),
      },
    ],
    series: [
      {},
      bound,
      bound,
      {
        stroke: colour('--accent'),
        width: 2,
        points: { show: true, size: 9, fill: colour('--accent'), stroke: colour('--accent') },
      },
    ],
    bands: [{ series: [1, 2], fill: colour('--accent-soft') }],
  };
}

const isNumber = (value: number | undefined): value is number => value !== undefined;
