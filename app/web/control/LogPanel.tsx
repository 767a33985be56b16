import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { dayAndTime } from '../shared/format';
import { useLanguage } from '../shared/language';
import { pagePrefix } from '../shared/prefix';
import { ask, ofEvent, type LogEntry } from './api';
import { useDoing } from './doing';
import type { EventPanelProps } from './EventControl';
import { Failure } from './Failure';
import { Panel } from './Panel';
import { logWords } from './logWords';
import { useText } from './texts';

const AT_ONCE = 20;
const KINDS = ['create', 'edit', 'key', 'status', 'config', 'refresh', 'xml', 'correct', 'board'] as const;

/** What was done to the event, and by whom; the newest first. */
export function LogPanel({ event }: EventPanelProps): JSX.Element {
  const text = useText();
  const { t, language } = useLanguage();
  const { failure, run } = useDoing();
  const [entries, setEntries] = useState<LogEntry[]>([]);
  const [hasMore, setHasMore] = useState(false);
  const [kind, setKind] = useState('');
  const path = `${ofEvent(event.eventId)}/log`;
  /** The newest ones, or those before an entry; older ones that are shown stay. */
  const read = (before?: number): void => {
    void run(async () => {
      const query = `?limit=${AT_ONCE}${before === undefined ? '' : `&before=${before}`}`;
      const { entries: got } = await ask<{ entries: LogEntry[] }>('GET', path + query);
      const oldest = got.at(-1)?.id ?? Infinity;
      setEntries((held) =>
        before === undefined ? [...got, ...held.filter(({ id }) => id < oldest)] : [...held, ...got],
      );
      if (before !== undefined || entries.length === 0) setHasMore(got.length === AT_ONCE);
    });
  };
  // After each change that is seen here, too.
  useEffect(() => {
    read();
  }, [event]);

  const shown = entries.filter((entry) => kind === '' || entry.kind === kind);
  return (
    <Panel name="log" title={text('log')}>
      <p class="control-buttons">
        <select
          aria-label={text('log')}
          value={kind}
          onChange={(input) => {
            setKind(input.currentTarget.value);
          }}
        >
          <option value="">{text('everything')}</option>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {text(`did.${one}`)}
            </option>
          ))}
        </select>
        <a
          class="button"
          href={`${pagePrefix()}/api/v1${path}?limit=1000`}
          download={`${event.eventId}-log.json`}
        >
          {text('download')}
        </a>
      </p>
      <ul class="control-log">
        {shown.map(({ id, kind: did, at, by, detail }) => (
          <li key={id}>
            <time dateTime={at}>{dayAndTime(at, language)}</time> <strong>{text(`did.${did}`)}</strong>{' '}
            <span class="muted">{by}</span>
            <span class="control-log-detail">{logWords({ kind: did, detail }, text, t)}</span>
          </li>
        ))}
      </ul>
      {hasMore && (
        <button
          type="button"
          class="button"
          onClick={() => {
            read(entries.at(-1)?.id);
          }}
        >
          {text('more')}
        </button>
      )}
      <Failure text={failure} />
    </Panel>
  );
}
