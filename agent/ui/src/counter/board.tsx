// The store board: four figures, what was counted, one chart with its table beside it, and what is still
// open. It comes when it is asked for, and is no part of what the counter loads first.
import './board.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Board, Estimate, Rule, StoreTask, Touchpoint, TrustRow } from '../shared/api';
import { call } from '../shared/http';
import { Chart } from './chart';
import {
  dateOf,
  enough,
  figure,
  measures,
  ofStore,
  touchpointsOf,
  trend,
  written,
  type Measure,
  type Point,
} from './figures';
import { Icon } from './icons';
import { headline } from './tasks';
import { since, useMoments, useVoice, type CounterVoice } from './texts';

const kAgainMs = 60_000;
const leading: Measure[] = ['recognition', 'nps', 'wait', 'action'];
const counted: Measure[] = ['sales', 'collections', 'returns', 'complaints'];

interface Props {
  touchpoint: Touchpoint;
  tasks: StoreTask[];
  onClose(): void;
  onSignedOut(): void;
}

export function StoreBoard({ touchpoint, tasks, onClose, onSignedOut }: Props) {
  const voice = useVoice();
  const title = useRef<HTMLHeadingElement>(null);
  const [board, setBoard] = useState<Board | null>(null);
  const [failed, setFailed] = useState(false);
  const [asked, setAsked] = useState(0);
  useLayoutEffect(() => title.current?.focus(), []);
  useEffect(() => {
    let ended = false;
    let timer = 0;
    const ask = async () => {
      const answer = await call<Board>('GET', '/v1/board');
      if (ended) return;
      if (!answer.ok && answer.status === 401) return onSignedOut();
      setFailed(!answer.ok);
      if (answer.ok) setBoard(answer.body);
      timer = window.setTimeout(ask, kAgainMs);
    };
    void ask();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [asked]);
  return (
    <main class="board" aria-labelledby="board-title">
      <div class="board-top">
        <h1 id="board-title" ref={title} tabIndex={-1}>
          {voice.say('board.title')}
        </h1>
        <a class="second" href="/v1/board.csv" download>
          {voice.say('board.csv')}
        </a>
        <button type="button" class="primary" onClick={onClose}>
          <Icon name="back" size={20} /> {voice.say('board.back')}
        </button>
      </div>
      {failed && (
        <p class="failed" role="alert">
          {voice.say('board.failed')}{' '}
          <button type="button" class="second" onClick={() => setAsked(asked + 1)}>
            {voice.say('board.again')}
          </button>
        </p>
      )}
      {board ? (
        <Figures board={board} touchpoint={touchpoint} tasks={tasks} />
      ) : (
        !failed && <p role="status">{voice.say('board.counting')}</p>
      )}
    </main>
  );
}

interface FiguresProps {
  board: Board;
  touchpoint: Touchpoint;
  tasks: StoreTask[];
}

function Figures({ board, touchpoint, tasks }: FiguresProps) {
  const voice = useVoice();
  const moments = useMoments();
  const [measure, setMeasure] = useState<Measure>('recognition');
  const [where, setWhere] = useState('');
  const places = touchpointsOf(board);
  const place = places.includes(where) ? where : '';
  const days = board.rows.filter((row) => row.day && !row.touchpoint).length;
  const open = tasks.filter(({ closed }) => !closed);
  const from = board.since ? new Date(board.since) : null;
  return (
    <>
      <p class="soft">
        {voice.say('board.scope', {
          device: touchpoint.device,
          since: from ? since(voice, moments, from) : '–',
          hour: board.day_turns_at,
          zone: board.time_zone,
          time: moments.clock(new Date(board.as_of)),
        })}
      </p>
      {!board.whole && <p class="failed">{voice.say('board.not_whole')}</p>}
      <div class="places" role="group" aria-label={voice.say('board.where')}>
        {['', ...places].map((name) => (
          <button
            key={name}
            type="button"
            class="second"
            aria-pressed={name === place}
            onClick={() => setWhere(name)}
          >
            {name || voice.say('board.device')}
          </button>
        ))}
      </div>
      <dl class="leading">
        {leading.map((each) => (
          <Tile key={each} board={board} measure={each} place={place} days={days} />
        ))}
      </dl>
      <dl class="leading counted">
        {counted.map((each) => (
          <Tile key={each} board={board} measure={each} place={place} days={days} />
        ))}
      </dl>
      <section aria-labelledby="trend">
        <h2 id="trend">{voice.say('board.trend')}</h2>
        <div class="measures" role="group" aria-label={voice.say('board.measure')}>
          {measures.map((each) => (
            <button
              key={each}
              type="button"
              class="second"
              aria-pressed={each === measure}
              onClick={() => setMeasure(each)}
            >
              {voice.say(`board.${each}`)}
            </button>
          ))}
        </div>
        <Trend board={board} measure={measure} place={place} />
        <p class="soft small">{voice.say('board.explained')}</p>
      </section>
      {board.trust.length > 0 && <Trust rows={board.trust} />}
      <section aria-labelledby="still-open">
        <h2 id="still-open">{voice.say('board.open')}</h2>
        {open.length === 0 && <p class="soft">{voice.say('tasks.none')}</p>}
        <ul class="still">
          {open.map((task) => (
            <li key={task.task}>
              {headline(voice, task)} · {since(voice, moments, new Date(task.opened))}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

// As it was given and without what is doubtful, side by side: whoever reads it decides.
function Trust({ rows }: { rows: TrustRow[] }) {
  const voice = useVoice();
  const said = (scale: TrustRow['scale'], { n, value }: Estimate) =>
    value === undefined ? voice.say('board.few', { n, enough: enough(scale) }) : `${written(voice.region, scale, value)} · n = ${n}`;
  const flags = ({ flagged }: TrustRow) =>
    (Object.entries(flagged) as [Rule, number][]).map(([rule, n]) => `${voice.say(`board.rule.${rule}`)}: ${n}`);
  return (
    <section aria-labelledby="trust">
      <h2 id="trust">{voice.say('board.trust')}</h2>
      {rows.map((row) => (
        <dl class="trust" key={row.scale}>
          <div>
            <dt>
              {voice.say(`board.${row.scale}`)}, {voice.say('board.raw')}
            </dt>
            <dd>{said(row.scale, row.raw)}</dd>
          </div>
          <div>
            <dt>{voice.say('board.cleaned')}</dt>
            <dd>{said(row.scale, row.cleaned)}</dd>
          </div>
          <div>
            <dt>{voice.say('board.flagged')}</dt>
            <dd>{flags(row).join(' · ') || voice.say('board.nothing')}</dd>
          </div>
        </dl>
      ))}
      <p class="soft small">{voice.say('board.trust.explained')}</p>
    </section>
  );
}

interface TileProps {
  board: Board;
  measure: Measure;
  place: string;
  days: number;
}

function Tile({ board, measure, place, days }: TileProps) {
  const voice = useVoice();
  const today = figure(board, measure, place, board.today) ?? empty(board, measure);
  const week = figure(board, measure, place, undefined) ?? empty(board, measure);
  return (
    <div class="tile">
      <dt>
        <span>{voice.say(`board.${measure}`)}</span>
        <span class="soft small">
          {voice.say('board.today')}
          {ofStore(measure) && `, ${voice.say('board.of_store')}`}
        </span>
      </dt>
      <dd class={today?.value === undefined ? 'now few' : 'now'}>{inWords(voice, measure, today)}</dd>
      {today && !today.counted && today.value !== undefined && (
        <dd class="soft small">{between(voice, measure, today)}</dd>
      )}
      <dd class="soft small">
        {voice.count('board.days', days)}: {inWords(voice, measure, week)}
        {week && !week.counted && week.value !== undefined && `, ${between(voice, measure, week)}`}
      </dd>
    </div>
  );
}

// Nothing happened there; of what is not known there is nothing to say.
function empty(board: Board, measure: Measure): Point | null {
  if (ofStore(measure) && !board.store) return null;
  return counted.includes(measure) ? { n: 0, value: 0, counted: true } : { n: 0, counted: false };
}

function inWords(voice: CounterVoice, measure: Measure, point: Point | null): string {
  if (!point) return voice.say('board.unknown');
  if (point.value !== undefined) return written(voice.region, measure, point.value);
  if (point.n === 0) return voice.say('board.nothing');
  return voice.say('board.few', { n: point.n, enough: enough(measure) });
}

const between = (voice: CounterVoice, measure: Measure, { low, high, n }: Point) =>
  voice.say('board.between', {
    low: written(voice.region, measure, low ?? 0),
    high: written(voice.region, measure, high ?? 0),
    n,
  });

function Trend({ board, measure, place }: Omit<TileProps, 'days'>) {
  const voice = useVoice();
  const moments = useMoments();
  const points = trend(board, measure, place);
  const name = voice.say(`board.${measure}`);
  const whole = ofStore(measure) ? voice.say('board.of_store') : place || voice.say('board.device');
  const short = (day: string, narrow: boolean) =>
    new Intl.DateTimeFormat(voice.region, {
      ...(!narrow && { weekday: 'short' }),
      day: 'numeric',
    }).format(dateOf(day));
  const isCount = counted.includes(measure);
  if (ofStore(measure) && !board.store) return <p class="soft">{voice.say('board.unknown')}</p>;
  return (
    <div class="trend">
      <Chart
        label={voice.say('board.chart', { name, where: whole })}
        points={points}
        day={(point, narrow) => short(point.day!, narrow)}
        write={(value) => written(voice.region, measure, value)}
      />
      <table>
        <caption>
          {name} · {whole}
        </caption>
        <thead>
          <tr>
            <th scope="col">{voice.say('board.day')}</th>
            <th scope="col">{voice.say('board.value')}</th>
            {!isCount && <th scope="col">{voice.say('board.interval')}</th>}
            {!isCount && <th scope="col">n</th>}
          </tr>
        </thead>
        <tbody>
          {[...points].reverse().map((point) => (
            <tr key={point.day}>
              <th scope="row">
                {point.day === board.today ? voice.say('board.today') : moments.day(dateOf(point.day!))}
              </th>
              <td>{point.value === undefined ? '–' : written(voice.region, measure, point.value)}</td>
              {!isCount && (
                <td>
                  {point.value === undefined
                    ? point.n === 0
                      ? '–'
                      : voice.say('board.too_few')
                    : `${written(voice.region, measure, point.low!)} … ${written(voice.region, measure, point.high!)}`}
                </td>
              )}
              {!isCount && <td>{point.n}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
