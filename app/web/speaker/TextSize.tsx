import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLanguage } from '../shared/language';
import { remember, remembered } from '../shared/storage';

/** Percent of the browser's own size. */
const SMALLEST = 70;
const LARGEST = 200;
const STEP = 10;
const USUAL = 100;

const within = (percent: number): number => Math.min(LARGEST, Math.max(SMALLEST, percent));

/** Two buttons, and the keys + − 0, for the size of all text; kept on the device. */
export function TextSize(): JSX.Element {
  const { t } = useLanguage();
  const [percent, setPercent] = useState(() => within(Number(remembered('speaker-text') ?? USUAL) || USUAL));

  useEffect(() => {
    document.documentElement.style.setProperty('--zoom', String(percent / 100));
    remember('speaker-text', String(percent));
  }, [percent]);

  useEffect(() => {
    const onKey = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): void => {
      // With a modifier it is the browser's own zoom.
      if (ctrlKey || metaKey || altKey) return;
      if (key === '+' || key === '=') setPercent((now) => within(now + STEP));
      else if (key === '-') setPercent((now) => within(now - STEP));
      else if (key === '0') setPercent(USUAL);
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, []);

  const button = (label: 'speaker.smaller' | 'speaker.larger', text: string, change: number): JSX.Element => (
    <button
      type="button"
      class="button"
      title={t(label)}
      aria-label={`${text} ${t(label)}`}
      onClick={() => {
        setPercent((now) => within(now + change));
      }}
    >
      {text}
    </button>
  );
  return (
    <div class="text-size" role="group" aria-label={t('speaker.keys')}>
      {button('speaker.smaller', 'A−', -STEP)}
      {button('speaker.larger', 'A+', STEP)}
    </div>
  );
}
