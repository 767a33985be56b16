import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Router from '@koa/router';

/** The page that shows an event, and what it is made of. */
const FILES: Record<string, { file: string; type: string }> = {
  '/': { file: 'index.html', type: 'html' },
  '/live.js': { file: 'live.js', type: 'js' },
  '/live.css': { file: 'live.css', type: 'css' },
};

/** Serves the page from memory; it is small and never changes while the server runs. */
export function webRoutes(): Router {
  const router = new Router();
  for (const [path, { file, type }] of Object.entries(FILES)) {
    const text = readFileSync(join(topFolder(), 'app/web', file), 'utf8');
    router.get(path, (ctx) => {
      ctx.type = type;
      ctx.set('Cache-Control', 'no-cache');
      ctx.set('Content-Security-Policy', "default-src 'self'");
      ctx.set('X-Content-Type-Options', 'nosniff');
      ctx.body = text;
    });
  }
  return router;
}

/** The project's folder, above this file whether it runs as source or from the build. */
function topFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
