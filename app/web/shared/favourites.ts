/**
 * Athletes whom somebody marked on this device. They are known by their ICF id, without one by their name, so that a
 * favourite of one event is one of the next, too.
 */
import { useEffect, useState } from 'preact/hooks';
import { remember, remembered } from './storage';

const NAME = 'favourites';

function read(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(remembered(NAME) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []);
  } catch {
    return new Set();
  }
}

/** The favourites, and how to mark one or take the mark away. Other tabs of the browser follow. */
export function useFavourites(): [favourites: ReadonlySet<string>, toggle: (key: string) => void] {
  const [favourites, setFavourites] = useState(read);
  const [toggle] = useState(() => (key: string): void => {
    const next = new Set(read());
    if (!next.delete(key)) next.add(key);
    remember(NAME, JSON.stringify([...next]));
    setFavourites(next);
  });
  useEffect(() => {
    const follow = (): void => {
      setFavourites(read());
    };
    addEventListener('storage', follow);
    return () => {
      removeEventListener('storage', follow);
    };
  }, []);
  return [favourites, toggle];
}
