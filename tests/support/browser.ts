import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { needing } from './optional';
import { startTestServer, type TestServer, type TestServerOptions } from './testServer';

const BROWSERS = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = BROWSERS.find((path) => path !== '' && existsSync(path));

/** Tests in a real browser. */
export const { test: testInBrowser, describe: describeInBrowser } = needing(
  executablePath !== undefined,
  'no Chromium is here; install it, or name one in CHROMIUM',
);

/** Debian's Chromium, or the one that `CHROMIUM` names. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      // A hidden page's timers would be slowed down; nobody looks at any page here.
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      // For boards whose heap is measured.
      '--js-flags=--expose-gc',
    ],
  });
}

/** The sizes that pages are tested at. */
export const SCREENS = {
  smallest: { width: 320, height: 640 },
  phone: { width: 390, height: 844 },
  desk: { width: 1280, height: 900 },
  wall: { width: 1920, height: 1080 },
} as const;

export interface VisitOptions extends BrowserContextOptions {
  size?: keyof typeof SCREENS;
  /** Default `en-GB`. */
  locale?: string;
}

/** Somebody with a browser of their own: what one visitor keeps, another does not have. */
export class Visitor {
  /** What went wrong in the page: uncaught errors, and what the browser refused. */
  readonly mistakes: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly ignored: RegExp,
  ) {
    page.on('pageerror', (error) => this.mistakes.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !this.ignored.test(message.text()))
        this.mistakes.push(message.text());
    });
  }

  /** Opens a page; `ignored` are complaints of the browser that the test causes itself (a network that is cut). */
  static async open(
    browser: Browser,
    url: string,
    { size = 'phone', ignored = /(?!)/, ...options }: VisitOptions & { ignored?: RegExp } = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({ viewport: SCREENS[size], locale: 'en-GB', ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const visitor = new Visitor(await context.newPage(), ignored);
    await visitor.page.goto(url);
    return visitor;
  }

  /** By how many pixels the page is wider than the screen. */
  async overflow(): Promise<number> {
    return Number(await this.page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  }

  /** What axe finds that is more than minor, as sentences. */
  async axeFindings(): Promise<string[]> {
    await this.page.evaluate(AXE);
    const found: unknown = await this.page.evaluate(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
        .filter(({ impact }) => impact !== 'minor')
        .flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`,
    );
    return found as string[];
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

/** What the tests of a page play on: a server, a browser, and whoever opened a page. */
export interface Stage {
  readonly server: TestServer;
  readonly browser: Browser;
  /** Closed after each test, which fails where one of their pages had a mistake. */
  readonly visitors: Visitor[];
}

/** To be called in a `describe`: the stage is there from its first test to its last. */
export function setStage(options: TestServerOptions = {}): Stage {
  let server: TestServer;
  let browser: Browser;
  const visitors: Visitor[] = [];
  beforeAll(async () => {
    server = await startTestServer(options);
    browser = await launchBrowser();
  });
  afterEach(async () => {
    const left = visitors.splice(0);
    expect(left.flatMap(({ mistakes }) => mistakes)).toEqual([]);
    await Promise.all(left.map((visitor) => visitor.close()));
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  return {
    get server() {
      return server;
    },
    get browser() {
      return browser;
    },
    visitors,
  };
}

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

const PAUSE_MS = 50;
/** How long a condition may take on a busy machine, in milliseconds; below the limit of a test, so that it says what it was. */
const PATIENCE_MS = 120_000;

/** Reads again and again until the reading is right, and answers it; fails with the last one that was not. */
export async function eventually<T>(
  read: () => Promise<T>,
  isRight: (reading: T) => boolean,
  withinMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const reading = await read();
    if (isRight(reading)) return reading;
    if (performance.now() > deadline) throw new Error(`it stayed at ${JSON.stringify(reading)}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
