import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '../log';
import type { OneAtATime } from './OneAtATime';
import { answerRaw } from '../rawAnswer';

/** What Node's HTTP parser says of bytes that it cannot read; `rawPacket` are those bytes. */
interface ClientError extends Error {
  code?: string;
  bytesParsed?: number;
  rawPacket?: Buffer;
}

/** Errors that have a status of their own. */
const STATUSES: Record<string, number> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * Answers what is no HTTP request with 400, and one that took too long to come with 408, after the requests before it,
 * and closes its connection. Where an answer streams nothing may be written in between: that connection only closes.
 */
export function handleMalformed(server: Server, log: Log, connections: OneAtATime): void {
  server.on('clientError', ({ name, code = '', bytesParsed, rawPacket }: ClientError, socket: Duplex) => {
    // Browsers open connections in case they need them.
    const isUnused = 'bytesRead' in socket && socket.bytesRead === 0;
    const isGone = code === 'ECONNRESET' || isUnused || !socket.writable;
    // By name and numbers: the bytes may be of a request whose headers hold a key.
    const counts = { bytesParsed, bytes: rawPacket?.byteLength };
    log[isGone ? 'debug' : 'warn']({ type: name, code, ...counts }, 'malformed request');
    const refuse = (): void => {
      // What comes behind is no request either, and was refused with it.
      if (!socket.writable) return;
      const isSlow = code === 'ERR_HTTP_REQUEST_TIMEOUT';
      const message = isSlow ? 'The request took too long to come.' : `This is no HTTP request: ${code}.`;
      answerRaw(socket, { status: STATUSES[code] ?? 400, body: { error: 'BadRequest', message } });
    };
    if (isGone || !connections.refuse(socket, refuse)) socket.destroy();
  });
}
