/** What happened as a sentence to read out. Pure; the language comes with `speech`. */
import { changeText } from '../shared/changeText';
import { penaltySeconds, seconds } from '../shared/format';
import type { Speech } from '../shared/language';
import type { LiveState } from '../shared/live';
import { raceName } from '../shared/raceName';
import { statusTitle } from '../shared/statusTitle';
import { spokenName } from '../shared/rows';
import type { Finish, Happening } from './happenings';

type Words = Pick<Speech, 't' | 'ordinal'>;

/** One sentence, with its full stop. */
export function sentence(happened: Happening, state: LiveState, { t, ordinal }: Words): string {
  if (happened.kind === 'event') return t('happened.event', { status: t(`status.${happened.status}`) });
  if (happened.kind === 'race') {
    const race = raceName(state, happened.raceId, t);
    return t('happened.race', { race, status: t(`race.${happened.state}`) });
  }
  const race = state.races.find(({ raceId }) => raceId === happened.raceId);
  const isTeam = race?.raceType === 'team-run';
  const name = spokenName(happened.name, isTeam);
  switch (happened.kind) {
    case 'start':
      return t('happened.start', { bib: happened.bib, name });
    case 'penalty': {
      const { gate, penalty } = happened;
      // Of a team's boats only the sum is known.
      if (isTeam) return t('happened.penalty.team', { name, gate, penalty });
      return t(penalty >= 50 ? 'happened.penalty.50' : 'happened.penalty.2', { name, gate });
    }
    case 'cleared':
      return t('happened.cleared', { name, gate: happened.gate });
    case 'finish':
      return finishSentence(happened, { name, isTeam }, { t, ordinal });
    case 'status':
      return t('happened.status', { name, status: statusTitle(happened.status, t) });
    case 'correction': {
      const { total, rank, changes } = happened;
      const figures = [seconds(total), ...(rank === null ? [] : [ordinal(rank)])].join(', ');
      if (changes.length === 0) return t('happened.correction', { name, figures });
      const reasons = changes.map((change) => changeText(change, t)).join(', ');
      return t('happened.corrected', { name, figures, reasons });
    }
    case 'review':
      return t(happened.isOver ? 'happened.reviewed' : 'happened.review', { name });
    case 'place':
      return t('happened.place', { name, rank: ordinal(happened.rank), heat: happened.heat ?? '' });
  }
}

function finishSentence(
  finish: Finish,
  { name, isTeam }: { name: string; isTeam: boolean },
  { t, ordinal }: Words,
): string {
  const { total, pen, rank, gap, led, improved, counted } = finish;
  const penalties = pen === 0 ? t('happened.clean') : t('happened.penalties', { pen: penaltySeconds(pen) });
  const figures = [seconds(total), penalties];
  if (led !== null) {
    const by = seconds(led.by);
    return t('happened.lead', { name, by, other: spokenName(led.name, isTeam), figures: figures.join(', ') });
  }
  if (improved === false) {
    const standing = [seconds(counted), rank === null ? null : ordinal(rank), gap];
    return t('happened.firstCounts', {
      ...{ name, figures: figures.join(', ') },
      counted: standing.filter((one) => one !== null).join(', '),
    });
  }
  if (rank === 1 && improved === null) return t('happened.firstTime', { name, figures: figures.join(', ') });
  if (rank === 1 && improved === true) return t('happened.leadKept', { name, figures: figures.join(', ') });
  if (rank !== null) figures.push(ordinal(rank));
  if (gap !== null && rank !== null) figures.push(gap);
  return t('happened.finish', { name, figures: figures.join(', ') });
}
