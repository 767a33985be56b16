/** What a class is called on the pages, so that no two of an event read the same: `className(state, 'K1M_HO', t)`. */
import { classNames } from '../../../lib/domain/classNames';
import type { PublicClass } from '../../../lib/domain/views';
import type { Speech } from './language';
import type { LiveState } from './live';

type Named = Pick<LiveState, 'classes' | 'races'>;

/** Forerunner classes are called by the word: `FR` is `Forerunners`, `FR K1M` is `Forerunners K1M`. */
function spelledOut(one: PublicClass, t: Speech['t']): PublicClass {
  if (one.isForerunner !== true) return one;
  const rest = /^FR[\s_-]*(.*)$/.exec(one.name)?.[1] ?? one.name;
  return { ...one, name: `${t('forerunners')} ${rest}`.trim() };
}

/** Pages ask for many names of one state; they are worked out once for it. */
let last: { of: Named; t: Speech['t']; names: Map<string, string> } | null = null;

/** The class's name, told apart from others of that name by long title or course; its id where there is no such class. */
export function className(state: Named, classId: string, t: Speech['t']): string {
  if (last?.of.classes !== state.classes || last.of.races !== state.races || last.t !== t) {
    const { classes, races } = state;
    const spelled = classes.map((one) => spelledOut(one, t));
    const names = classNames(spelled, races, (n) => t('course', { n }));
    last = { of: { classes, races }, t, names };
  }
  return last.names.get(classId) ?? classId;
}
