import type { JSX } from 'preact';
import { ConnectionBadge } from '../shared/ConnectionBadge';
import { dateRange } from '../shared/format';
import { useLanguage } from '../shared/language';
import { LanguageSwitch } from '../shared/LanguageSwitch';
import type { LiveState, LiveStatus } from '../shared/live';

/** Which event it is and how fresh the page is. The server writes the same into the page's first bytes. */
export function EventHeader({ state, status }: { state: LiveState; status: LiveStatus }): JSX.Element {
  const { t, plural, language } = useLanguage();
  const { event, viewers } = state;
  const where = [event.subTitle, event.location, dateRange(event.startDate, event.endDate, language)];
  return (
    <header class="event-header">
      <div>
        <h1>{event.mainTitle}</h1>
        <p class="event-where">{where.filter(Boolean).join(' · ')}</p>
      </div>
      <LanguageSwitch isShort />
      <div class="event-marks">
        <span class="chip" data-status={event.status}>
          {t(`status.${event.status}`)}
        </span>
        <ConnectionBadge status={status} />
        {viewers !== undefined && viewers > 1 && <span class="viewers">{plural('viewers', viewers)}</span>}
      </div>
    </header>
  );
}
