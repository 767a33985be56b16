import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, ofEvent, type Viewers } from './api';
import type { EventPanelProps } from './EventControl';
import { Panel } from './Panel';
import { useText, type ControlKey } from './texts';

const READ_MS = 10_000;
/** What the plot shows. */
const MINUTES = 120;
const MINUTE_MS = 60_000;
const PLOT = { width: 480, height: 80 };

/** Who watches the event now, with what and by which transport, and how many did in the last two hours. */
export function ViewersPanel({ event: { eventId } }: EventPanelProps): JSX.Element {
  const text = useText();
  const [read, setRead] = useState<Viewers | null>(null);
  useEffect(() => {
    const look = (): void => {
      // Told by the page as a whole.
      ask<Viewers>('GET', `${ofEvent(eventId)}/viewers`).then(setRead, () => undefined);
    };
    look();
    const timer = setInterval(look, READ_MS);
    return () => {
      clearInterval(timer);
    };
  }, [eventId]);
  if (read === null || !read.isCounted) {
    return (
      <Panel name="viewers" title={text('who')}>
        <p class="muted">{read && text('who.notCounted')}</p>
      </Panel>
    );
  }
  const { viewers, kinds, here } = read;
  const sumOf = (by: 'transport' | 'viewer'): [string, number][] => {
    const sums = new Map<string, number>();
    for (const kind of kinds) sums.set(kind[by], (sums.get(kind[by]) ?? 0) + kind.count);
    return [...sums].sort(([, a], [, b]) => b - a);
  };
  const refused = Object.values(here.refused).reduce((sum, one) => sum + one, here.busy);
  return (
    <Panel name="viewers" title={text('who')}>
      <p>
        <strong>{text('who.now', { n: viewers })}</strong>
      </p>
      {viewers > 0 && (
        <>
          <p>
            {sumOf('viewer')
              .map(([name, n]) => text(`viewer.${name}` as ControlKey, { n }))
              .join(' · ')}
          </p>
          <p class="muted">
            {sumOf('transport')
              .map(([name, n]) => text(`transport.${name}` as ControlKey, { n }))
              .join(' · ')}
          </p>
        </>
      )}
      <Plot {...read} />
      <p class="muted">{text('who.here', { slow: here.slow, refused })}</p>
    </Panel>
  );
}

/** How many watched, minute by minute; minutes that nothing was counted in had nobody. */
function Plot({ now, history }: Viewers): JSX.Element {
  const text = useText();
  const last = Math.floor(Date.parse(now) / MINUTE_MS);
  const counts = new Map(history.map(({ at, viewers }) => [Math.floor(Date.parse(at) / MINUTE_MS), viewers]));
  const values = Array.from({ length: MINUTES }, (_, at) => counts.get(last - MINUTES + 1 + at) ?? 0);
  const most = Math.max(1, ...values);
  const step = PLOT.width / MINUTES;
  return (
    <figure class="control-plot">
      <svg
        viewBox={`0 0 ${PLOT.width} ${PLOT.height}`}
        role="img"
        aria-label={text('who.plot', { most: Math.max(...values) })}
        preserveAspectRatio="none"
      >
        {values.map((value, at) => (
          <rect
            key={at}
            x={at * step}
            y={PLOT.height * (1 - value / most)}
            width={step * 0.9}
            height={(PLOT.height * value) / most}
          />
        ))}
      </svg>
      <figcaption class="muted">{text('who.plot', { most: Math.max(...values) })}</figcaption>
    </figure>
  );
}
