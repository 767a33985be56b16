import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  CategoryRecord,
  ClassRecord,
  CourseRecord,
  EventDetails,
  ParticipantRecord,
  RaceRecord,
  ResultRecord,
} from '../domain/records';
import { oddGateCell } from '../domain/gates';
import { isTeamRun } from '../domain/raceType';
import { Columns, UnusableId, Warnings } from './columns';
import { settleNames } from './crewNames';
import { quoteValue } from './ExportError';
import type { ParsedExport, SkippedRow } from './parseExport';
import type { RawRow } from './RawRows';
import {
  categoryRecord,
  classRecord,
  eventDetails,
  NO_DETAILS,
  participantRecord,
  raceRecord,
  resultRecord,
} from './rowRecords';
import { decideTimeMode, toHundredths } from './timeMode';
import { KEY_SEPARATOR, UniqueRows } from './UniqueRows';

/** Canoe123's placeholder for a schedule row without class. */
const UNASSIGNED = '<unassigned>';
/** Kayak-cross heats: their Time is a finish order. The time trial, XT, is a run like any other. */
const CROSS_HEATS = new Set(['X4', 'XS', 'XF', 'XER']);
/** About 2 ms of conversion. */
const ROWS_A_TURN = 5000;

/** Collects the rows of an export, in any order, and settles at the end what needs all of them. */
export class RaceDayBuilder {
  private readonly warnings = new Warnings();
  private readonly skipped: SkippedRow[] = [];
  private details: EventDetails | null = null;
  private readonly classes = new UniqueRows<ClassRecord>('Classes', this.skipped);
  private readonly participants = new UniqueRows<ParticipantRecord>('Participants', this.skipped);
  private readonly races = new UniqueRows<RaceRecord>('Schedule', this.skipped);
  private readonly results = new UniqueRows<ResultRecord>('Results', this.skipped);
  private readonly courses = new UniqueRows<CourseRecord>('CourseData', this.skipped);
  private readonly notRaces = new Set<string>();

  add(row: RawRow): void {
    this.unlessUnusable(row, (columns) => {
      this.addRow(columns);
    });
  }

  /** Leaves a row without a usable id out and tells of it: it must not cost the others. */
  private unlessUnusable(row: RawRow, add: (columns: Columns) => void): void {
    try {
      add(new Columns(row, this.warnings));
    } catch (error) {
      if (!(error instanceof UnusableId)) throw error;
      this.skipped.push({ section: row.section, line: row.line, id: '', reason: error.message });
    }
  }

  private addRow(columns: Columns): void {
    const { row } = columns;
    switch (row.section) {
      case 'Events':
        this.addDetails(eventDetails(columns));
        return;
      case 'Classes':
        this.addClass(columns);
        return;
      case 'Participants': {
        const participant = participantRecord(columns);
        this.participants.add(participant.participantId, participant, row.line);
        return;
      }
      case 'Schedule':
        this.addRace(columns);
        return;
      case 'Results': {
        const result = resultRecord(columns);
        this.results.add(result.raceId + KEY_SEPARATOR + result.participantId, result, row.line);
        return;
      }
      case 'CourseData':
        this.addCourse(columns);
        return;
      case 'Categories': // comes inside its class
        return;
    }
  }

  /** Settles references and units. */
  async finish(): Promise<ParsedExport> {
    this.participants.refuse(({ classId }) => this.classProblem(classId));
    this.races.refuse(({ classId }) => this.classProblem(classId));
    await nextTurn();
    this.results.refuse((result) => this.resultProblem(result));
    await nextTurn();
    const results = this.results.list();
    await this.settleResults(results);
    const participants = this.participants.list();
    for (const participant of participants) settleNames(participant, this.classes.get(participant.classId));
    if (participants.length === 0) this.warnings.add('export has no participants');
    return {
      details: this.details ?? NO_DETAILS,
      day: {
        classes: this.classes.list(),
        participants,
        races: this.races.list(),
        courses: this.courses.list(),
        results,
      },
      skipped: this.skipped,
      warnings: this.warnings.list(),
    };
  }

  /** Of several rows the first that says something counts. */
  private addDetails(details: EventDetails): void {
    this.details ??= details;
    for (const key of Object.keys(details) as (keyof EventDetails)[]) this.details[key] ??= details[key];
  }

  private addClass(columns: Columns): void {
    const { line, categories } = columns.row;
    const record = classRecord(columns);
    const unique = new UniqueRows<CategoryRecord>('Categories', this.skipped);
    for (const row of categories) {
      this.unlessUnusable(row, (its) => {
        const category = categoryRecord(its);
        unique.add(record.classId + KEY_SEPARATOR + category.catId, category, row.line);
      });
    }
    record.categories = unique.list();
    this.classes.add(record.classId, record, line);
  }

  private addRace(columns: Columns): void {
    const race = raceRecord(columns);
    if (race.classId === '' || race.classId === UNASSIGNED || race.raceId === UNASSIGNED) {
      this.notRaces.add(race.raceId);
    } else {
      this.races.add(race.raceId, race, columns.row.line);
    }
  }

  private addCourse(columns: Columns): void {
    const id = columns.id('CourseNr');
    const courseNr = columns.integer('CourseNr');
    if (courseNr === null) this.courses.skip(columns.row.line, id, 'CourseNr is not a number');
    else {
      const courseConfig = columns.text('CourseConfig') ?? '';
      this.courses.add(String(courseNr), { courseNr, courseConfig }, columns.row.line);
    }
  }

  private classProblem(classId: string): string | null {
    if (this.classes.has(classId)) return null;
    return classId === '' ? 'no ClassId' : `unknown class ${quoteValue(classId)}`;
  }

  private resultProblem({ raceId, participantId }: ResultRecord): string | null {
    if (!this.races.has(raceId)) {
      const race = quoteValue(raceId);
      return this.notRaces.has(raceId) ? `${race} is not a race: it has no class` : `unknown race ${race}`;
    }
    return this.participants.has(participantId) ? null : `unknown participant ${quoteValue(participantId)}`;
  }

  private async settleResults(results: ResultRecord[]): Promise<void> {
    const { mode, warning } = decideTimeMode(
      results,
      ({ raceId }) => !CROSS_HEATS.has(this.races.get(raceId)?.disId ?? ''),
    );
    if (warning !== null) this.warnings.add(warning);
    for (const [index, result] of results.entries()) {
      if (index % ROWS_A_TURN === 0) await nextTurn();
      toHundredths(result, mode);
      if (result.prev !== null) toHundredths(result.prev, mode);
      if (result.bib === '') result.bib = this.participants.get(result.participantId)?.eventBib ?? '';
      this.checkGates(result);
    }
  }

  /** A gate's value that can't be a penalty is shown as not judged; here someone is told. */
  private checkGates({ raceId, participantId, gates }: ResultRecord): void {
    const participant = this.participants.get(participantId);
    if (gates === null || participant === undefined) return;
    const isTeam = isTeamRun(this.races.get(raceId) ?? null, participant);
    const odd = oddGateCell(gates, isTeam);
    if (odd === null) return;
    const line = this.results.lineOf(raceId + KEY_SEPARATOR + participantId);
    const right = isTeam ? 'a whole number' : '0, 2 or 50';
    this.warnings.add(
      `line ${line}, <Results>: <Gates> ${quoteValue(odd.text)} at gate ${odd.gate} is not ${right}`,
    );
  }
}
