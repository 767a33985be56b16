import {
  eventColumns,
  participantColumns,
  resultColumns,
  scheduleColumns,
  unassignedColumns,
  type Column,
} from './exportColumns';
import { gateStatistics } from './fieldColumns';
import type { PlanClass, RaceDayPlan } from './plan';
import { simulateRaceDay, type RaceDayOptions } from './raceDay';
import { standingsAt } from './standings';

const fewestBoats = 5;
const mostBoats = 5000;

/**
 * The Canoe123 export as it would stand at a moment of the plan: times in milliseconds, penalties in
 * seconds, CRLF, no BOM. Element order and padding follow the recorded sample.
 * @param atMs milliseconds since the plan's start, or its very start or end
 */
export function exportXml(plan: RaceDayPlan, atMs: number | 'start' | 'end'): string {
  const moment = atMs === 'start' ? 0 : atMs === 'end' ? plan.endsAtMs : atMs;
  const lines = [
    '<?xml version="1.0" standalone="yes"?>',
    '<Canoe123Data xmlns="http://siwidata.com/Canoe123/Data.xsd">',
  ];
  for (const participant of plan.participants) {
    addSection(lines, 'Participants', participantColumns(participant));
  }
  for (const planClass of plan.classes) addClass(lines, planClass);
  for (const race of plan.races) addSection(lines, 'Schedule', scheduleColumns(plan, race, moment));
  addSection(lines, 'Schedule', unassignedColumns);
  for (const race of plan.races) {
    const rows = standingsAt(plan, race, moment).sort((a, b) => a.run.startOrder - b.run.startOrder);
    for (const row of rows) addSection(lines, 'Results', resultColumns(plan, race, row, moment));
  }
  for (const { courseNr, courseConfig } of plan.courses) {
    addSection(lines, 'CourseData', [
      ['CourseNr', courseNr],
      ['CourseConfig', courseConfig],
    ]);
  }
  if (plan.habits === 'field') {
    for (const columns of gateStatistics(plan)) addSection(lines, 'GateStatistics', columns);
    addSection(lines, 'CompOfficials', [
      ['Function', 'Chief Judge'],
      ['FamilyName', 'BRÁNKOVÁ'],
    ]);
  }
  addSection(lines, 'Events', eventColumns(plan));
  lines.push('</Canoe123Data>');
  return lines.join('\r\n');
}

/**
 * A plan whose export at the end of the day has about `bytes` bytes of UTF-8: within 3 % from 1 MB up to
 * the 26 MB of 5,000 boats, less exactly below, where a larger bracket is a jump. 1.7 MB is a full real
 * race day, 5 MB a very large one.
 */
export function raceDayOfSize(
  bytes: number,
  options: Omit<RaceDayOptions, 'athletes' | 'athletesPerClass'>,
): RaceDayPlan {
  const withBoats = (athletes: number): RaceDayPlan => simulateRaceDay({ ...options, athletes });
  let athletes = inRange(bytes / 5000);
  let plan = withBoats(athletes);
  // Size grows almost linearly with the entries, so a few corrections are plenty.
  for (let round = 0; round < 4; round += 1) {
    const size = Buffer.byteLength(exportXml(plan, 'end'));
    const better = inRange((athletes * bytes) / size);
    if (better === athletes) break;
    athletes = better;
    plan = withBoats(athletes);
  }
  return plan;
}

function inRange(athletes: number): number {
  return Math.min(mostBoats, Math.max(fewestBoats, Math.round(athletes)));
}

function addSection(lines: string[], name: string, columns: readonly Column[]): void {
  lines.push(`  <${name}>`);
  for (const [column, value] of columns) addColumn(lines, '    ', column, value);
  lines.push(`  </${name}>`);
}

function addClass(lines: string[], planClass: PlanClass): void {
  lines.push('  <Classes>');
  addColumn(lines, '    ', 'ClassId', planClass.classId);
  addColumn(lines, '    ', 'Class', planClass.name);
  addColumn(lines, '    ', 'LongTitle', planClass.longTitle);
  for (const { catId, name, firstYear, lastYear } of planClass.categories) {
    lines.push('    <Categories>');
    addColumn(lines, '      ', 'CatId', catId);
    addColumn(lines, '      ', 'ClassId', planClass.classId);
    addColumn(lines, '      ', 'Category', name);
    addColumn(lines, '      ', 'FirstYear', firstYear);
    addColumn(lines, '      ', 'LastYear', lastYear);
    lines.push('    </Categories>');
  }
  lines.push('  </Classes>');
}

function addColumn(lines: string[], indent: string, name: string, value: Column[1]): void {
  if (value === null) return;
  if (value === '') lines.push(`${indent}<${name} />`);
  // A name may bring an attribute, which the end tag has not.
  else lines.push(`${indent}<${name}>${escaped(String(value))}</${name.split(' ')[0] ?? name}>`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
