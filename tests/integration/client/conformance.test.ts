import type { Transport } from '../../../lib/client';
import { send } from '../../support/api';
import { onCourse, RACES, liveResult, springSlalom } from '../../support/springSlalom';
import { startPortal } from '../../support/portal';
import { startTestServer } from '../../support/testServer';
import { until, WatchedEvent } from './WatchedEvent';

const transports: [name: string, forced: { transport?: Transport }][] = [
  ['ws', { transport: 'ws' }],
  ['SSE', { transport: 'sse' }],
  ['long-poll', { transport: 'poll' }],
  ['the best one that works', {}],
];

describe.each([
  ['of a server of its own', startTestServer],
  ['mounted in a portal', startPortal],
])('%s', (_host, startServer) => {
  let watched: WatchedEvent;

  beforeEach(async () => {
    watched = await WatchedEvent.start(startServer);
  });

  afterEach(async () => {
    await watched.stop();
  });

  describe.each(transports)('on %s', (_name, forced) => {
    test('the first state is what REST says, and it stays so through a race', async () => {
      const follower = watched.follow(forced);
      await follower.upToDate();
      expect(follower.state).toEqual(await watched.restState());
      await watched.finish('adam');
      await watched.api.pushOnCourse([
        onCourse('single', 'ben', { dtStart: '2026-05-30T10:04:00Z', time: 900 }),
      ]);
      await watched.finish('ben');
      await watched.api.setConfig({ activeRaceId: RACES.single });
      await watched.api.pushXml(springSlalom({ event: { MainTitle: 'Another title' } }));
      await watched.api.setStatus('finished');
      await watched.caughtUp(follower);
      expect(follower.state).toEqual(await watched.restState());
      expect(follower.state?.event.status).toBe('finished');
      expect(follower.errors).toEqual([]);
    });

    test('messages come once each, in the order of the server', async () => {
      const follower = watched.follow(forced);
      await follower.upToDate();
      for (const athlete of ['adam', 'ben', 'cyril', 'adam'] as const) await watched.finish(athlete);
      await watched.missedNothing(follower);
    });

    test('after a cut it gets what it missed, nothing twice, and no full', async () => {
      const follower = watched.follow(forced);
      await follower.upToDate();
      await watched.finish('adam');
      await watched.caughtUp(follower);
      watched.proxy.goDown();
      await watched.finish('ben');
      await watched.finish('cyril');
      await follower.until(({ status }) => status.phase !== 'live' && status.phase !== 'polling');
      watched.proxy.comeUp();
      await watched.missedNothing(follower);
      expect(follower.kinds).toEqual(['full', 'diff', 'diff', 'diff']);
    });

    test('a message that is cut in the middle comes again, whole and once', async () => {
      const follower = watched.follow(forced);
      await follower.upToDate();
      watched.proxy.cutInTheMiddle();
      await watched.finish('adam');
      await watched.finish('ben');
      await watched.missedNothing(follower);
      expect(follower.errors.length).toBeGreaterThan(0);
    });

    test('a first message that is cut in the middle is no state', async () => {
      watched.proxy.cutInTheMiddle();
      const follower = watched.follow(forced);
      await follower.upToDate();
      expect(follower.kinds).toEqual(['full']);
      expect(follower.state).toEqual(await watched.restState());
    });

    test('on a slow network nothing is lost or out of order', async () => {
      watched.proxy.delayMs = 60;
      const follower = watched.follow(forced);
      await follower.upToDate();
      for (const athlete of ['adam', 'ben', 'cyril'] as const) await watched.finish(athlete);
      await watched.missedNothing(follower);
    });

    test('who brings a snapshot gets only what came after it', async () => {
      const { body } = await watched.api.get('snapshot');
      await watched.finish('adam');
      const follower = watched.follow({ ...forced, since: body.id as string, state: body.data });
      expect(follower.state).toEqual(body.data);
      await follower.upToDate();
      await watched.caughtUp(follower);
      expect(follower.kinds).toEqual(['diff']);
      expect(follower.state).toEqual(await watched.restState());
    });

    test('who brings a snapshot to a quiet event is soon told that it is up to date', async () => {
      const { body } = await watched.api.get('snapshot');
      const follower = watched.follow({ ...forced, since: body.id as string, state: body.data });
      await follower.upToDate();
      expect(follower.messages).toEqual([]);
      expect(follower.status.transport).toBe(forced.transport ?? 'ws');
      expect(follower.connection.id).toBe(body.id);
      // One connection, or one question and the one that waits; nothing beside it.
      const polls = forced.transport === 'poll' ? 1 : 0;
      expect(watched.proxy.seen.length).toBe(1);
      expect(watched.proxy.seen.filter(({ path }) => path.includes('/poll'))).toHaveLength(polls);
    });

    test('a cursor that the server does not know brings everything anew', async () => {
      const { body } = await watched.api.get('snapshot');
      const follower = watched.follow({ ...forced, since: 'deadbeef-1', state: { ...body.data, races: [] } });
      await follower.upToDate();
      expect(follower.kinds).toEqual(['full']);
      expect(follower.state).toEqual(await watched.restState());
    });

    test('only the races that were asked for come, in what was missed too', async () => {
      const follower = watched.follow({ ...forced, races: [RACES.first, RACES.second] });
      await follower.upToDate();
      expect(Object.keys(follower.state?.results ?? {}).sort()).toEqual([RACES.first, RACES.second]);
      watched.proxy.cut();
      await watched.finish('adam');
      await watched.api.pushResults([liveResult('first', 'adam', { time: 8000, pen: 0, total: 8000 })]);
      await watched.api.setStatus('finished');
      await follower.until(({ state }) => state?.event.status === 'finished');
      const races = follower.messages.map((message) => message.type === 'diff' && message.data.raceId);
      expect(races).not.toContain(RACES.single);
      expect(races).toContain(RACES.first);
    });

    test('another race is shown without a moment without a state, and without a word of the one before', async () => {
      const follower = watched.follow({ ...forced, races: [RACES.single] });
      await follower.upToDate();
      const told = follower.statuses.length;
      follower.connection.show({ races: [RACES.first] });
      expect(Object.keys(follower.state?.results ?? {})).toEqual([RACES.single]);
      await follower.until(({ state }) => RACES.first in (state?.results ?? {}));
      expect(Object.keys(follower.state?.results ?? {})).toEqual([RACES.first]);
      await watched.finish('adam');
      await watched.api.pushResults([liveResult('first', 'adam', { time: 8000, pen: 0, total: 8000 })]);
      await watched.caughtUp(follower);
      const races = follower.messages.map((message) => message.type === 'diff' && message.data.raceId);
      expect(races).not.toContain(RACES.single);
      expect(races).toContain(RACES.first);
      expect(follower.statuses).toHaveLength(told);
      expect(follower.errors).toEqual([]);
      await until(() => watched.proxy.open.every((path) => path.includes(RACES.first)));
    });

    test('another race that is asked for while there is no network is there when it is back', async () => {
      const follower = watched.follow({ ...forced, races: [RACES.single] });
      await follower.upToDate();
      watched.proxy.goDown();
      await follower.until(({ status }) => status.phase === 'offline');
      follower.connection.show({ races: [RACES.first] });
      expect(Object.keys(follower.state?.results ?? {})).toEqual([RACES.single]);
      watched.proxy.comeUp();
      await follower.until(({ state }) => RACES.first in (state?.results ?? {}));
      expect(Object.keys(follower.state?.results ?? {})).toEqual([RACES.first]);
    });

    test('another race of an event that is official is read, too', async () => {
      await watched.api.setStatus('finished');
      await watched.api.setStatus('official');
      const follower = watched.follow({ ...forced, races: [RACES.single] });
      await follower.until(({ ended }) => ended !== null);
      follower.connection.show({ races: [RACES.first] });
      await follower.until(({ state }) => RACES.first in (state?.results ?? {}));
      expect(Object.keys(follower.state?.results ?? {})).toEqual([RACES.first]);
      expect(follower.status.phase).toBe('ended');
    });

    test('when the results are official it holds them, and ends', async () => {
      const follower = watched.follow(forced);
      await follower.upToDate();
      await watched.api.setStatus('finished');
      await watched.api.setStatus('official');
      await follower.until(({ ended }) => ended !== null);
      expect(follower.ended).toBe('Event results are official');
      expect(follower.status).toMatchObject({ phase: 'ended', reason: 'Event results are official' });
      expect(follower.state?.event.status).toBe('official');
    });

    test('of an event that is official already it gets the results once, and ends', async () => {
      await watched.finish('adam');
      await watched.api.setStatus('finished');
      await watched.api.setStatus('official');
      const follower = watched.follow(forced);
      await follower.until(({ ended }) => ended !== null);
      expect(follower.ended).toBe('Event results are official');
      expect(follower.state).toEqual(await watched.restState());
    });

    test.each(['deleted', 'unpublished'])('when the event is %s it ends and says so', async (what) => {
      const draft = await watched.another('SHORT', 'startlist');
      const follower = watched.follow({ ...forced, eventId: 'SHORT' });
      await follower.upToDate();
      if (what === 'deleted') await send('DELETE', `${watched.api.url}/api/v1/admin/events/SHORT`);
      else await draft.setStatus('draft');
      await follower.until(({ ended }) => ended !== null);
      // A poll is only refused.
      const said = forced.transport === 'poll' ? 'Event not found' : `Event ${what}`;
      expect(follower.ended).toBe(said);
    });

    test('an event that does not exist ends at once', async () => {
      const follower = watched.follow({ ...forced, eventId: 'NOWHERE' });
      await follower.until(({ ended }) => ended !== null);
      expect(follower.ended).toBe('Event not found');
      expect(follower.state).toBeNull();
    });

    test('it comes back after the server was restarted, with what was missed', async () => {
      const follower = watched.follow(forced);
      await follower.upToDate();
      await watched.stopServer();
      await follower.until(({ status }) => status.phase !== 'live' && status.phase !== 'polling');
      await watched.startServer();
      await watched.finish('adam');
      await watched.caughtUp(follower);
      expect(follower.kinds).toEqual(['full', 'diff']);
      expect(follower.state).toEqual(await watched.restState());
    });

    test('without a network it is offline and says since when, then it is up to date again', async () => {
      const follower = watched.follow(forced);
      await follower.upToDate();
      watched.proxy.goDown();
      await follower.until(({ status }) => status.phase === 'offline');
      const { heardAt } = follower.status;
      await watched.finish('adam');
      await follower.until(({ errors }) => errors.length > 12);
      expect(follower.status).toMatchObject({ phase: 'offline', transport: null, heardAt });
      watched.proxy.comeUp();
      await watched.caughtUp(follower);
      await follower.upToDate();
      expect(follower.kinds).toEqual(['full', 'diff']);
      expect(follower.status.heardAt).toBeGreaterThan(heardAt ?? Infinity);
    });

    test('a proxy that has its own 404 while the server is away does not end it', async () => {
      const follower = watched.follow(forced);
      await follower.upToDate();
      watched.proxy.refusesUpgrades = true;
      watched.proxy.answers = { path: /./, answer: { status: 404, body: '<h1>Not found</h1>' } };
      watched.proxy.cut();
      await follower.until(({ status }) => status.phase === 'offline');
      watched.proxy.refusesUpgrades = false;
      watched.proxy.answers = null;
      await watched.finish('adam');
      await watched.caughtUp(follower);
      expect(follower.ended).toBeNull();
    });

    test('closed, it leaves no connection and no timer behind, and tells nothing more', async () => {
      const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
      const before = timers();
      const follower = watched.follow(forced);
      await follower.upToDate();
      const told = follower.statuses.length;
      follower.close();
      expect(follower.status.phase).toBe('ended');
      await until(() => timers() <= before && watched.proxy.open.length === 0);
      await watched.finish('adam');
      await watched.witness.until(({ messages }) => messages.length >= 2);
      expect(follower.kinds).toEqual(['full']);
      expect(follower.statuses).toHaveLength(told);
      expect(follower.ended).toBeNull();
    });
  });
});
