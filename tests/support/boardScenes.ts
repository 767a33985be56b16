import { middleOfDay1 } from '../../lib/simulator/clock';
import { exportXml } from '../../lib/simulator/exportXml';
import { liveEntry, raceTable } from '../../lib/simulator/liveRows';
import type { PlanRace } from '../../lib/simulator/plan';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { EventApi } from './api';

/** What a board is to show of a state of the event, whatever its layout. */
export interface BoardScene {
  name: string;
  /** Its export is of this moment of the simulated day; null for an event without an export. */
  atMs: number | null;
  status: 'startlist' | 'running' | 'finished' | 'official';
  /** The race that boats are in; default the one that is running. */
  race?: PlanRace;
  /** On the course. */
  boats?: number;
  /** A list of results, or a sentence in its place. */
  list: 'rows' | RegExp;
  /** Besides the boats: who or what comes next. */
  next?: RegExp;
}

const plan = simulateRaceDay({ seed: 3, athletes: 60 });
const middle = middleOfDay1(plan);
const running = plan.races.find(({ startAtMs, endAtMs }) => startAtMs <= middle && middle < endAtMs);
const [first, second] = plan.races;
const heats = plan.races.find(({ disId }) => disId === 'X4');
if (!running || !first || !second || !heats) throw new TypeError('the simulated day has other races');

/** The states of an event that a board meets in a weekend. */
export const SCENES: readonly BoardScene[] = [
  { name: 'no races', atMs: null, status: 'startlist', list: /programme has not been published/ },
  { name: 'before the first day', atMs: 0, status: 'startlist', list: /Start Sat 6 Jun, 09:00/ },
  { name: 'before the first start', atMs: 0, status: 'running', list: /Start Sat 6 Jun, 09:00/ },
  {
    name: 'the first boat',
    atMs: 0,
    status: 'running',
    race: first,
    boats: 1,
    list: /No results yet/,
  },
  { name: 'nobody on the course', atMs: middle, status: 'running', list: 'rows', next: /^Next / },
  { name: 'one boat', atMs: middle, status: 'running', boats: 1, list: 'rows' },
  { name: 'three boats', atMs: middle, status: 'running', boats: 3, list: 'rows' },
  {
    name: 'between two races',
    atMs: (first.endAtMs + second.startAtMs) / 2,
    status: 'running',
    list: 'rows',
    next: /^Next race .* · 1st run/,
  },
  {
    name: 'a heat of kayak cross',
    atMs: heats.startAtMs + 200_000,
    status: 'running',
    race: heats,
    boats: 4,
    list: 'rows',
  },
  { name: 'unofficial', atMs: plan.endsAtMs, status: 'finished', list: 'rows' },
  { name: 'official', atMs: plan.endsAtMs, status: 'official', list: 'rows' },
  { name: 'over without results', atMs: 0, status: 'finished', list: /No results yet/ },
];

/** Puts a scene on a server; `refresh` sends the boats again, which a server forgets after 10 s. */
export async function setScene(
  url: string,
  { atMs, status, race = running, boats = 0 }: BoardScene,
  eventId: string,
): Promise<{ event: EventApi; refresh: () => Promise<void> }> {
  const event = await EventApi.create(url, eventId, { mainTitle: plan.event.mainTitle });
  if (atMs !== null) {
    const imported = await event.pushXml(exportXml(plan, atMs));
    if (imported.status !== 200) throw new Error(JSON.stringify(imported.body));
  }
  await event.moveTo(status);
  const entries = boats === 0 || race === undefined ? [] : boatsOf(race, boats);
  return {
    event,
    refresh: async () => {
      if (status === 'running') await event.pushOnCourse(entries);
    },
  };
}

/** In a heat those of its second heat; else those who are to start, as if they had. */
function boatsOf(race: PlanRace, count: number): object[] {
  const at = race === first ? 0 : race.runs.findIndex(({ decidedAtMs }) => decidedAtMs > middle);
  const runs =
    race === heats
      ? race.runs.filter(({ heatNr }) => heatNr === 2)
      : race.runs.slice(at).filter(({ status }) => status === '');
  const participants = new Map(plan.participants.map((one) => [one.participantId, one]));
  return runs.slice(0, count).map((run, index) => {
    const atMs = run.startAtMs + 30_000 + index * 12_000;
    return liveEntry(plan, participants, raceTable(plan, race, atMs), race, run, atMs, index + 1);
  });
}
