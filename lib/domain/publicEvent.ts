import type { EventStatus } from './lifecycle';
import type { EventDetails } from './records';
import type { PublicConfig, PublicEvent, PublicTiming } from './views';

/** What is known of an event beside its race day. */
export interface EventFacts {
  eventId: string;
  status: EventStatus;
  /** What the administrator entered. */
  admin: EventDetails;
  /** What the last export said; null before the first. */
  exported: EventDetails | null;
  imageType: string | null;
  /** What stands before the server's paths; none where not given. */
  prefix?: string;
}

/** What the administrator entered stands; an export fills what was left empty, and says the dates. */
export function publicEvent({
  eventId,
  status,
  admin,
  exported,
  imageType,
  prefix = '',
}: EventFacts): PublicEvent {
  return {
    eventId,
    mainTitle: admin.mainTitle ?? exported?.mainTitle ?? eventId,
    subTitle: admin.subTitle ?? exported?.subTitle ?? null,
    location: admin.location ?? exported?.location ?? null,
    facility: admin.facility ?? exported?.facility ?? null,
    startDate: exported?.startDate ?? admin.startDate,
    endDate: exported?.endDate ?? admin.endDate,
    discipline: admin.discipline ?? exported?.discipline ?? null,
    status,
    hasImage: imageType !== null,
    imageUrl: imageType === null ? null : `${prefix}/api/v1/events/${encodeURIComponent(eventId)}/image`,
  };
}

/** The settings that concern those who watch. */
export function publicConfig({
  activeRaceId,
  displayMode,
  showOnCourse,
  announcement,
  boards = {},
  boardImages = {},
}: PublicConfig): PublicConfig {
  return {
    ...{ activeRaceId, displayMode, showOnCourse, announcement },
    ...(Object.keys(boards).length > 0 && { boards }),
    ...(Object.keys(boardImages).length > 0 && { boardImages }),
  };
}

/** When the timing was last heard of, in milliseconds since 1970; null before that. */
export interface TimingFacts {
  heardAt: number | null;
  isMidRun: boolean;
}

/** When the timing was last heard of. */
export function publicTiming({ heardAt, isMidRun }: TimingFacts): PublicTiming {
  return { heardAt: heardAt === null ? null : new Date(heardAt).toISOString(), isMidRun };
}
