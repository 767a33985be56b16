import { SaxesParser } from 'saxes';

/** The rows of an export by section, columns as text; a missing column is undefined, an empty one ''. */
export type ExportRows = Record<string, Record<string, string>[]>;

/** Reads an export with a strict parser that knows nothing of the simulator. Throws on malformed XML. */
export function readExport(xml: string): ExportRows {
  const sections: ExportRows = {};
  const parser = new SaxesParser();
  const path: string[] = [];
  let row: Record<string, string> = {};
  let text = '';
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    path.push(name);
    if (path.length === 2) {
      row = {};
      (sections[name] ??= []).push(row);
    }
    text = '';
  });
  parser.on('text', (chunk) => {
    text += chunk;
  });
  parser.on('closetag', ({ name }) => {
    if (path.length === 3 && name !== 'Categories') row[name] = text;
    path.pop();
  });
  parser.write(xml).close();
  return sections;
}
