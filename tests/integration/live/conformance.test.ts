/** What every form of the live channel does alike: on a server of its own, and mounted in someone else's. */
import { liveConformance } from '../../support/liveConformance';
import { startPortal } from '../../support/portal';
import { startTestServer } from '../../support/testServer';

describe('on a server of its own', () => {
  liveConformance(startTestServer);
});
describe('mounted in a portal', () => {
  liveConformance(startPortal);
});
