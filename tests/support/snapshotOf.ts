import type { Browser, Page } from 'playwright-core';
import { FIRST_STATE } from '../../app/web/shared/firstState';
import type { PublicClass, PublicRace, PublicResult, Snapshot } from '../../lib/domain/views';
import { Visitor, type VisitOptions } from './browser';

/** Opens a page whose first state is made from the server's: for what a server can say and no simulated day does. */
export async function visitWith(
  browser: Browser,
  url: string,
  change: (data: Snapshot) => Partial<Snapshot>,
  options: VisitOptions = {},
): Promise<Visitor> {
  const visitor = await Visitor.open(browser, 'about:blank', options);
  await changeSnapshots(visitor.page, change);
  await visitor.page.goto(url);
  return visitor;
}

/** Changes every snapshot that a page asks for; the event page, which is given its first state, has to ask for it, too. */
export async function changeSnapshots(
  page: Page,
  change: (data: Snapshot) => Partial<Snapshot>,
): Promise<void> {
  await page.route(/\/api\/v1\/events\/[^/]+\/snapshot/, async (route) => {
    const response = await route.fetch();
    const message = (await response.json()) as { data: Snapshot };
    const data = { ...message.data, ...change(message.data) };
    await route.fulfill({ response, json: { ...message, data } });
  });
  // With what the server has drawn of the state that it has.
  await page.addInitScript(
    `new MutationObserver((_, observer) => {
      const first = document.getElementById('${FIRST_STATE}');
      if (first === null) return;
      observer.disconnect();
      first.remove();
      const app = document.getElementById('app');
      app.replaceChildren();
      delete app.dataset.drawn;
    }).observe(document, { childList: true, subtree: true })`,
  );
}

/** A row with nothing but what is said. */
export const rowWith = (bib: string, name: string, more: Partial<PublicResult> = {}): PublicResult => ({
  ...{ bib, name, rnk: null, startOrder: null, athleteId: null, club: 'KK Řeka', noc: 'CZE' },
  ...{ catId: null, catRnk: null, time: null, pen: null, total: null },
  ...{ totalBehind: null, catTotalBehind: null, status: null },
  ...more,
});

/** A kayak-cross class from its time trial to its overall list, as a timing system tells it. */
export function kayakCross(): { classes: PublicClass[]; races: PublicRace[]; results: Snapshot['results'] } {
  const classId = 'MX1';
  const race = (dis: string, raceType: PublicRace['raceType'], hour: number): PublicRace => ({
    ...{ raceId: `${classId}_${dis}_7`, classId, raceType, raceOrder: hour, raceStatus: 5, title: null },
    ...{ startTime: `2026-06-07T${hour}:00:00+02:00`, courseNr: 1 },
  });
  const names = [
    'LIPAN Ondřej',
    'PROCHÁZKOVÁ-VESELÁ Alexandra',
    'KOVAŘOVICOVÁ Anežka',
    'STRÁNSKÝ Bartoloměj',
    'WOJCIECHOWSKI Krzysztof',
    'ŠIMŮNKOVÁ Ema',
    'REHÁK Ján',
    'HOFFMANNSTHAL Ferdinand',
  ];
  const boat = (seed: number, heatNr: number, roundNr: number, more: Partial<PublicResult>) =>
    rowWith(String(seed), names[seed - 1] ?? '', { heatNr, roundNr, qualified: null, ...more });
  const through = { qualified: 'Q' };
  const semifinal = [
    boat(4, 1, 1, { rnk: 1, ...through }),
    boat(1, 1, 1, { rnk: 2, ...through }),
    boat(5, 1, 1, { rnk: 3, isUnderReview: true }),
    boat(8, 1, 1, { rnk: 4, status: 'RAL', faults: [{ kind: 'RAL', gate: null }] }),
    boat(2, 2, 1, { rnk: 1, ...through }),
    boat(3, 2, 1, { rnk: 2, ...through }),
    boat(7, 2, 1, { rnk: 3 }),
    boat(6, 2, 1, { rnk: 4, faults: [{ kind: 'FLT', gate: 3 }] }),
  ];
  const final = [
    boat(2, 1, 2, { rnk: 1 }),
    boat(3, 1, 2, { rnk: 2 }),
    boat(4, 1, 2, { rnk: 3 }),
    boat(1, 1, 2, { rnk: 4, faults: [{ kind: 'FLT', gate: 7 }] }),
    boat(5, 2, 2, { rnk: 5 }),
    boat(7, 2, 2, { rnk: 6 }),
    boat(8, 2, 2, { rnk: 7 }),
    boat(6, 2, 2, { rnk: 8 }),
  ];
  const fromBracket = [2, 3, 4, 1, 5, 7, 8, 6].map((seed, at) =>
    rowWith(String(seed), names[seed - 1] ?? '', {
      ...{ rnk: at + 1, reached: 'bracket' },
      ...(seed === 1 && { faults: [{ kind: 'FLT', gate: 7 }] }),
    }),
  );
  const fromTrial = [9, 10, 11, 12].map((bib, at) =>
    rowWith(`t ${bib}`, `POTOK${'ABCD'[at] ?? ''} Vít`, {
      ...{ rnk: bib, reached: 'time-trial', time: 6330 + at * 41, total: 6330 + at * 41 },
    }),
  );
  const out = [
    rowWith('t 13', 'JEZERO Dan', { reached: 'time-trial', status: 'DNS' }),
    rowWith('t 14', 'KOPEC Jan', { reached: 'time-trial', status: 'DSQ' }),
  ];
  return {
    classes: [{ classId, name: 'MX1', longTitle: null, categories: [] }],
    races: [race('XS', 'cross-semifinal', 13), race('XF', 'cross-final', 15), race('XER', 'cross-extra', 16)],
    results: { MX1_XS_7: semifinal, MX1_XF_7: final, MX1_XER_7: [...fromBracket, ...fromTrial, ...out] },
  };
}
