/** What of a browser is used here; none of it is there in Node. */
interface Page {
  document?: EventSource & { hidden: boolean };
  addEventListener?: EventSource['addEventListener'];
  removeEventListener?: EventSource['addEventListener'];
}
interface EventSource {
  addEventListener(type: string, listener: (event: { persisted?: boolean }) => void): void;
  removeEventListener(type: string, listener: (event: { persisted?: boolean }) => void): void;
}

/** What happened to the device. */
export interface WakeUpHandlers {
  /** It may have slept or changed networks: a connection that looks open may be dead. */
  onWake: () => void;
  /** The browser says that the network is gone; it is not always right. */
  onOffline: () => void;
  /** The clock jumped: the device has slept, or the clock was set. */
  onJump: () => void;
}

/**
 * Tells when connections are to be doubted: sleeping phones and pages from the back-forward cache keep sockets that
 * look open and are dead. Answers what stops it.
 */
export function wakeUps(
  { onWake, onOffline, onJump }: WakeUpHandlers,
  { tickMs, jumpMs }: { tickMs: number; jumpMs: number },
): () => void {
  const page = globalThis as Page;
  const { document } = page;
  const onVisible = (): void => {
    if (!document?.hidden) onWake();
  };
  const onShow = ({ persisted }: { persisted?: boolean }): void => {
    if (persisted) onWake();
  };
  page.addEventListener?.('online', onWake);
  page.addEventListener?.('offline', onOffline);
  page.addEventListener?.('pageshow', onShow);
  document?.addEventListener('visibilitychange', onVisible);

  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    const gap = now - last - tickMs;
    last = now;
    if (Math.abs(gap) < jumpMs) return;
    onJump();
    // Browsers run the timers of hidden pages once a minute; becoming visible is a wake-up anyway.
    if (!document?.hidden) onWake();
  }, tickMs);

  return () => {
    clearInterval(timer);
    page.removeEventListener?.('online', onWake);
    page.removeEventListener?.('offline', onOffline);
    page.removeEventListener?.('pageshow', onShow);
    document?.removeEventListener('visibilitychange', onVisible);
  };
}
