import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { answerRaw } from './rawAnswer';

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
 * Answers what is no HTTP request with 400 and closes its connection. `isAnswering` says whether an answer is already
 * on its way there: then nothing may be written in between.
 */
export function handleMalformed(server: Server, log: Logger, isAnswering: (socket: Duplex) => boolean): void {
  server.on('clientError', ({ name, code = '', bytesParsed, rawPacket }: ClientError, socket: Duplex) => {
    const isGone = code === 'ECONNRESET' || !socket.writable;
    // By name and numbers: the bytes may be of a request whose headers hold a key.
    const counts = { bytesParsed, bytes: rawPacket?.byteLength };
    log[isGone ? 'debug' : 'warn']({ type: name, code, ...counts }, 'malformed request');
    if (isGone || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    const status = STATUSES[code] ?? 400;
    answerRaw(socket, {
      status,
      body: { error: 'BadRequest', message: `This is no HTTP request: ${code}.` },
    });
  });
}
