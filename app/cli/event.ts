import { Command } from 'commander';
import { EVENT_STATUSES } from '../../lib/domain/lifecycle';
import { CommandError, ServerApi, withServer, type ServerOptions } from './ServerApi';
import { reporting, type ReportOptions } from './reporting';

interface ListedEvent {
  eventId: string;
  mainTitle: string;
  status: string;
  apiKey: string;
}

interface Feed {
  kind: string;
  heardAt: string | null;
  count: number;
  bytes: number | null;
  skipped: number | null;
  refusals: number;
  refusal: { at: string; message: string } | null;
}

interface LogEntry {
  at: string;
  kind: string;
  by: string | null;
  detail: unknown;
}

/** What is said of an event, as options of a command. */
interface DetailOptions extends ServerOptions, ReportOptions {
  title?: string;
  subTitle?: string;
  location?: string;
  facility?: string;
  start?: string;
  end?: string;
  discipline?: string;
}

/** Events of a running server. */
export function eventCommand(): Command {
  const event = new Command('event').description(
    'create, list, edit, publish and delete events of a running server',
  );
  const path = (eventId: string): string => `/api/v1/admin/events/${encodeURIComponent(eventId)}`;

  withDetails(withServer(event.command('create <id>')))
    .description(
      'create an event, titled by its id where no title is given; it begins as a draft, which nobody sees',
    )
    .addHelpText(
      'after',
      '\nExample: slalom-live event create SPRING --title "Spring Slalom" --start 2026-05-30',
    )
    .action((id: string, options: DetailOptions) =>
      reporting(options, async () => {
        const body = { eventId: id, mainTitle: options.title ?? id, ...detailsIn(options) };
        const created = await new ServerApi(options).asAdmin('POST', '/api/v1/admin/events', body);
        return [created, `event ${id} created; its API key: ${String(created.apiKey)}`];
      }),
    );

  withServer(event.command('list'))
    .description('list all events, with their keys')
    .option('--json', 'answer as JSON')
    .action((options: ServerOptions & ReportOptions) =>
      reporting(options, async () => {
        const answer = await new ServerApi(options).asAdmin('GET', '/api/v1/admin/events');
        const events = answer.events as ListedEvent[];
        const lines = events.map((one) => `${one.eventId}  ${one.status}  ${one.mainTitle}  ${one.apiKey}`);
        return [answer, lines.length > 0 ? lines.join('\n') : 'there are no events'];
      }),
    );

  withServer(event.command('show <id>'))
    .description('show one event, its key, and when that works')
    .option('--json', 'answer as JSON')
    .action((id: string, options: ServerOptions & ReportOptions) =>
      reporting(options, async () => {
        const shown = await new ServerApi(options).asAdmin('GET', path(id));
        return [shown, inLines(shown)];
      }),
    );

  withDetails(withServer(event.command('edit <id>')))
    .description('change what was entered of an event; what is not named stays, an empty text takes it away')
    .addHelpText('after', '\nExample: slalom-live event edit SPRING --end 2026-05-31 --location ""')
    .action((id: string, options: DetailOptions) =>
      reporting(options, async () => {
        const change = detailsIn(options);
        if (Object.keys(change).length === 0)
          throw new CommandError('nothing to change: name at least one of the options, such as --title');
        const shown = await new ServerApi(options).asAdmin('PATCH', path(id), change);
        return [shown, inLines(shown)];
      }),
    );

  withServer(event.command('status <id> <status>'))
    .description(`move an event on: ${EVENT_STATUSES.join(', ')}`)
    .option('--reason <text>', 'why; needed for a step back from running or official')
    .option('--json', 'answer as JSON')
    .addHelpText(
      'after',
      '\nExamples: slalom-live event status SPRING running\n' +
        '          slalom-live event status SPRING finished --reason "official was pressed by mistake"',
    )
    .action((id: string, status: string, options: ServerOptions & ReportOptions & { reason?: string }) =>
      reporting(options, async () => {
        const api = new ServerApi(options);
        const reason = options.reason === undefined ? {} : { reason: options.reason };
        const answer = await api.asEvent('PATCH', `${path(id)}/status`, id, { status, ...reason });
        return [answer, `event ${id} is ${String(answer.status)}; it was ${String(answer.previousStatus)}`];
      }),
    );

  withServer(event.command('rotate-key <id>'))
    .description('give an event another API key, which the booth needs; the old one is refused')
    .option('--grace <minutes>', 'how long the old one works on', '0')
    .option('--json', 'answer as JSON')
    .action((id: string, options: ServerOptions & ReportOptions & { grace: string }) =>
      reporting(options, async () => {
        const body = { graceMinutes: Number(options.grace) };
        const answer = await new ServerApi(options).asAdmin('POST', `${path(id)}/key`, body);
        return [
          answer,
          `event ${id} has a new API key: ${String(answer.apiKey)}\nthe old one works until ${String(answer.previousValidUntil)}`,
        ];
      }),
    );

  withServer(event.command('feeds <id>'))
    .description('show what has come of the timing, and what was refused')
    .option('--json', 'answer as JSON')
    .action((id: string, options: ServerOptions & ReportOptions) =>
      reporting(options, async () => {
        const answer = await new ServerApi(options).asEvent('GET', `${path(id)}/feeds`, id);
        return [answer, (answer.feeds as Feed[]).map(feedLine).join('\n')];
      }),
    );

  withServer(event.command('log <id>'))
    .description('show what was done to an event, and by whom, the newest first')
    .option('--limit <number>', 'at most so many entries', '100')
    .option('--json', 'answer as JSON')
    .action((id: string, options: ServerOptions & ReportOptions & { limit: string }) =>
      reporting(options, async () => {
        const query = `?limit=${encodeURIComponent(options.limit)}`;
        const answer = await new ServerApi(options).asEvent('GET', `${path(id)}/log${query}`, id);
        const lines = (answer.entries as LogEntry[]).map(
          ({ at, kind, by, detail }) => `${at}  ${kind}  ${by ?? ''}  ${JSON.stringify(detail)}`,
        );
        return [answer, lines.join('\n')];
      }),
    );

  withServer(event.command('delete <id>'))
    .description('delete an event with all its results, for good')
    .requiredOption('--yes', 'there is no way back')
    .option('--json', 'answer as JSON')
    .action((id: string, options: ServerOptions & ReportOptions) =>
      reporting(options, async () => {
        const answer = await new ServerApi(options).asAdmin('DELETE', path(id));
        return [answer, `event ${id} is deleted`];
      }),
    );
  return event;
}

function withDetails(command: Command): Command {
  return command
    .option('--title <text>', 'its title')
    .option('--sub-title <text>')
    .option('--location <text>')
    .option('--facility <text>')
    .option('--start <date>', 'first day, as in 2026-05-30; the key works from ten days before')
    .option('--end <date>', 'last day; the key works until five days after')
    .option('--discipline <text>')
    .option('--json', 'answer as JSON');
}

/** What the options say of an event, as the API has it; an empty date is none. */
function detailsIn(options: DetailOptions): Record<string, string | null> {
  const { title, subTitle, location, facility, start, end, discipline } = options;
  const dates = { startDate: start === '' ? null : start, endDate: end === '' ? null : end };
  const named = Object.entries({ mainTitle: title, subTitle, location, facility, ...dates, discipline });
  return Object.fromEntries(named.filter((one): one is [string, string | null] => one[1] !== undefined));
}

/** How a feed stands, in a line. */
function feedLine({ kind, heardAt, count, bytes, skipped, refusals, refusal }: Feed): string {
  const taken =
    heardAt === null
      ? 'nothing has come'
      : `${count} taken, the last at ${heardAt}: ${bytes ?? '?'} bytes, ${skipped ?? 0} parts left out`;
  const refused = refusal && `; ${refusals} refused, the last at ${refusal.at}: ${refusal.message}`;
  return `${kind}: ${taken}${refused ?? ''}`;
}

/** What is known of an event, one line each. */
function inLines({ validity, ...shown }: Record<string, unknown>): string {
  const { validFrom, validUntil } = validity as { validFrom?: string; validUntil?: string };
  const works = [validFrom && `from ${validFrom}`, validUntil && `until ${validUntil}`].filter(Boolean);
  const lines: [string, unknown][] = [...Object.entries(shown), ['key works', works.join(' ') || 'always']];
  return lines
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');
}
