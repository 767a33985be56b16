import { Command } from 'commander';
import { EVENT_STATUSES } from '../../lib/domain/lifecycle';
import { ServerApi, withServer, type ServerOptions } from './ServerApi';
import { reporting, type ReportOptions } from './reporting';

interface ListedEvent {
  eventId: string;
  mainTitle: string;
  status: string;
  apiKey: string;
}

interface NewEventOptions extends ServerOptions, ReportOptions {
  title: string;
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
    'create, list, publish and delete events of a running server',
  );
  const path = (eventId: string): string => `/api/v1/admin/events/${encodeURIComponent(eventId)}`;

  withServer(event.command('create <id>'))
    .description('create an event; it begins as a draft, which nobody sees')
    .requiredOption('--title <text>', 'its title')
    .option('--sub-title <text>')
    .option('--location <text>')
    .option('--facility <text>')
    .option('--start <date>', 'first day, as in 2026-05-30; the key works from ten days before')
    .option('--end <date>', 'last day; the key works until five days after')
    .option('--discipline <text>')
    .option('--json', 'answer as JSON')
    .addHelpText(
      'after',
      '\nExample: slalom-live event create SPRING --title "Spring Slalom" --start 2026-05-30',
    )
    .action((id: string, options: NewEventOptions) =>
      reporting(options, async () => {
        const {
          title: mainTitle,
          subTitle,
          location,
          facility,
          start: startDate,
          end: endDate,
          discipline,
        } = options;
        const body = { eventId: id, mainTitle, subTitle, location, facility, startDate, endDate, discipline };
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
