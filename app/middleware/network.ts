import { isIPv4, isIPv6 } from 'node:net';

/** How IPv6 writes an IPv4 address (RFC 4291, section 2.5.5.2), its last two groups in hexadecimal. */
const USUAL = '::ffff:';
const MAPPED = /^0:0:0:0:0:ffff:([0-9a-f]+):([0-9a-f]+)$/;
/** The name of a link, as in `fe80::1%eth0`. */
const ZONE = /%.*$/;
/** What some proxies write behind an address: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
const PORT = /^\[?([^\]]*?)\]?(:\d+)?$/;

/**
 * What a client is counted by: its address, and with IPv6 the first 64 bits of it, for everyone on IPv6 has all
 * addresses of such a network. What is no address counts as it is written.
 */
export function networkOf(address: string): string {
  const text = (isIPv6(address) ? address : address.replace(PORT, '$1')).replace(ZONE, '').toLowerCase();
  if (isIPv4(text) || !isIPv6(text)) return text;
  // As a server that listens on all addresses sees everyone on IPv4: known without taking it apart.
  if (text.startsWith(USUAL) && isIPv4(text.slice(USUAL.length))) return text.slice(USUAL.length);
  const groups = groupsOf(text);
  const [, high, low] = MAPPED.exec(groups.join(':')) ?? [];
  if (high === undefined || low === undefined) return `${groups.slice(0, 4).join(':')}::/64`;
  const bytes = [high, low].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
  return bytes.join('.');
}

/** The eight groups of an IPv6 address, in hexadecimal without leading zeros. */
function groupsOf(address: string): string[] {
  // A URL's host is written in the one form of RFC 5952, an IPv4 part at the end in hexadecimal.
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = left === '' ? [] : left.split(':');
  if (right === undefined) return before;
  const after = right === '' ? [] : right.split(':');
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}
