import type { JSX } from 'preact';
import { isOver, isToCome, type RaceState } from '../../../lib/domain/raceState';
import type { PublicRace } from '../../../lib/domain/views';
import { useNow } from '../shared/clock';
import { dayName, dayOf, timeOfDay } from '../shared/format';
import { useLanguage } from '../shared/language';
import { useLive, type LiveFeed } from '../shared/live';
import { isOverall } from '../shared/races';
import { raceName } from '../shared/raceName';
import { hasRun } from '../shared/rows';
import { CHIP_STATUSES } from '../shared/RaceTitle';
import type { PageProps } from '../shared/start';
import { SubPage } from '../shared/SubPage';
import { useRaceStates } from '../shared/useRaceStates';
import { useReopened } from '../shared/useReopened';
import { minutesLate } from './delay';

/** How often a delay that grows with the clock is told anew. */
const COUNT_MS = 10_000;

/** The races of the event day by day: when they begin, in what state they are, how late, how far. */
export function ProgrammePage({ feed }: PageProps): JSX.Element {
  const { t, language } = useLanguage();
  const { state } = useLive(feed);
  useReopened(feed);
  const states = useRaceStates(feed);
  const races = state.races.filter((race) => !isOverall(race));
  const days = [...new Set(races.map(({ startTime }) => dayOf(startTime)))];
  const next = races.find(({ raceId }) => isToCome(states.get(raceId)));
  // What is over is there to be opened.
  const isPast = (day: string | null): boolean =>
    races.every(({ raceId, startTime }) => dayOf(startTime) !== day || isOver(states.get(raceId)));
  return (
    <SubPage
      feed={feed}
      title="programme.title"
      look="programme-page"
      tools={
        <a href={`${feed.prefix}/api/v1/events/${encodeURIComponent(feed.eventId)}/schedule.ics`}>
          {t('ical')}
        </a>
      }
    >
      {races.length === 0 && <p class="empty card">{t('noRaces')}</p>}
      {days.map((day) => (
        <details key={day} class="card programme-day" open={!isPast(day) || days.every(isPast)}>
          <summary>
            <h3>{day === null ? t('nav.noDate') : dayName(day, language, 'long')}</h3>
          </summary>
          <ol>
            {races
              .filter(({ startTime }) => dayOf(startTime) === day)
              .map((race) => (
                <ProgrammeRace
                  key={race.raceId}
                  {...{ feed, race }}
                  state={states.get(race.raceId)}
                  isNext={race === next}
                />
              ))}
          </ol>
        </details>
      ))}
    </SubPage>
  );
}

interface ProgrammeRaceProps {
  feed: LiveFeed;
  race: PublicRace;
  state: RaceState | undefined;
  isNext: boolean;
}

function ProgrammeRace({ feed, race, state = 'scheduled', isNext }: ProgrammeRaceProps): JSX.Element {
  const { t, plural } = useLanguage();
  useNow(COUNT_MS);
  const { state: event } = useLive(feed);
  const { raceId, raceType, courseNr, startTime } = race;
  const starts = event.startlists[raceId] ?? [];
  const rows = new Map((event.results[raceId] ?? []).map((row) => [row.bib, row]));
  const run = raceType === 'best-run-2' ? 'second' : 'first';
  const done = starts.filter(({ bib }) => hasRun(rows.get(bib), run)).length;
  const onCourse = event.oncourse.filter((entry) => entry.raceId === raceId);
  const late = minutesLate({ race, state, starts, onCourse, now: feed.serverNow() });
  const courses = new Set(event.races.map((one) => one.courseNr));
  return (
    <li data-state={state} data-next={isNext}>
      <time dateTime={startTime ?? ''}>{timeOfDay(startTime).slice(0, 5)}</time>
      <a
        href={`${feed.prefix}/events/${encodeURIComponent(feed.eventId)}?race=${encodeURIComponent(raceId)}`}
      >
        {raceName(event, raceId, t)}
      </a>
      <span class="programme-marks">
        <span class="chip" data-status={CHIP_STATUSES[state]}>
          {t(isNext ? 'programme.next' : `race.${state}`)}
        </span>
        {late !== null && <span class="chip programme-late">{t('programme.late', { n: late })}</span>}
      </span>
      <span class="muted programme-facts">
        {[
          courseNr !== null && courses.size > 1 ? t('course', { n: courseNr }) : null,
          starts.length === 0
            ? null
            : isToCome(state)
              ? plural('programme.starters', starts.length)
              : t('programme.done', { done, all: starts.length }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </li>
  );
}
