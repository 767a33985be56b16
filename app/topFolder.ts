import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project's folder, above this file whether it runs as source or from the build. */
export function topFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  throw new Error(`there is no package.json above ${__dirname}`);
}
