import type { JSX } from 'preact';
import type { PublicGate, PublicOnCourseEntry, PublicRace, PublicResult } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { useTicking } from '../shared/clock';
import { penaltySeconds, runningSeconds, seconds } from '../shared/format';
import { Gates } from '../shared/Gates';
import { useLanguage } from '../shared/language';
import type { LiveFeed } from '../shared/live';
import { outlookLine, outlookOf } from '../shared/outlook';
import { Facts } from './Facts';
import { NeedsLine } from './NeedsLine';
import { needsOf } from './needs';
import { thirdsOf } from './thirds';

interface SpeakerCourseProps {
  feed: LiveFeed;
  entries: readonly PublicOnCourseEntry[];
  rows: readonly PublicResult[];
  races: readonly PublicRace[];
}

/** Everybody on the course with the clock, the gates, penalties by thirds of the course, and what it takes. */
export function SpeakerCourse({ feed, entries, rows, races }: SpeakerCourseProps): JSX.Element {
  const { t } = useLanguage();
  return (
    // What may scroll is a stop for the Tab key: without a mouse nothing else moves it.
    <section class="panel panel-course" tabIndex={0} aria-labelledby="course-title">
      <h2 id="course-title">{t('onCourse')}</h2>
      {entries.length === 0 && <p class="quiet">{t('speaker.nobody')}</p>}
      {entries.map((entry) => (
        <Boat
          key={entry.bib}
          {...{ feed, entry, rows }}
          race={races.find(({ raceId }) => raceId === entry.raceId)}
        />
      ))}
    </section>
  );
}

interface BoatProps {
  feed: LiveFeed;
  entry: PublicOnCourseEntry;
  race: PublicRace | undefined;
  rows: readonly PublicResult[];
}

function Boat({ feed, entry, race, rows }: BoatProps): JSX.Element {
  const speech = useLanguage();
  const { bib, name, club, gates, pen, completed, time } = entry;
  const isCross = rows.some(({ heatNr }) => heatNr !== undefined);
  const needs = needsOf(rows, bib);
  const row = rows.find((one) => one.bib === bib);
  const isTeam = row?.members !== undefined;
  const running = (): number | null => (completed ? time : feed.runningTime(entry));
  const clock = useTicking(() => {
    const now = running();
    if (now === null) return '–';
    return completed ? seconds(now) : runningSeconds(now);
  });
  const standing = useTicking(() =>
    race === undefined ? '' : outlookLine(outlookOf(race.raceType, entry, rows, running()), speech),
  );
  return (
    <article class="boat" data-bib={bib} data-completed={completed}>
      <span class="bib">{bib}</span>
      <div class="who">
        <AthleteName name={name ?? bib} isTeam={isTeam} />
        {row === undefined ? (
          <span class="club">{club}</span>
        ) : (
          <Facts {...{ feed, row }} athlete={row} classId={race?.classId ?? ''} />
        )}
      </div>
      <div class="figures">
        <span class="clock" ref={clock} role="timer" aria-live="off" />
        {pen !== null && pen > 0 && <span class="pen">+{penaltySeconds(pen)}</span>}
        <span class="standing" ref={standing} />
      </div>
      <Gates gates={gates} size="small" isTeam={isTeam} marksLatest={!completed} />
      <Thirds gates={gates} />
      {!isCross && !completed && <NeedsLine needs={needs} pen={pen ?? 0} running={running} />}
    </article>
  );
}

/** What each third of the course cost so far. */
function Thirds({ gates }: { gates: readonly PublicGate[] }): JSX.Element | null {
  const { t } = useLanguage();
  if (gates.length === 0) return null;
  return (
    <dl class="thirds" aria-label={t('speaker.splits')}>
      {thirdsOf(gates).map(({ from, to, penalty, isJudged }) => (
        <div key={from}>
          <dt>{t('speaker.gates', { from, to })}</dt>
          <dd data-pen={penalty >= 50 ? '50' : penalty > 0 ? '2' : '0'}>{isJudged ? penalty : '–'}</dd>
        </div>
      ))}
    </dl>
  );
}
