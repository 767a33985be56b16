import { Command } from 'commander';
import { WebSocket } from 'ws';
import { connectLive, type LiveMessage, type LiveState } from '../../lib/client';
import type { PublicResult } from '../../lib/domain/views';
import { secondsText } from '../../lib/domain/time';
import { withServer, type ServerOptions } from './ServerApi';

/** The stream of an event, readable. */
export function tailCommand(): Command {
  return withServer(new Command('tail'))
    .description('follow an event live: results, who is on the course, what else changes')
    .argument('<event>')
    .option('--json', 'the messages themselves, a line each')
    .addHelpText('after', '\nExample: slalom-live tail SPRING --url https://live.example')
    .action((eventId: string, { url, json }: ServerOptions & { json?: boolean }) => {
      const connection = connectLive({
        url,
        eventId,
        WebSocket: WebSocket,
      });
      connection.on('state', (state, message) => {
        const lines = json === true ? [JSON.stringify(message)] : linesOf(state, message);
        for (const line of lines) process.stdout.write(`${line}\n`);
      });
      connection.on('notice', (text) => process.stderr.write(`${text}\n`));
      connection.on('status', ({ phase }) => {
        if (phase === 'offline')
          process.stderr.write(`${url} does not answer; it is tried again and again\n`);
      });
      connection.on('end', (reason) => {
        process.stderr.write(`${reason}\n`);
        process.exitCode = 0;
      });
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
          connection.close();
        });
      }
    });
}

/** A message in words, by the state after it. */
export function linesOf(state: LiveState, message: LiveMessage): string[] {
  const at = message.at.slice(11, 19);
  if (message.type === 'full') {
    const { event, races, results } = state;
    const rows = Object.values(results).reduce((sum, list) => sum + list.length, 0);
    return [`${at} ${event.mainTitle}: ${event.status}, ${races.length} races, ${rows} results`];
  }
  if (message.type === 'refresh') return [`${at} everything is read anew`];
  const { raceId, results, oncourse, status } = message.data;
  const list = (raceId === undefined ? undefined : state.results[raceId]) ?? [];
  const named = (bib: string): PublicResult | undefined => list.find((row) => row.bib === bib);
  return [
    ...(results ?? []).map((row) => `${at} ${raceId ?? ''} ${resultText(named(row.bib) ?? row)}`),
    ...(oncourse
      ? [`${at} on course: ${oncourse.map(({ bib, name }) => `${bib} ${name}`).join(', ') || 'nobody'}`]
      : []),
    ...(status ? [`${at} the event is ${status}`] : []),
  ];
}

function resultText({ bib, name, total, pen, rnk, status }: PublicResult): string {
  if (total === null) return `${bib} ${name} ${status ?? 'no result yet'}`;
  const penalty = pen === null || pen === 0 ? '' : ` (+${pen / 100})`;
  return `${bib} ${name} ${secondsText(total)}${penalty}${rnk === null ? '' : `, rank ${rnk}`}`;
}
