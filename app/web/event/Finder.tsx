import type { ComponentChildren, JSX } from 'preact';
import type { PublicCategory } from '../../../lib/domain/views';
import { useLanguage } from '../shared/language';
import type { Wanted } from './finding';

interface FinderProps {
  wanted: Wanted;
  onChange: (wanted: Wanted) => void;
  /** Those that somebody in the list belongs to. */
  categories: readonly PublicCategory[];
  /** More tools, at the end. */
  children: ComponentChildren;
}

/** What of a list is shown: a category, favourites. */
export function Finder({ wanted, onChange, categories, children }: FinderProps): JSX.Element {
  const { t } = useLanguage();
  const { catId, onlyFavourites } = wanted;
  return (
    <div class="finder" role="group" aria-label={t('view')}>
      <button
        type="button"
        class="button"
        aria-pressed={onlyFavourites}
        aria-label={t('onlyFavourites')}
        onClick={() => {
          onChange({ ...wanted, onlyFavourites: !onlyFavourites });
        }}
      >
        <span aria-hidden="true">{onlyFavourites ? '★' : '☆'}</span>{' '}
        <span class="finder-word">{t('favourites')}</span>
      </button>
      {categories.length > 1 && (
        <label class="finder-category">
          <span class="visually-hidden">{t('category')}</span>
          <select
            value={catId ?? ''}
            onChange={({ currentTarget }) => {
              onChange({ ...wanted, catId: currentTarget.value === '' ? null : currentTarget.value });
            }}
          >
            <option value="">{t('allCategories')}</option>
            {categories.map((category) => (
              <option key={category.catId} value={category.catId}>
                {category.name ?? category.catId}
              </option>
            ))}
          </select>
        </label>
      )}
      {children}
    </div>
  );
}
