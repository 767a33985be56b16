/** What `slalom-live` exports. Importing it has no side effects. */
export { slalomLive, type SlalomLive } from './slalomLive';
export type { Action, Asked, Authorize, CommitNews, SlalomLiveOptions } from './options';
export type { Parts } from './stack';
export type { Log } from './log';
export { SettingsError, type StackSettings } from './settings';
export { AppError } from '../lib/errors';
