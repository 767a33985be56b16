import type { Transport } from '../../../lib/client';
import { createRandom, type Random } from '../../../lib/simulator/random';
import { liveResult, onCourse } from '../../support/springSlalom';
import type { Follower } from './follower';
import { WatchedEvent } from './WatchedEvent';

const ATHLETES = ['adam', 'ben', 'cyril'] as const;
const TRANSPORTS: (Transport | undefined)[] = [undefined, 'ws', 'sse', 'poll'];
const STEPS = 120;

let watched: WatchedEvent;

beforeEach(async () => {
  watched = await WatchedEvent.start();
});

afterEach(async () => {
  await watched.stop();
});

/** The place of each message in the server's order; a test may look into the cursor. */
const order = ({ ids }: Follower): number[] => ids.map((id) => parseInt(id.split('-')[1] ?? '', 36));

/** One thing that a network does to those who depend on it. */
function trouble(random: Random): void {
  const { proxy } = watched;
  const acts: (() => void)[] = [
    () => {
      proxy.cut();
    },
    () => {
      proxy.cutInTheMiddle();
    },
    () => {
      proxy.goDown();
    },
    () => {
      proxy.comeUp();
    },
    () => {
      proxy.comeUp();
    },
    () => {
      proxy.refusesUpgrades = !proxy.refusesUpgrades;
    },
    () => {
      proxy.holdsBack = random.pick([null, null, /\/ws/, /\/sse/, /\/ws|\/sse/]);
    },
    () => {
      proxy.delayMs = random.pick([0, 0, 30, 200]);
    },
  ];
  random.pick(acts)();
}

test.each([1, 2, 3])(
  'whatever the network does, everyone ends with what REST says, in order and nothing twice (%i)',
  async (seed) => {
    const random = createRandom(seed);
    const { proxy, api } = watched;
    const followers = TRANSPORTS.map((transport) => watched.follow(transport ? { transport } : {}));
    for (let step = 0; step < STEPS; step += 1) {
      const athlete = random.pick(ATHLETES);
      const time = 8_000 + step;
      if (random.chance(0.5)) {
        await api.pushOnCourse([onCourse('single', athlete, { dtStart: '2026-05-30T10:04:00Z', time })]);
      } else {
        await api.pushResults([
          liveResult(random.pick(['single', 'first']), athlete, { time, pen: 0, total: time }),
        ]);
      }
      if (random.chance(0.3)) trouble(random);
      if (step === STEPS / 2) {
        await watched.stopServer();
        await watched.startServer();
      }
      await new Promise((resolve) => setTimeout(resolve, random.int(0, 60)));
    }
    proxy.comeUp();
    Object.assign(proxy, { refusesUpgrades: false, holdsBack: null, delayMs: 0 });
    await api.pushOnCourse([]);
    await watched.finish();
    for (const follower of followers) {
      await watched.caughtUp(follower);
      await follower.upToDate();
      expect(follower.state).toEqual(await watched.restState());
      const seqs = order(follower);
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
      expect(follower.ended).toBeNull();
    }
    await followers[0]?.until(({ status }) => status.transport === 'ws');
  },
);
