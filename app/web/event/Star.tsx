import type { JSX } from 'preact';
import { useLanguage } from '../shared/language';

interface StarProps {
  /** As it is said. */
  name: string;
  isOn: boolean;
  onToggle: () => void;
}

/** Marks a favourite; the name in the label says whose star it is. */
export function Star({ name, isOn, onToggle }: StarProps): JSX.Element {
  const { t } = useLanguage();
  return (
    <button
      type="button"
      class="star"
      aria-pressed={isOn}
      aria-label={t(isOn ? 'removeFavourite' : 'addFavourite', { name })}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <span aria-hidden="true">{isOn ? '★' : '☆'}</span>
    </button>
  );
}
