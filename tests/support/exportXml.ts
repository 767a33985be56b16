import { formatFaults } from '../../lib/domain/faults';
import type { EventDetails, RaceDay, ResultRecord } from '../../lib/domain/records';

/** Columns of one section element; null and undefined are left out, an array nests `<Categories>`. */
export type XmlRow = Record<string, string | number | null | undefined | XmlRow[]>;

/** One section element of an export: its name and columns. */
export type XmlSection = [section: string, row: XmlRow];

const NAMESPACE = 'http://siwidata.com/Canoe123/Data.xsd';

/** Text as XML holds it. */
export function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#13;');
}

function rowXml(name: string, row: XmlRow, indent: string): string {
  const columns = Object.entries(row).map(([column, value]) => {
    if (Array.isArray(value)) return value.map((nested) => rowXml(column, nested, `${indent}  `)).join('');
    if (value === null || value === undefined) return '';
    return value === ''
      ? `${indent}  <${column} />\n`
      : `${indent}  <${column}>${escapeXml(String(value))}</${column}>\n`;
  });
  return `${indent}<${name}>\n${columns.join('')}${indent}</${name}>\n`;
}

/** An export of these sections, in this order, as Canoe123 lays it out. */
export function exportXml(sections: XmlSection[]): string {
  const body = sections.map(([name, row]) => rowXml(name, row, '  ')).join('');
  return `<?xml version="1.0" standalone="yes"?>\n<Canoe123Data xmlns="${NAMESPACE}">\n${body}</Canoe123Data>\n`;
}

/** The sections of a race day, in the order of a real export; times in milliseconds, penalties in seconds. */
export function raceDaySections(details: EventDetails, day: RaceDay): XmlSection[] {
  return [
    ...day.participants.map((p): XmlSection => [
      'Participants',
      {
        Id: p.participantId,
        ClassId: p.classId,
        EventBib: p.eventBib,
        ICFId: p.icfId,
        FamilyName: p.familyName,
        GivenName: p.givenName,
        ICFId2: p.icfId2,
        FamilyName2: p.familyName2,
        GivenName2: p.givenName2,
        NOC: p.noc,
        Club: p.club,
        Year: p.year,
        CatId: p.catId,
        IsTeam: String(p.isTeam),
        ...Object.fromEntries(p.members.map((id, index) => [`Member${index + 1}`, id])),
      },
    ]),
    ...day.classes.map((c): XmlSection => [
      'Classes',
      {
        ClassId: c.classId,
        Class: c.name,
        LongTitle: c.longTitle,
        Categories: c.categories.map((category) => ({
          CatId: category.catId,
          ClassId: c.classId,
          Category: category.name,
          FirstYear: category.firstYear,
          LastYear: category.lastYear,
        })),
      },
    ]),
    ...day.races.map((r): XmlSection => [
      'Schedule',
      {
        RaceId: r.raceId,
        RaceOrder: r.raceOrder,
        StartTime: r.startTime,
        ClassId: r.classId,
        DisId: r.disId,
        StartInterval: r.startInterval,
        CourseNr: r.courseNr,
        CustomTitle: r.title,
        RaceStatus: r.raceStatus,
      },
    ]),
    ...day.results.map((r): XmlSection => ['Results', resultRow(r)]),
    ...day.courses.map((c): XmlSection => [
      'CourseData',
      { CourseNr: c.courseNr, CourseConfig: c.courseConfig },
    ]),
    [
      'Events',
      {
        MainTitle: details.mainTitle,
        SubTitle: details.subTitle,
        Location: details.location,
        Facility: details.facility,
        StartDate: details.startDate,
        EndDate: details.endDate,
        CanoeDiscipline: details.discipline,
        TimeMode: 'Points100',
      },
    ],
  ];
}

function resultRow(result: ResultRecord): XmlRow {
  return {
    RaceId: result.raceId,
    Id: result.participantId,
    StartOrder: result.startOrder,
    Bib: result.bib.padStart(4),
    StartTime: result.startTime,
    Status: result.status ?? '',
    dtStart: result.dtStart,
    dtFinish: result.dtFinish,
    Time: milliseconds(result.time),
    Gates: result.gates,
    Pen: seconds(result.pen),
    Total: milliseconds(result.total),
    Rnk: result.rnk,
    RnkOrder: result.rnkOrder,
    CatId: result.catId,
    PrevTime: milliseconds(result.prev?.time),
    PrevPen: seconds(result.prev?.pen),
    PrevTotal: milliseconds(result.prev?.total),
    PrevRnk: result.prev?.rnk,
    HeatNr: result.heatNr,
    RoundNr: result.roundNr,
    Qualified: result.qualified,
    NrFLT: result.faults?.length ?? 0,
    FLT: formatFaults(result.faults ?? []),
  };
}

function milliseconds(hundredths: number | null | undefined): number | null {
  return typeof hundredths !== 'number' ? null : hundredths * 10;
}

function seconds(hundredths: number | null | undefined): number | null {
  return typeof hundredths !== 'number' ? null : hundredths / 100;
}
