import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLanguage } from './language';
import type { Replay } from './replayFeed';

const SPEEDS = [1, 2, 4, 10, 30];

/** Says that what one sees was before, and when; plays, holds, goes to another moment, or back to what is now. */
export function ReplayBar({ replay }: { replay: Replay }): JSX.Element {
  const { t } = useLanguage();
  const [, setDrawn] = useState(0);
  useEffect(
    () =>
      replay.onTick(() => {
        setDrawn((drawn) => drawn + 1);
      }),
    [replay],
  );
  const { fromMs, toMs, atMs, speed, isPlaying } = replay;
  const now = new URL(location.href);
  for (const name of ['replay', 'speed']) now.searchParams.delete(name);
  const clock = new Date(atMs).toISOString().slice(11, 19);
  return (
    <section class="replay-bar" aria-label={t('replay')}>
      <b>{t('replay')}</b>
      <button
        type="button"
        class="button"
        aria-label={t(isPlaying ? 'replay.pause' : 'replay.play')}
        onClick={() => {
          replay.play(!isPlaying);
        }}
      >
        {isPlaying ? '❚❚' : '▶'}
      </button>
      <input
        type="range"
        aria-label={t('replay.moment')}
        aria-valuetext={clock}
        min={fromMs}
        max={toMs}
        step={1_000}
        value={atMs}
        onInput={({ currentTarget }) => {
          replay.seek(Number(currentTarget.value));
        }}
      />
      <time>{clock}</time>
      <select
        aria-label={t('replay.speed')}
        value={String(speed)}
        onChange={({ currentTarget }) => {
          replay.setSpeed(Number(currentTarget.value));
        }}
      >
        {[...new Set([...SPEEDS, speed])]
          .sort((a, b) => a - b)
          .map((one) => (
            <option key={one} value={String(one)}>
              ×{one}
            </option>
          ))}
      </select>
      <a href={now.pathname + now.search}>{t('replay.leave')}</a>
    </section>
  );
}
