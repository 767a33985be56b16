import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import pino from 'pino';
import { AddressLimits } from '../../../app/AddressLimits';
import { clientAddressOf } from '../../../app/server/trustedProxies';

const limits = { maxConnectionsPerAddress: 1, maxConnectsPerAddress: 1, maxRequestsPerAddress: 1 };

test.each([0, 1])(
  'behind %d proxies a client that has gone before it was counted is no failure',
  async (proxies) => {
    // A socket that was never connected has no address either.
    const request = new IncomingMessage(new Socket());
    expect(clientAddressOf(proxies)(request)).toBe('');
    const counted = new AddressLimits(limits, pino({ level: 'silent' }), clientAddressOf(proxies));
    for (let i = 0; i < 3; i += 1) {
      await counted.connect(request);
      await counted.request(request);
    }
    expect(counted.refused).toEqual({
      maxConnectionsPerAddress: 0,
      maxConnectsPerAddress: 0,
      maxRequestsPerAddress: 0,
    });
  },
);
