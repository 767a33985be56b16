import { IncomingMessage } from 'node:http';

/**
 * A request that asks for an upgrade only where it asks for a WebSocket. Node takes each request with an `Upgrade`
 * header away from its ordinary handler once there is an `upgrade` listener, but programs and proxies offer `h2c` with
 * any request, and a server may then answer as if they had not (RFC 9110, section 7.8).
 */
export class UpgradableRequest extends IncomingMessage {
  private isUpgrade = false;

  /** Set by Node when it has read the headers, and asked for then. */
  get upgrade(): boolean {
    if (!this.isUpgrade || this.method === 'CONNECT') return this.isUpgrade;
    return this.method === 'GET' && this.headers.upgrade?.toLowerCase() === 'websocket';
  }
  set upgrade(isUpgrade: boolean) {
    this.isUpgrade = isUpgrade;
  }
}
