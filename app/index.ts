/** What `slalom-live` exports. Importing it has no side effects. */
export { slalomLive, type SlalomLive } from './slalomLive';
export type { Action, Asked, Authorize, CommitNews, Parts, SlalomLiveOptions } from './options';
export type { Log } from './log';
export { SettingsError, type StackSettings } from './settings';
export { AppError } from '../lib/errors';
export type * from '../lib/domain';
