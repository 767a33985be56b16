// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

/** An answer of the API: JSON where it is JSON, else text. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Tests look into answers of every shape. */
  body: Json;
}

/** Sends one request; `body` goes as JSON unless it is text or bytes. */
export async function send(
  method: string,
  url: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { body } = options;
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: {
      ...(body !== undefined && !isRaw && { 'Content-Type': 'application/json' }),
      ...options.headers,
    },
    ...(body !== undefined && {
      body: isRaw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body),
    }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? parse(text) : text };
}

const parse = (text: string): unknown => JSON.parse(text);

/** One event on a server, seen from the timing booth (with its key) and from outside (without). */
export class EventApi {
  private constructor(
    readonly url: string,
    readonly eventId: string,
    readonly apiKey: string,
  ) {}

  /** Creates the event; `details` on top of an id and a title. */
  static async create(url: string, eventId = 'TEST', details: object = {}): Promise<EventApi> {
    const body = { eventId, mainTitle: 'Spring Slalom', ...details };
    const answer = await send('POST', `${url}/api/v1/admin/events`, { body });
    if (answer.status !== 201)
      throw new Error(`create answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return new EventApi(url, eventId, (answer.body as { apiKey: string }).apiKey);
  }

  /** An event that exists, by its key. */
  static of = (url: string, eventId: string, apiKey: string): EventApi => new EventApi(url, eventId, apiKey);

  /** An event with `xml` imported, brought to `status`. */
  static async withExport(url: string, xml: string, status = 'running', eventId = 'TEST'): Promise<EventApi> {
    const event = await EventApi.create(url, eventId);
    const imported = await event.pushXml(xml);
    if (imported.status !== 200) throw new Error(`import answered ${JSON.stringify(imported.body)}`);
    await event.moveTo(status);
    return event;
  }

  /** The same event on a server that was started again. */
  at = (url: string): EventApi => new EventApi(url, this.eventId, this.apiKey);

  pushXml = (xml: string): Promise<Answer> => this.ingest('xml', { xml });
  pushResults = (results: object[]): Promise<Answer> => this.ingest('results', { results });
  pushOnCourse = (oncourse: object[]): Promise<Answer> => this.ingest('oncourse', { oncourse });
  setStatus = (status: string): Promise<Answer> => this.admin('PATCH', 'status', { status });
  refresh = (): Promise<Answer> => this.admin('POST', 'refresh');
  setConfig = (config: object): Promise<Answer> => this.admin('PATCH', 'config', config);

  /** Goes from draft through the states up to `status`. */
  async moveTo(status: string): Promise<void> {
    const path = ['startlist', 'running', 'finished', 'official'];
    if (status === 'draft') return;
    for (const next of path.slice(0, path.indexOf(status) + 1)) {
      const answer = await this.setStatus(next);
      if (answer.status !== 200) throw new Error(`${next}: ${JSON.stringify(answer.body)}`);
    }
  }

  ingest(route: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return send('POST', `${this.url}/api/v1/ingest/${route}`, {
      body,
      headers: { 'X-API-Key': this.apiKey, ...headers },
    });
  }

  admin(method: string, route: string, body?: unknown): Promise<Answer> {
    return send(method, `${this.url}/api/v1/admin/events/${this.eventId}/${route}`, {
      body,
      headers: { 'X-API-Key': this.apiKey },
    });
  }

  /** Reads a public route of the event, for example `results/K1M_BR1_6?detailed=true`. */
  get(route = '', headers: Record<string, string> = {}): Promise<Answer> {
    return send('GET', `${this.url}/api/v1/events/${this.eventId}${route && `/${route}`}`, { headers });
  }
}
