import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type { EventDrawing } from '../web/event/drawing';
import { AppError } from '../../lib/errors';
import { topFolder } from '../topFolder';
import type { Language } from './language';

/** What a page loads; addresses begin at the server's root. */
export interface PageParts {
  script: string;
  styles: string[];
}

/** A file as it is sent, in each encoding that it was built in. */
export interface Form {
  body: Buffer;
  etag: string;
}
export interface BuiltFile {
  /** For Koa's `ctx.type`. */
  type: string;
  plain: Form;
  gzip: Form | null;
  br: Form | null;
}

/** What `app/web/build.mjs` made, in memory: it is small, and never changes while the server runs. */
export interface BuiltPages {
  /** Changes with anything that a page loads. */
  version: string;
  pages: Record<string, PageParts>;
  /** The modules of the pages' texts. */
  texts: Record<Language, string>;
  /** Draws the event page's first state. */
  drawing: EventDrawing;
  /** By address, for example `/assets/event-A1B2.js`. */
  files: ReadonlyMap<string, BuiltFile>;
  /** What `specs/openapi.yaml` says. */
  openapi: object;
}

interface Manifest {
  version: string;
  pages: Record<string, PageParts>;
  texts: Record<Language, string>;
}

/** Reads the built pages; null where they were not built, so that the API works from sources alone. */
export function readBuiltPages(folder = join(topFolder(), 'dist/web')): BuiltPages | null {
  const manifestPath = join(folder, 'manifest.json');
  if (!existsSync(manifestPath)) return null;
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(js|css|svg|woff2)$/.test(name));
  const pages = Object.entries(manifest.pages).map(([page, { script, styles }]) => [
    page,
    {
      script: `/${script}`,
      styles: styles.map((one) => `/${one}`),
    },
  ]);
  return {
    version: manifest.version,
    pages: Object.fromEntries(pages) as Record<string, PageParts>,
    texts: Object.fromEntries(
      Object.entries(manifest.texts).map(([language, path]) => [language, `/${path}`]),
    ) as Record<Language, string>,
    drawing: createRequire(__filename)(join(folder, 'drawing.cjs')) as EventDrawing,
    openapi: JSON.parse(readFileSync(join(folder, 'openapi.json'), 'utf8')) as object,
    files: new Map(names.map((name) => [`/${name}`, readForms(join(folder, name))])),
  };
}

function readForms(path: string): BuiltFile {
  const compressed = (suffix: string): Form | null =>
    existsSync(path + suffix) ? formOf(readFileSync(path + suffix)) : null;
  return {
    type: extname(path),
    plain: formOf(readFileSync(path)),
    gzip: compressed('.gz'),
    br: compressed('.br'),
  };
}

const formOf = (body: Buffer): Form => ({
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
});

/** The pages where they are built; 503 where not. */
export function needed(built: BuiltPages | null): BuiltPages {
  if (built !== null) return built;
  throw new AppError(503, 'PagesNotBuilt', 'The pages of this server are not built; the API works.');
}
