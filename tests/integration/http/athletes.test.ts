import { EventApi } from '../../support/api';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

interface Past {
  eventId: string;
  className: string;
  rnk: number | null;
}

describe('an athlete of an event', () => {
  let server: TestServer;
  let now: EventApi;

  /** An event in which adam was first of a race of two. */
  async function past(
    eventId: string,
    startDate: string,
    status: 'running' | 'finished' | 'draft',
    hiddenRaces: string[] = [],
  ): Promise<void> {
    const event = await EventApi.create(server.url, eventId, { mainTitle: `Cup ${eventId}` });
    await event.pushXml(
      springSlalom({
        runs: [
          { race: 'single', athlete: 'adam', Time: 80_000, Pen: 2, Total: 82_000 },
          { race: 'single', athlete: 'ben', Time: 90_000, Pen: 0, Total: 90_000 },
        ],
      }),
    );
    if (status !== 'draft') await event.moveTo(status);
    expect((await event.admin('PATCH', 'config', { hiddenRaces })).status).toBe(200);
    // Later: a key works around the days of its event.
    expect((await event.admin('PATCH', '', { startDate })).status).toBe(200);
  }
  const pastOf = async (key: string): Promise<Past[]> =>
    (await now.get(`athletes/${encodeURIComponent(key)}`)).body.past as Past[];

  beforeAll(async () => {
    server = await startTestServer();
    now = await EventApi.create(server.url, 'NOW');
    await now.pushXml(springSlalom());
    await now.moveTo('running');
    await past('Y2025', '2025-05-01', 'finished');
    await past('Y2024', '2024-05-01', 'finished');
    await past('DRAFT', '2025-06-01', 'draft');
    await past('ELSEWHERE', '2025-07-01', 'running');
  });
  afterAll(() => server.close());

  test('is known with nation, club, year, and what they came to in events that are over, the newest first', async () => {
    const { status, body } = await now.get('athletes/1001');
    expect(status).toBe(200);
    const single = { raceType: 'single-run', className: 'K1M', rnk: 1, of: 2, total: 8_200, status: null };
    expect(body).toEqual({
      ...{ athleteId: '1001', name: 'NOVÁK Adam', club: 'KK Brandýs', noc: 'CZE', year: 1999 },
      past: [
        { eventId: 'Y2025', mainTitle: 'Cup Y2025', startDate: '2025-05-01', ...single },
        { eventId: 'Y2024', mainTitle: 'Cup Y2024', startDate: '2024-05-01', ...single },
      ],
    });
  });

  test('is known by class and bib, and in other events by the name, without an ICF id', async () => {
    expect((await pastOf('K1M~2')).map(({ eventId, rnk }) => [eventId, rnk])).toEqual([
      ['Y2025', 2],
      ['Y2024', 2],
    ]);
  });

  test('a team is another one in each event', async () => {
    expect(await pastOf('TEAM~51')).toEqual([]);
  });

  test('is not told of races that are hidden', async () => {
    await past('HIDDEN', '2026-01-01', 'finished', ['K1M_SR_6']);
    expect((await pastOf('1001')).map(({ eventId }) => eventId)).toEqual(['Y2025', 'Y2024']);
  });

  test('is nobody in a draft, or under a key that means nobody', async () => {
    expect((await now.get('athletes/9999')).body.error).toBe('AthleteNotFound');
    const draft = await EventApi.create(server.url, 'NEW');
    expect((await draft.get('athletes/1001')).body.error).toBe('EventNotFound');
  });
});
