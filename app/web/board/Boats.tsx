import type { JSX } from 'preact';
import type { PublicOnCourseEntry, PublicRace, PublicResult } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { useTicking } from '../shared/clock';
import { penaltySeconds, runningSeconds, seconds } from '../shared/format';
import { Gates } from '../shared/Gates';
import { useLanguage } from '../shared/language';
import type { LiveFeed } from '../shared/live';
import { outlookOf, outlookText } from '../shared/outlook';
import { membersText } from '../shared/rows';
import { penaltySize } from './penaltySize';

interface RunningProps {
  feed: LiveFeed;
  entry: PublicOnCourseEntry;
  race: PublicRace;
  rows: readonly PublicResult[];
}

/** A boat on the course: the clock, the penalties, and what can still be reached. */
export function Running({ feed, entry, race, rows }: RunningProps): JSX.Element {
  const speech = useLanguage();
  const { bib, name, club, gates, pen, completed, time } = entry;
  const members = rows.find((row) => row.bib === bib)?.members;
  const running = (): number | null => (completed ? time : feed.runningTime(entry));
  const clock = useTicking(() => {
    const now = running();
    if (now === null) return '';
    return completed ? seconds(now) : runningSeconds(now);
  });
  const outlook = useTicking(() => {
    const said = outlookOf(race.raceType, entry, rows, running());
    // The clock shows this run: place and gap of the other one come with the result.
    if (said?.kind === 'finished' && said.isFirstRun) return speech.t('outlook.firstCounts');
    return outlookText(said, speech);
  });
  return (
    <div class="boat" data-bib={bib}>
      <span class="bib">{bib}</span>
      <span class="who">
        <AthleteName name={name ?? bib} isTeam={race.raceType === 'team-run'} />
        <span class="club">{members === undefined ? club : membersText(members)}</span>
      </span>
      <span class="figures">
        <span class="pen" data-pen={penaltySize(pen)}>
          {pen === null || pen === 0 ? '' : `+${penaltySeconds(pen)}`}
        </span>
        <span class="clock" ref={clock} role="timer" aria-live="off" />
        <span class="outlook" ref={outlook} aria-live="off" />
      </span>
      {gates.length > 0 && <Gates gates={gates} size="small" marksLatest />}
    </div>
  );
}

interface HeatProps {
  feed: LiveFeed;
  entries: readonly PublicOnCourseEntry[];
  heatNr: number | null;
}

/** A heat of kayak cross: they start together, so one clock is for all of them. */
export function Heat({ feed, entries, heatNr }: HeatProps): JSX.Element {
  const { t } = useLanguage();
  const clock = useTicking(() => {
    const times = entries.flatMap((entry) => (entry.completed ? [] : (feed.runningTime(entry) ?? [])));
    return times.length === 0 ? '' : runningSeconds(Math.max(...times));
  });
  return (
    <div class="heat">
      <p class="heat-head">
        <span class="label">{heatNr === null ? t('onCourse') : t('heat', { n: heatNr })}</span>
        <span class="clock" ref={clock} role="timer" aria-live="off" />
      </p>
      <ul class="heat-boats">
        {entries.map(({ bib, name }) => (
          <li key={bib} data-bib={bib}>
            <span class="bib">{bib}</span>
            <span class="who">
              <AthleteName name={name ?? bib} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
