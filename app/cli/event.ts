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
    .option('--json', 'answer as JSON')
    .addHelpText('after', '\nExample: slalom-live event status SPRING running')
    .action((id: string, status: string, options: ServerOptions & ReportOptions) =>
      reporting(options, async () => {
        const api = new ServerApi(options);
        const answer = await api.asEvent('PATCH', `${path(id)}/status`, id, { status });
        return [answer, `event ${id} is ${String(answer.status)}; it was ${String(answer.previousStatus)}`];
      }),
    );

  withServer(event.command('rotate-key <id>'))
    .description(
      'give an event another API key; the old one is refused at once, and the booth needs the new one',
    )
    .option('--json', 'answer as JSON')
    .action((id: string, options: ServerOptions & ReportOptions) =>
      reporting(options, async () => {
        const answer = await new ServerApi(options).asAdmin('POST', `${path(id)}/key`);
        return [answer, `event ${id} has a new API key: ${String(answer.apiKey)}`];
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
