import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { dateRange } from '../shared/format';
import { useLanguage } from '../shared/language';
import { ask, ofEvent, Refused, type AdminEvent } from './api';
import { BoardsPanel } from './BoardsPanel';
import { CorrectionPanel } from './CorrectionPanel';
import { DetailsPanel } from './DetailsPanel';
import { useDoing } from './doing';
import { Failure } from './Failure';
import { FeedPanel } from './FeedPanel';
import { FilePanel } from './FilePanel';
import { KeyPanel } from './KeyPanel';
import { LinksPanel } from './LinksPanel';
import { LogPanel } from './LogPanel';
import { ShownPanel } from './ShownPanel';
import { StatePanel } from './StatePanel';
import { useText } from './texts';
import { ViewersPanel } from './ViewersPanel';

/** How often the event is read anew: others may change it, too. */
const READ_MS = 3_000;

export interface EventPanelProps {
  event: AdminEvent;
  /** To be called when something was changed. */
  onChanged: () => Promise<void>;
}

interface EventControlProps {
  eventId: string;
  isAdministrator: boolean;
}

/** One event: what the timing sends, how it stands, what is shown of it. */
export function EventControl({ eventId, isAdministrator }: EventControlProps): JSX.Element {
  const text = useText();
  const { t, language } = useLanguage();
  const { failure, run } = useDoing();
  const [event, setEvent] = useState<AdminEvent | null>(null);
  /** Whether it could not be read anew: what is shown may be old. */
  const [isAway, setAway] = useState(false);
  const read = useCallback(async (): Promise<void> => {
    setEvent(await ask<AdminEvent>('GET', ofEvent(eventId)));
    setAway(false);
  }, [eventId]);
  useEffect(() => {
    void run(read);
    const timer = setInterval(() => {
      read().catch((error: unknown) => {
        setAway(!(error instanceof Refused) || error.status >= 500);
      });
    }, READ_MS);
    return () => {
      clearInterval(timer);
    };
  }, [read]);

  const panel = event && { event, onChanged: read };
  return (
    <>
      {isAdministrator && (
        <p>
          <a href="#">← {text('backToEvents')}</a>
        </p>
      )}
      <Failure text={isAway ? text('unreachable') : failure} />
      {panel && (
        <>
          <div class="control-title">
            <h2>{panel.event.mainTitle}</h2>
            <span class="chip" data-status={panel.event.status}>
              {t(`status.${panel.event.status}`)}
            </span>
            <span class="muted">
              {[
                panel.event.eventId,
                panel.event.location,
                dateRange(panel.event.startDate, panel.event.endDate, language),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </div>
          <div class="control-panels">
            <FeedPanel {...panel} />
            <StatePanel {...panel} />
            <ShownPanel {...panel} />
            <BoardsPanel {...panel} />
            <ViewersPanel {...panel} />
            <CorrectionPanel {...panel} />
            <KeyPanel {...panel} isAdministrator={isAdministrator} />
            <FilePanel {...panel} />
            <LinksPanel {...panel} />
            {isAdministrator && <DetailsPanel {...panel} />}
            <LogPanel {...panel} />
          </div>
        </>
      )}
    </>
  );
}
