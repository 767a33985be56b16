import type { JSX } from 'preact';
import type { PublicOnCourseEntry, PublicResult } from '../../../lib/domain/views';
import { useNow } from '../shared/clock';
import { useFavourites } from '../shared/favourites';
import { runningSeconds, seconds } from '../shared/format';
import { useLanguage, type Speech } from '../shared/language';
import type { LiveFeed } from '../shared/live';
import { outlookOf } from '../shared/outlook';
import { spokenName } from '../shared/rows';
import type { Told } from './happenings';
import { prioritiesOf, type Priority } from './priorities';
import { sentence } from './sentence';

/** At once; more is none. */
const MOST = 3;
const EVERY_MS = 1_000;

interface PriorityLineProps {
  feed: LiveFeed;
  told: readonly Told[];
  entries: readonly PublicOnCourseEntry[];
  rows: readonly PublicResult[];
}

/** What is not to be missed now, in a line of its own that is always there: nothing moves when something comes. */
export function PriorityLine({ feed, told, entries, rows }: PriorityLineProps): JSX.Element {
  const speech = useLanguage();
  const [favourites] = useFavourites();
  useNow(EVERY_MS);
  const found = prioritiesOf({
    ...{ told, entries, rows, favourites, now: feed.serverNow() },
    outlookOf: (entry) => {
      const race = feed.state.races.find(({ raceId }) => raceId === entry.raceId);
      return race === undefined ? null : outlookOf(race.raceType, entry, rows, feed.runningTime(entry));
    },
  });
  const isTeam = rows.some(({ members }) => members !== undefined);
  const texts = new Map(found.map((one) => [textOf(one, isTeam, speech), one.kind]));
  return (
    <section class="priorities" aria-label={speech.t('speaker.priorities')}>
      {texts.size === 0 && <p class="quiet">{speech.t('speaker.noPriorities')}</p>}
      {[...texts].slice(0, MOST).map(([text, kind]) => (
        <p key={text} data-kind={kind}>
          {text}
        </p>
      ))}
    </section>
  );

  function textOf(one: Priority, isOfTeams: boolean, { t, ordinal }: Speech): string {
    if (one.kind === 'lead') return sentence(one.told.happened, feed.state, { t, ordinal });
    const name = spokenName(one.name, isOfTeams);
    switch (one.kind) {
      case 'attack':
        return t('priority.attack', { name, left: runningSeconds(one.left) });
      case 'close':
        return t(one.place === 1 ? 'priority.closeLead' : 'priority.closePodium', {
          name,
          behind: seconds(one.behind),
        });
      case 'ranked':
        return t('priority.ranked', { name, rank: ordinal(one.rank) });
      case 'favourite':
        return t('priority.favourite', { name });
    }
  }
}
