import type { JSX } from 'preact';
import type { PublicRace, PublicResult } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { useLanguage } from '../shared/language';
import type { LiveFeed } from '../shared/live';
import { raceName } from '../shared/raceName';
import { membersText } from '../shared/rows';
import { Heat, Running } from './Boats';
import { Finisher } from './Finisher';
import type { Course } from './scene';
import { startText } from './startText';

interface BoardCourseProps {
  feed: LiveFeed;
  course: Course;
  race: PublicRace;
  rows: readonly PublicResult[];
  /** At most this many boats; a heat is shown whole. */
  most: number;
}

/** The running boats; for some seconds who has just finished; and who or what comes next while nobody is there. */
export function BoardCourse({ feed, course, race, rows, most }: BoardCourseProps): JSX.Element {
  const { t, language } = useLanguage();
  switch (course.kind) {
    case 'finisher':
      return (
        <div class="board-course" role="status">
          <Finisher row={course.row} />
        </div>
      );
    case 'heat':
      return (
        <div class="board-course" role="group" aria-label={t('onCourse')}>
          <Heat feed={feed} entries={course.entries} heatNr={course.heatNr} />
        </div>
      );
    case 'boats':
      return (
        <div class="board-course" role="group" aria-label={t('onCourse')}>
          {course.entries.slice(0, most).map((entry) => (
            <Running
              key={`${entry.raceId} ${entry.bib}`}
              race={feed.state.races.find(({ raceId }) => raceId === entry.raceId) ?? race}
              {...{ feed, entry, rows }}
            />
          ))}
        </div>
      );
    case 'next-start': {
      const { bib, name, club, members } = course.start;
      return (
        <div class="board-course">
          <div class="boat boat-next">
            <span class="label">{t('board.next')}</span>
            <span class="bib">{bib}</span>
            <span class="who">
              <AthleteName name={name} isTeam={members !== undefined} />
              <span class="club">{members === undefined ? club : membersText(members)}</span>
            </span>
          </div>
        </div>
      );
    }
    case 'next-race':
      return (
        <div class="board-course">
          <div class="boat boat-next next-race">
            <span class="label">{t('board.nextRace')}</span>
            <span class="who">
              <b>{raceName(feed.state, course.race.raceId, t)}</b>
            </span>
            <span class="figures">{startText(course.race.startTime, feed.serverNow(), language)}</span>
          </div>
        </div>
      );
  }
}
