import { networkOf } from '../../../app/middleware/network';

describe('what a client is counted by', () => {
  test.each([
    ['an IPv4 address', '192.0.2.1', '192.0.2.1'],
    ['an IPv4 address that a proxy wrote with its port', '192.0.2.1:4711', '192.0.2.1'],
    ['an IPv4 address as IPv6 writes it', '::ffff:192.0.2.1', '192.0.2.1'],
    ['the same in hexadecimal', '::FFFF:c000:0201', '192.0.2.1'],
    ['the same written out', '0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['an IPv6 address', '2001:db8:0:1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1::/64'],
    ['another one of the same network', '2001:db8:0:1::2', '2001:db8:0:1::/64'],
    ['the same with zeros and capitals', '2001:0DB8:0000:0001:0000:0000:0000:0002', '2001:db8:0:1::/64'],
    ['one of another network', '2001:db8:0:2::2', '2001:db8:0:2::/64'],
    ['one whose network ends in zeros', '2001:db8::1', '2001:db8:0:0::/64'],
    ['one in brackets with a port', '[2001:db8:0:1::2]:4711', '2001:db8:0:1::/64'],
    ['one of a link', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['this machine', '::1', '0:0:0:0::/64'],
    ['what is no address', 'unknown', 'unknown'],
    ['nothing', '', ''],
  ])('%s: %s counts as %s', (_what, address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
