export { apply, type LiveMessage, type LiveState, type StateMessage } from '../domain/apply';
export { connectLive } from './connectLive';
export type {
  LiveConnection,
  LiveEvents,
  LiveOptions,
  LiveStatus,
  LiveView,
  Timings,
  Transport,
} from './options';
export type { WebSocketConstructor, WebSocketLike } from './transports/ws';
