// The messages that every contestant sends: JSON of results as slalom-live sends it, each message a bit
// further into the race than the one before. Not random, not all the same, and the same for everyone.
'use strict';

const FAMILY_NAMES = (
  'NOVÁKOVÁ KOLÁŘ LEKNÁK ŠINDELÁŘ HORVÁTHOVÁ VLNKOŠ DOLEŽEL MÜLLER ROUSSEAU PROUD FERREIRA JASANÝŠEK ' +
  'ŘASENUŠ PEŘEJKA BRODSKÝ JEZERNÁ SPLAVNÝ VÍROVÁ KAJAKOVÁ PÁDLO ZÁTOKA TŮNĚ'
).split(' ');
const GIVEN_NAMES =
  'Tereza Ondřej Čeněk Vít Eliška Ľuboslav Matouš Jonas Camille Štěpán Inês Zbyněk Přemek Ludvík Anežka Jakub'.split(
    ' ',
  );
const CATEGORIES = ['U14', 'U16', 'U18', 'U23', 'SEN', 'VET'];
const CLUBS = [
  'KVS Stříbřitá Řeka',
  'ŠKP Vydria Zátoka',
  'SK Horní Jez',
  'Kanu-Club Weißwasser',
  'USK Peřej',
];
/** Nanoseconds of the monotonic clock have at most this many digits; so every message of a size has its length. */
const STAMP_DIGITS = 19;
const GATES = 24;

/** A number below `below` that looks like chance and is the same in every run. */
function scattered(seed, below) {
  let bits = Math.imul(seed + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) % below;
}
const picked = (list, seed) => list[scattered(seed, list.length)];

/** A row of a result list; `version` counts the results that came since the list began. */
function row(i, version) {
  const time = 7_912 + scattered(i * 96 + (i % 11 === version % 11 ? version : 0), 1_900);
  const pen = scattered(i + 7, 5) * 200;
  return {
    rnk: i + 1,
    bib: String(1 + scattered(i, 400)),
    name: `${picked(FAMILY_NAMES, i)} ${picked(GIVEN_NAMES, i + 50)}`,
    club: picked(CLUBS, i + 99),
    time,
    pen,
    total: time + pen,
    totalBehind: `+${((time + pen - 7_912) / 100).toFixed(2)}`,
    status: null,
  };
}

/** A row of a best-run list, as the long lists hold it. */
function longRow(i, version) {
  const prevTime = 7_800 + scattered(i * 31, 2_100);
  const prevPen = scattered(i + 3, 4) * 200;
  return {
    ...row(i, version),
    startOrder: 1 + scattered(i, 400),
    athleteId: String(10_000 + scattered(i * 5, 4_000)),
    noc: 'CZE',
    catId: picked(CATEGORIES, i),
    catRnk: 1 + scattered(i + 11, 30),
    betterRunNr: 1 + (i % 2),
    totalTotal: prevTime + prevPen,
    prevTime,
    prevPen,
    prevTotal: prevTime + prevPen,
    prevRnk: 1 + scattered(i * 3, 120),
    prevStatus: null,
    currStatus: null,
  };
}

/** One who is on the course; a gate more is judged with each version. */
function onCourse(version) {
  const judged = version % GATES;
  const athlete = Math.floor(version / GATES);
  return {
    raceId: 'K1M_ST_BR2_6',
    bib: String(1 + scattered(athlete, 400)),
    name: `${picked(FAMILY_NAMES, athlete)} ${picked(GIVEN_NAMES, athlete)}`,
    club: picked(CLUBS, athlete),
    position: 1,
    gates: Array.from({ length: GATES }, (_, i) => ({
      number: i + 1,
      type: i % 3 === 2 ? 'reverse' : 'normal',
      penalty: i < judged ? ((version + i) % 9 === 0 ? 2 : 0) : null,
    })),
    completed: false,
    time: 1_000 + judged * 310,
  };
}

/** The `data` of a message of about `bytes` bytes without its stamp; below 1 kB a result, below 4 kB the course. */
function dataOf(bytes, version) {
  if (bytes < 1_000) return { raceId: 'K1M_ST_BR2_6', results: [row(version % 40, version)] };
  if (bytes < 4_000) return { oncourse: [onCourse(version)] };
  const length = Math.round(bytes / Buffer.byteLength(JSON.stringify(longRow(20, 1))));
  return { raceId: 'K1M_ST_BR2_6', results: Array.from({ length }, (_, i) => longRow(i, version)) };
}

/** How many different messages of a size there are, so that making them costs little beside sending them. */
const variantsOf = (bytes) => (bytes < 4_000 ? 96 : bytes < 100_000 ? 12 : 6);

const made = new Map();

/** The `index`th message of a size, JSON text in two halves, between which its stamp goes. */
function halves(bytes, index) {
  const variants = variantsOf(bytes);
  const key = `${bytes} ${index % variants}`;
  if (!made.has(key)) {
    const data = JSON.stringify({ sentNs: '', ...dataOf(bytes, index % variants) });
    const cut = data.indexOf('""') + 1;
    made.set(key, {
      before: data.slice(0, cut),
      after: data.slice(cut),
      data: dataOf(bytes, index % variants),
    });
  }
  return made.get(key);
}

/** The time of the monotonic clock, which the load client reads too, as text of a fixed length. */
const stamp = () => process.hrtime.bigint().toString().padStart(STAMP_DIGITS, '0');

const ENVELOPE = { type: 'diff', id: 'bc31b8bc7311-3j', at: '2026-06-06T13:28:00.200Z' };
const ENVELOPE_TEXT = `${JSON.stringify(ENVELOPE).slice(0, -1)},"data":`;

/** JSON text of a message's `data`, stamped now. */
function dataText(bytes, index) {
  const { before, after } = halves(bytes, index);
  return `${before}${stamp()}${after}`;
}

/** A message as JSON text, stamped now. */
const messageText = (bytes, index) => `${ENVELOPE_TEXT}${dataText(bytes, index)}}`;

/** A message as an object, stamped now, for those that encode it themselves. */
const messageObject = (bytes, index) => ({
  ...ENVELOPE,
  data: { sentNs: stamp(), ...halves(bytes, index).data },
});

module.exports = { dataText, messageObject, messageText };
