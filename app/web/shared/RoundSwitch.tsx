import type { JSX, RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLanguage } from './language';
import { prefersStillness } from './motion';

interface RoundSwitchProps {
  /** What holds the rounds side by side, and scrolls where they do not fit. */
  columns: RefObject<HTMLDivElement | null>;
  titles: readonly string[];
}

/** Of a round at least this share is to be seen to count as seen; the next one peeps in on a phone. */
const SEEN_SHARE = 0.6;

/** Which of the rounds are in sight, by their places. */
function roundsInSight(holder: HTMLElement): number[] {
  const { left, right } = holder.getBoundingClientRect();
  return [...holder.children].flatMap((round, at) => {
    const box = round.getBoundingClientRect();
    const shown = Math.min(box.right, right) - Math.max(box.left, left);
    return shown >= box.width * SEEN_SHARE ? [at] : [];
  });
}

/**
 * The rounds of a bracket by name, where the screen has no room for all of them: says that there are more and which are in sight,
 * and brings each there.
 */
export function RoundSwitch({ columns, titles }: RoundSwitchProps): JSX.Element | null {
  const { t } = useLanguage();
  const [seen, setSeen] = useState('0');
  const [isNarrow, setNarrow] = useState(false);

  useEffect(() => {
    const holder = columns.current;
    if (holder === null) return;
    const look = (): void => {
      setNarrow(holder.scrollWidth > holder.clientWidth + 1);
      // As text: while it stays the same, nothing is drawn anew.
      setSeen(roundsInSight(holder).join());
    };
    const observer = new ResizeObserver(look);
    observer.observe(holder);
    holder.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      holder.removeEventListener('scroll', look);
    };
  }, [columns, titles.length]);

  if (!isNarrow) return null;
  return (
    <div class="round-switch" role="group" aria-label={t('rounds')}>
      {titles.map((title, at) => (
        <button
          key={at}
          type="button"
          aria-pressed={seen.split(',').includes(String(at))}
          onClick={() => {
            const holder = columns.current;
            const round = holder?.children[at];
            if (!holder || !round) return;
            const gap =
              round.getBoundingClientRect().left - (holder.children[0]?.getBoundingClientRect().left ?? 0);
            holder.scrollTo({ left: gap, behavior: prefersStillness() ? 'instant' : 'smooth' });
          }}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
