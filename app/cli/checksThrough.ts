import { WebSocket } from 'ws';
import { readBuiltPages } from '../pages/builtPages';
import { note, ok, problem, type Finding } from './doctor';

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 5_000;
/** How far two clocks may be apart before a page's running time is seen to be wrong, in milliseconds. */
const CLOCK_MS = 2_000;

/** What spectators get through an address, and what whoever stands in between makes of it. */
export async function checksThrough(address: string, password: string | undefined): Promise<Finding[]> {
  if (!URL.canParse(address)) {
    return [problem('address', `"${address}" is no address; expected one such as https://live.example`)];
  }
  const url = address.replace(/\/+$/, '');
  const first = await reached(url);
  if ('state' in first) return [first];
  return [
    ok('address', `${url} answers`),
    clockFinding(first),
    ...(await looked('pages', async () => [await pageFinding(url)])),
    ...(await looked('compression', async () => [await cacheFinding(url)])),
    ...(await looked('proxy headers', async () => [await proxyFinding(url, password)])),
    ...(await looked('live channel', () => liveFindings(url))),
  ];
}

/** What was found; what could not be looked at is a problem itself, and the rest is looked at all the same. */
async function looked(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [
      problem(check, `it cannot be looked at: ${reasonOf(error)}; the proxy has to pass everything on`),
    ];
  }
}

const ask = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });

/** The answer of a server of ours, or why there is none. */
async function reached(url: string): Promise<Response | Finding> {
  try {
    const answer = await ask(`${url}/health`);
    const body = (await answer.json().catch(() => ({}))) as { status?: string };
    if (answer.ok && body.status === 'ok') return answer;
    return problem(
      'address',
      `${url}/health answered ${answer.status}, and not as slalom-live does; is the path right, and PREFIX?`,
    );
  } catch (error) {
    return problem('address', `${url} does not answer: ${reasonOf(error)}`);
  }
}

/** Fetch hides the reason in the cause. */
const reasonOf = (error: unknown): string => {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
};

function clockFinding({ headers }: Response): Finding {
  const aheadMs = Date.now() - Date.parse(headers.get('Date') ?? '');
  if (Number.isNaN(aheadMs)) return note('clocks', 'the server does not say its time');
  // The header has whole seconds.
  if (Math.abs(aheadMs) < CLOCK_MS + 1_000)
    return ok('clocks', 'this machine and the server have the same time');
  const words = `this machine is ${Math.round(Math.abs(aheadMs) / 1_000)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the server`;
  return problem('clocks', `${words}; set both by the network (NTP)`);
}

async function pageFinding(url: string): Promise<Finding> {
  const page = await ask(`${url}/`, { Accept: 'text/html' });
  const html = await page.text();
  if (!page.ok) return problem('pages', `${url}/ answered ${page.status}; npm run build makes the pages`);
  const [, script] = /src="([^"]+\.js)"/.exec(html) ?? [];
  const asset = script === undefined ? null : await ask(new URL(script, `${url}/`).href);
  if (asset?.ok !== true) {
    return problem(
      'pages',
      `what the page loads (${script ?? 'no script'}) is not found; the proxy must not change paths, see PREFIX`,
    );
  }
  const version = page.headers.get('X-Slalom-Live-Version');
  const own = readBuiltPages()?.version ?? version;
  return version === own
    ? ok('pages', 'they are there, with what they load')
    : note(
        'pages',
        `they are of another build (${version ?? 'unknown'}) than this program's (${own ?? 'unknown'})`,
      );
}

/** Whether answers come compressed and can be asked about, which a crowd on mobile networks lives by. */
async function cacheFinding(url: string): Promise<Finding> {
  const first = await ask(`${url}/client.js`, { 'Accept-Encoding': 'gzip' });
  await first.arrayBuffer();
  const etag = first.headers.get('ETag');
  if (first.headers.get('Content-Encoding') !== 'gzip') {
    return note(
      'compression',
      'the proxy does not pass on what the server compressed; let it keep Accept-Encoding',
    );
  }
  if (etag === null)
    return note('compression', 'the proxy drops entity tags, so that everything is sent again and again');
  // Else fetch would say `no-cache`, which asks for all of it.
  const unchanged = { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' };
  const again = await ask(`${url}/client.js`, { 'Accept-Encoding': 'gzip', ...unchanged });
  return again.status === 304
    ? ok('compression', 'answers come compressed, and unchanged ones are not sent again')
    : note('compression', 'the proxy drops If-None-Match, so that what did not change is sent again');
}

interface Asker {
  address: string;
  protocol: string;
  host: string;
}

/** What the server believes of who asks. */
async function proxyFinding(url: string, password: string | undefined): Promise<Finding> {
  const { hostname, protocol, host } = new URL(url);
  const isHere = /^(localhost|127\..*|\[::1\])$/.test(hostname);
  const answer = await ask(
    `${url}/api/v1/admin/live`,
    password === undefined ? {} : { 'X-Master-Key': password },
  );
  if (answer.status === 401) {
    await answer.arrayBuffer();
    return note('proxy headers', 'they can only be seen with the master password (SLALOM_LIVE_PASSWORD)');
  }
  if (!answer.ok)
    return problem(
      'proxy headers',
      `/api/v1/admin/live answered ${answer.status}; the proxy has to pass it on`,
    );
  const { asker } = (await answer.json()) as { asker: Asker };
  if (password === undefined && !isHere) {
    return problem('proxy headers', 'everyone may administer through this address; set MASTER_PASSWORDS');
  }
  if (`${asker.protocol}:` !== protocol) {
    return problem(
      'proxy headers',
      `the server believes that it is asked by ${asker.protocol}; let the proxy send X-Forwarded-Proto, and set TRUST_PROXY=true`,
    );
  }
  if (asker.host !== host) {
    return problem(
      'proxy headers',
      `the server believes that it is asked for ${asker.host}; let the proxy pass on Host`,
    );
  }
  if (!isHere && /^(127\.|::1$|::ffff:127\.)/.test(asker.address)) {
    return problem(
      'proxy headers',
      `the server takes everyone for ${asker.address}; let the proxy send X-Forwarded-For, and set TRUST_PROXY=true`,
    );
  }
  return ok('proxy headers', `you are seen as ${asker.address}, by ${asker.protocol}`);
}

/** Each transport, with a public event. */
async function liveFindings(url: string): Promise<Finding[]> {
  const { events } = (await (await ask(`${url}/api/v1/events`)).json()) as {
    events: { eventId: string; status: string }[];
  };
  const event = events.find(({ status }) => status !== 'official');
  if (event === undefined) {
    return [
      note(
        'live channel',
        'no event is public and not over, so that there is nothing to follow; publish one, and ask again',
      ),
    ];
  }
  const of = `${url}/api/v1/events/${encodeURIComponent(event.eventId)}`;
  return Promise.all([
    timed(
      'WebSocket',
      () => firstOfSocket(`${of.replace(/^http/, 'ws')}/ws?view=structure`),
      'let the proxy pass on Upgrade and Connection',
    ),
    timed(
      'SSE',
      () => firstOfStream(`${of}/sse?view=structure`),
      'switch buffering off in the proxy (proxy_buffering off)',
    ),
    timed('poll', () => firstOfPoll(`${of}/poll?view=structure&wait=0`), 'let the proxy pass it on'),
  ]);
}

/** What to do is said where nothing came, or the wrong thing. */
async function timed(check: string, first: () => Promise<string>, remedy: string): Promise<Finding> {
  const startedAt = performance.now();
  try {
    const type = await first();
    return ok(
      check,
      `the first message (${type}) came after ${Math.round(performance.now() - startedAt)} ms`,
    );
  } catch (error) {
    return problem(check, `${reasonOf(error)}; ${remedy}`);
  }
}

const nothingCame = (): Error => new Error(`no message came within ${PATIENCE_MS / 1_000} s`);

/** The type of a message; what came in its place is thrown, in its own words. */
function typeOf(message: unknown): string {
  const { type, error, message: words } = message as { type?: string; error?: string; message?: string };
  if (type !== undefined) return type;
  throw new Error(`${error ?? 'something else'} came: ${words ?? JSON.stringify(message)}`);
}

function firstOfSocket(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { handshakeTimeout: PATIENCE_MS });
    const late = setTimeout(() => {
      reject(nothingCame());
      socket.terminate();
    }, PATIENCE_MS);
    socket.once('message', (data: Buffer) => {
      resolve(typeOf(JSON.parse(data.toString())));
      socket.close();
    });
    socket.once('error', reject);
    socket.once('close', (code) => {
      clearTimeout(late);
      reject(new Error(`it was closed with ${code} before a message came`));
    });
  });
}

async function firstOfStream(url: string): Promise<string> {
  const gone = new AbortController();
  const late = setTimeout(() => {
    gone.abort(nothingCame());
  }, PATIENCE_MS);
  try {
    const answer = await fetch(url, { headers: { Accept: 'text/event-stream' }, signal: gone.signal });
    if (!answer.ok || answer.body === null) throw new Error(`it was answered ${answer.status}`);
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const [, data] = /^data: ?(.*)\n\n/m.exec(text) ?? [];
      if (data !== undefined) return typeOf(JSON.parse(data));
    }
    throw new Error('it ended before a message came');
  } finally {
    clearTimeout(late);
    gone.abort();
  }
}

async function firstOfPoll(url: string): Promise<string> {
  const answer = await ask(url);
  if (!answer.ok) throw new Error(`it was answered ${answer.status}`);
  const { messages } = (await answer.json()) as { messages: unknown[] };
  const [first] = messages;
  if (first === undefined) throw new Error('the answer holds no message');
  return typeOf(first);
}
