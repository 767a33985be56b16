import type { Browser, Locator, Page } from 'playwright-core';
import { exportXml } from '../../lib/simulator/exportXml';
import { middleOfDay1 } from '../../lib/simulator/clock';
import type { RaceDayPlan } from '../../lib/simulator/plan';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import type { PublicResult } from '../../lib/domain/views';
import { EventApi } from './api';
import { Visitor, type VisitOptions } from './browser';

/** A race day of the simulator on a server, in the middle of its first day: the second K1M run is on. */
export class RacePage {
  private constructor(
    readonly plan: RaceDayPlan,
    readonly event: EventApi,
    /** The race that is running. */
    readonly raceId: string,
  ) {}

  static async create(url: string, eventId: string, options: { athletes?: number } = {}): Promise<RacePage> {
    const plan = simulateRaceDay({ seed: 3, athletes: options.athletes ?? 60 });
    const event = await EventApi.withExport(url, exportXml(plan, middleOfDay1(plan)), 'running', eventId);
    const { races } = (await event.get()).body as { races: { raceId: string; raceStatus: number }[] };
    return new RacePage(plan, event, races.find(({ raceStatus }) => raceStatus === 3)?.raceId ?? '');
  }

  /** The same day when all of it is over. */
  static async over(url: string, eventId: string): Promise<RacePage> {
    const plan = simulateRaceDay({ seed: 3, athletes: 60 });
    const end = Math.max(...plan.races.map(({ endAtMs }) => endAtMs)) + 3_600_000;
    const event = await EventApi.withExport(url, exportXml(plan, end), 'finished', eventId);
    return new RacePage(plan, event, plan.races[0]?.raceId ?? '');
  }

  address(query = ''): string {
    return `${this.event.url}/events/${this.event.eventId}${query}`;
  }

  /** Opens the spectator's page and waits until it shows its race. */
  async visit(
    browser: Browser,
    query = '',
    options: VisitOptions & { ignored?: RegExp } = {},
  ): Promise<Visitor> {
    const visitor = await Visitor.open(browser, this.address(query), options);
    await visitor.page.locator('.race-panel').waitFor();
    return visitor;
  }

  async results(raceId = this.raceId, query = ''): Promise<PublicResult[]> {
    return (await this.event.get(`results/${raceId}${query}`)).body.results as PublicResult[];
  }

  /** Those who have yet to start their second run in the running race. */
  async waiting(): Promise<PublicResult[]> {
    return (await this.results()).filter(
      ({ betterRunNr, prevTotal, currStatus }) =>
        betterRunNr !== 2 && prevTotal === null && currStatus === null,
    );
  }

  /** One of them, who is not in the lead. */
  async nextUp(): Promise<PublicResult> {
    const rows = await this.waiting();
    return rows.find(({ rnk }) => rnk !== 1) ?? never('everybody has started');
  }

  /** A run of the running race ends; hundredths. */
  async finish(bib: string, run: { time?: number; pen?: number; status?: string }): Promise<void> {
    const { time = null, pen = 0, status = null } = run;
    const total = time === null ? null : time + pen;
    const row = { raceId: this.raceId, bib, participantId: null, time, pen, total, status, rnk: null };
    const answer = await this.event.pushResults([row]);
    if (answer.body.updated !== 1)
      throw new Error(`the result was not taken: ${JSON.stringify(answer.body)}`);
  }

  /** Somebody is on the course; `entry` on top of a boat that has just started. */
  onCourse(bib: string, entry: object = {}): object {
    const run = this.plan.races
      .find(({ raceId }) => raceId === this.raceId)
      ?.runs.find((one) => one.bib === bib);
    const athlete = this.plan.participants.find(({ participantId }) => participantId === run?.participantId);
    return {
      participantId: run?.participantId ?? null,
      raceId: this.raceId,
      bib,
      name: `${athlete?.familyName ?? ''} ${athlete?.givenName ?? ''}`,
      club: athlete?.club ?? null,
      position: 1,
      gates: [],
      dtStart: '2026-06-06T14:00:00.000Z',
      dtFinish: null,
      time: 0,
      pen: 0,
      total: 0,
      rank: null,
      ttbDiff: null,
      ttbName: null,
      ...entry,
    };
  }
}

/** A row of the list that is shown. */
export const rowOf = (page: Page, bib: string): Locator =>
  page.locator(`table.results tr[data-bib="${bib}"]`);

/** The bibs of the list that is shown, from the top. */
export const bibsOf = (page: Page): Promise<string[]> =>
  page.locator('table.results tbody td.bib').allTextContents();

export function never(sentence: string): never {
  throw new Error(sentence);
}
