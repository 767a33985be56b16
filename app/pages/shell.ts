import type { PublicEvent } from '../../lib/domain/views';
import type { PageParts } from './builtPages';
import { standingText, type AthleteWords } from './athlete';
import type { DrawnParts } from './DrawnPages';
import { PICTURE_HEIGHT, PICTURE_WIDTH, pictureVersion, pictureWords } from './PreviewPictures';
import { FIRST_STATE } from '../web/shared/firstState';
import { dateRange } from '../web/shared/format';
import { eventPath } from '../siteOf';
import { textOf, type Language } from './language';

/** What a page's HTML is made of. */
export interface ShellParts {
  /** What stands before every address, '' at the root. */
  prefix: string;
  /** This server as who asks sees it, see `siteOf`. */
  site: string;
  /** The page's name in the build, which its styles know it by. */
  page: string;
  language: Language;
  /** See {@link BuiltPages.version}. */
  version: string;
  parts: PageParts;
  /** The event that the page shows; null for the page of all events. */
  event: PublicEvent | null;
  /** The module of the language's texts. */
  texts: string;
  /** What the script will fetch first, so that the browser begins beside it; not fetched where the page is drawn. */
  data: string;
  /** The page's first state, where the server draws it. */
  drawn?: DrawnParts;
  /** The page lies over a camera's picture: nothing of it may be seen before there is something to show. Default false. */
  isOverlay?: boolean;
  /** Whose page it is; null for nobody's. Default null. */
  athlete?: NamedAthlete | null;
}

/** An athlete, and by what they are known in addresses. */
export interface NamedAthlete {
  key: string;
  words: AthleteWords;
}

const NAME = 'slalom-live';

/** Text as part of HTML, also inside quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON as the content of a script element, which "</script" and "<!--" would end. */
const escapeJson = (json: string): string => json.replaceAll('<', '\\u003c');

const attribute = (name: string, value: string | null): string =>
  value === null ? '' : ` ${name}="${escapeHtml(value)}"`;

/** What every page has around it. */
interface Frame {
  /** What stands before every address, '' at the root. */
  prefix: string;
  language: Language;
  isOverlay: boolean;
}

const stylesheet = (href: string): string => `<link rel="stylesheet"${attribute('href', href)}>`;

/** A page before its script runs: it loads everything at once, and says what it is about. */
export function pageShell(shell: ShellParts): string {
  const { prefix, page, language, version, parts, texts, event, data, drawn, isOverlay = false } = shell;
  const { athlete = null } = shell;
  const frame = { prefix, language, isOverlay };
  const eventTitle =
    event === null ? `${textOf(language, 'events')} · ${NAME}` : `${event.mainTitle} · ${NAME}`;
  const title = athlete === null ? eventTitle : `${athlete.words.name} · ${eventTitle}`;
  const days = event === null ? '' : dateRange(event.startDate, event.endDate, language);
  const where = [event?.subTitle, event?.location, days].filter((one) => Boolean(one));
  const eventWords = event === null ? DESCRIPTION[language] : [event.mainTitle, ...where].join(' · ');
  const standings = athlete?.words.races.map(standingText) ?? [];
  const description = [...standings, eventWords].join(' · ');
  const head = [
    `<title>${escapeHtml(title)}</title>`,
    `<meta name="description"${attribute('content', description)}>`,
    ...preview({ title: athlete?.words.name ?? event?.mainTitle ?? NAME, description }),
    ...(event === null ? [] : pictureOf(shell, event, athlete)),
    ...parts.styles.map((path) => stylesheet(prefix + path)),
  ];
  const scripts = [
    `<link rel="modulepreload"${attribute('href', prefix + texts)}>`,
    `<script type="module"${attribute('src', prefix + parts.script)}></script>`,
  ];
  const app = `<div id="app"${attribute('data-page', page)}${attribute('data-prefix', prefix || null)}${attribute('data-event-id', event?.eventId ?? null)}${attribute('data-version', version)}${drawn ? ' data-drawn="true"' : ''}>`;
  if (drawn) {
    // On a slow line whatever is loaded beside the rows delays them: scripts come after all that is to be seen.
    return document(
      frame,
      head,
      `${app}${drawn.html}</div>
<noscript><p>${escapeHtml(STANDS_STILL[language])}</p></noscript>
<script type="application/json" id="${FIRST_STATE}">${escapeJson(drawn.json)}</script>
${scripts.join('\n')}`,
    );
  }
  // Without crossorigin the browser would fetch it a second time for the script.
  head.push(
    ...scripts,
    `<link rel="preload" as="fetch" crossorigin="anonymous"${attribute('href', prefix + data)}>`,
  );
  if (isOverlay) return document(frame, head, `${app}</div>`);
  return document(
    frame,
    head,
    `${app}
${event === null ? headerOf(textOf(language, 'events'), '', null) : headerOf(event.mainTitle, where.join(' · '), chipOf(event, language))}
<main class="page"><p class="empty" role="status">${escapeHtml(textOf(language, 'loading'))}</p></main>
</div>
<noscript><p>${escapeHtml(NO_SCRIPT[language] + `${prefix}/api/v1/events.`)}</p></noscript>`,
  );
}

/** What chats show of an address that is sent on (Open Graph, https://ogp.me). */
const preview = (told: Record<string, string>): string[] =>
  Object.entries(told).map(
    ([name, content]) => `<meta property="og:${name}"${attribute('content', content)}>`,
  );

/** The picture beside it: of the athlete, else the event's own, else one that says what event it is. */
function pictureOf(
  { site, language }: ShellParts,
  event: PublicEvent,
  athlete: NamedAthlete | null,
): string[] {
  const large = '<meta name="twitter:card" content="summary_large_image">';
  if (athlete === null && event.imageUrl !== null)
    return [...preview({ image: new URL(event.imageUrl, site).href }), large];
  const page = athlete === null ? '' : `/a/${encodeURIComponent(athlete.key)}`;
  const version = pictureVersion(pictureWords(event, athlete?.words ?? null, language));
  const image = `${site}${eventPath(event.eventId)}${page}/picture.png?lang=${language}&v=${version}`;
  const size = { 'image:width': String(PICTURE_WIDTH), 'image:height': String(PICTURE_HEIGHT) };
  return [...preview({ image, ...size }), large];
}

/** The header as the pages draw it themselves, so that nothing jumps when they take over. */
const headerOf = (title: string, where: string, chip: string | null): string => `<header class="event-header">
<div>
<h1>${escapeHtml(title)}</h1>
<p class="event-where">${escapeHtml(where)}</p>
</div>
<div class="event-marks">${chip ?? ''}</div>
</header>`;

const chipOf = ({ status }: PublicEvent, language: Language): string =>
  `<span class="chip" data-status="${status}">${escapeHtml(textOf(language, `status.${status}`))}</span>`;

/** The page for an event that does not exist, or not for the public; over a picture only the sentence, in a corner. */
export function notFoundShell(frame: Frame, styles: string[]): string {
  const { prefix, language, isOverlay } = frame;
  const text = escapeHtml(textOf(language, 'notFound'));
  const head = [
    `<title>${text}</title>`,
    '<meta name="robots" content="noindex">',
    ...styles.map((path) => stylesheet(prefix + path)),
  ];
  if (isOverlay)
    return document(frame, head, `<p class="board-note"><span class="board-offline">${text}</span></p>`);
  return document(
    frame,
    head,
    `${headerOf('404', '', null)}
<main class="page"><p class="empty">${text}</p>
<p class="empty"><a${attribute('href', `${prefix}/`)}>${escapeHtml(textOf(language, 'allEvents'))}</a></p></main>`,
  );
}

const DESCRIPTION: Record<Language, string> = {
  cs: 'Živé výsledky vodního slalomu.',
  en: 'Live results of canoe slalom.',
  sk: 'Živé výsledky vodného slalomu.',
  de: 'Live-Ergebnisse des Kanuslaloms.',
  pl: 'Wyniki slalomu kajakowego na żywo.',
  fr: 'Résultats du canoë-kayak slalom en direct.',
};

const STANDS_STILL: Record<Language, string> = {
  cs: 'Bez JavaScriptu stránka sama nic nového neukáže; načtěte ji znovu.',
  en: 'Without JavaScript this page does not follow by itself; load it again for what is new.',
  sk: 'Bez JavaScriptu stránka sama nič nové neukáže; načítajte ju znova.',
  de: 'Ohne JavaScript folgt diese Seite nicht von selbst; laden Sie sie neu.',
  pl: 'Bez JavaScriptu strona sama nie pokaże nowości; wczytaj ją ponownie.',
  fr: 'Sans JavaScript cette page ne suit pas d’elle-même ; rechargez-la.',
};

const NO_SCRIPT: Record<Language, string> = {
  cs: 'Stránka potřebuje JavaScript; výsledky jako data jsou na ',
  en: 'This page needs JavaScript; the results as data are at ',
  sk: 'Stránka potrebuje JavaScript; výsledky ako dáta sú na ',
  de: 'Diese Seite braucht JavaScript; die Ergebnisse als Daten sind auf ',
  pl: 'Strona wymaga JavaScriptu; wyniki jako dane są na ',
  fr: 'Cette page a besoin de JavaScript ; les résultats bruts sont sur ',
};

/**
 * An overlay says so in its root, which its styles know it by; and it has no colour scheme, for a dark one would give it a
 * black ground before there are styles.
 */
const document = (
  { prefix, language, isOverlay }: Frame,
  head: string[],
  body: string,
): string => `<!doctype html>
<html lang="${language}"${isOverlay ? ' data-layout="overlay"' : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
${isOverlay ? '' : '<meta name="color-scheme" content="light dark">\n'}<link rel="icon"${attribute('href', `${prefix}/icon.svg`)} type="image/svg+xml">
<link rel="manifest"${attribute('href', `${prefix}/manifest.webmanifest`)}>
${head.join('\n')}
</head>
<body>
${body}
</body>
</html>
`;
