/** The parser of exports, as something that takes bytes. */
import { ExportError } from '../../lib/canoe123/ExportError';
import { parseExport } from '../../lib/canoe123/parseExport';
import { springSlalom } from '../support/springSlalom';
import type { Guided } from './guided';

const TOKENS = [
  ...[
    '<',
    '>',
    '</',
    '/>',
    '<?xml ?>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<!DOCTYPE a>',
    '&amp;',
    '&#x0;',
    '&#120;',
    '&a;',
  ],
  ...[
    '<Results>',
    '</Results>',
    '<Classes>',
    '<Categories>',
    '<Schedule>',
    '<Participants>',
    '<Events>',
    '<x:Results xmlns:x="a">',
  ],
  ...[
    '<Time>',
    '<Gates>',
    '<Pen>',
    '<Total>',
    '<RaceId>',
    '<Id>',
    '<Status>',
    '<Bib>',
    '<IsTeam>',
    '<StartTime>',
  ],
  ...[
    '0',
    '-1',
    '50',
    '2',
    '1e9',
    '99999999999',
    '  0 50',
    'DNF',
    'true',
    '09:00:00',
    '2026-05-30T09:00:00',
    'ř',
    '😀',
    '\uFEFF',
    '\r\n',
    ' ',
  ],
];

export const exportParser: Guided = {
  watched: /lib\/canoe123|saxes/,
  sound: [Buffer.from(springSlalom()), Buffer.from('<Canoe123Data></Canoe123Data>')],
  tokens: TOKENS.map((token) => Buffer.from(token)),
  feed: async (input) => {
    try {
      await parseExport(input);
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
    }
  },
};
