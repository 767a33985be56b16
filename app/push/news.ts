/** What a change of an event means to who follows some of its athletes. */
import type { PublicOnCourseEntry, PublicRace, PublicResult } from '../../lib/domain/views';
import { textOf, type Language, type TextKey } from '../pages/language';
import { ordinalOf } from '../web/shared/ordinal';
import { seconds } from '../web/shared/format';
import { countedTotal, isFavourite, runsOf, spokenName, type Run } from '../web/shared/rows';
import { statusTitle } from '../web/shared/statusTitle';

/** Something to be told, by what it is about; told again only where its text is another one. */
export interface News {
  /** As `run K1M_BR1_6 12 first`. */
  about: string;
  /** Changes with what there is to say. */
  state: string;
  /** Whom it is about; null for the event. */
  athlete: PublicResult | null;
  /** In the language of who is told; `before` is the state that was told. */
  text: (language: Language, before: string | undefined) => string;
}

/** More than this at once of whom one device follows was imported, not raced. */
export const MOST_AT_ONCE = 10;

const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

/** The runs of a row that are over. */
export function newsOfRow(race: PublicRace, row: PublicResult): News[] {
  if (row.heatNr !== undefined) {
    if (row.rnk === null && row.status === null) return [];
    const about = `heat ${race.raceId} ${row.bib}`;
    return [
      {
        ...{ about, athlete: row, state: `${row.rnk ?? ''} ${row.status ?? ''}` },
        text: (language) =>
          row.status === null
            ? fill(textOf(language, 'notice.place'), {
                name: spokenName(row.name),
                rank: ordinalOf(language, row.rnk ?? 0),
              })
            : statusText(row, row.status, language),
      },
    ];
  }
  const { first, second } = runsOf(row);
  const runs: [string, Run | null][] = [
    ['first', first],
    ['second', second],
  ];
  return runs.flatMap(([name, run]): News[] => {
    if (run === null) return [];
    // Both races of a pair have this row.
    return [
      {
        about: `run ${race.classId} ${race.raceType.startsWith('best-run') ? 'best-run' : race.raceId} ${row.bib} ${name}`,
        athlete: row,
        state: `${run.total ?? ''} ${run.status ?? ''}`,
        text: (language, before) => runText(row, run, language, before),
      },
    ];
  });
}

function runText(row: PublicResult, run: Run, language: Language, before: string | undefined): string {
  if (run.status !== null) return statusText(row, run.status, language);
  const values = {
    name: spokenName(row.name, row.members !== undefined),
    total: seconds(run.total ?? countedTotal(row)),
    rank: row.rnk === null ? '' : ordinalOf(language, row.rnk),
  };
  const text = fill(textOf(language, row.rnk === null ? 'notice.finishNoRank' : 'notice.finish'), values);
  return before === undefined ? text : `${textOf(language, 'push.changed')}: ${text}`;
}

function statusText(row: PublicResult, status: string, language: Language): string {
  return fill(textOf(language, 'notice.status'), {
    name: spokenName(row.name, row.members !== undefined),
    status: statusTitle(status, (key: TextKey) => textOf(language, key)),
  });
}

/** Somebody on the course has started; `row` is theirs in the list of the race. */
export const newsOfStart = ({ raceId, bib, dtStart }: PublicOnCourseEntry, row: PublicResult): News => ({
  about: `start ${raceId} ${bib}`,
  athlete: row,
  // To the minute: a start that is put right by parts of a second is not another one.
  state: (dtStart ?? '').slice(0, 'YYYY-MM-DDTHH:MM'.length),
  text: (language) =>
    fill(textOf(language, 'notice.start'), { name: spokenName(row.name, row.members !== undefined) }),
});

/** The results are official. */
export const OFFICIAL: News = {
  ...{ about: 'event', state: 'official', athlete: null },
  text: (language) => textOf(language, 'status.official'),
};

/** What of the news a device is told: of its favourites, what it was not told yet. */
export const newsFor = (
  favourites: ReadonlySet<string>,
  told: Readonly<Record<string, string>>,
  all: readonly News[],
): News[] =>
  all.filter(
    ({ about, state, athlete }) =>
      told[about] !== state && (athlete === null || isFavourite(favourites, athlete)),
  );
