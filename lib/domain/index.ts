/**
 * What `slalom-live/domain` exports, for boards, reports and tests of others: ranking, the order of lists, the reducer that
 * messages are applied with, and the shapes of what is public. All of it is pure.
 */
export { apply, type LiveMessage, type LiveState, type StateMessage } from './apply';
export { EVENT_STATUSES, type EventStatus } from './lifecycle';
export { noPlaces, places, ranks, type Place, type Standing } from './ranking';
export { compareBibs, compareResults, statusOrder } from './resultOrder';
export { gapText, secondsText } from './time';
export type {
  DiffData,
  PublicCategory,
  PublicChange,
  PublicClass,
  PublicConfig,
  PublicEvent,
  PublicEventCategory,
  PublicFault,
  PublicGate,
  PublicOnCourseEntry,
  PublicRace,
  PublicResult,
  PublicStart,
  PublicTiming,
  Snapshot,
} from './views';
