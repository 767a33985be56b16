import { composeSnapshot } from '../domain/snapshot';
import { indexRaceDay } from '../domain/resultList';
import type { PublicConfig, PublicEvent, PublicTiming, Snapshot } from '../domain/views';
import type { Executor } from './dialect';
import type { EventConfig, StoredEvent } from './eventRepository';
import { loadOnCourse } from './onCourseRepository';
import { loadRaceDay, type StoredRaceDay } from './raceDayRepository';

/** What the administrator entered stands; an export fills what was left empty, and says the dates. */
export function publicEvent(event: StoredEvent): PublicEvent {
  const { admin, exported } = event;
  return {
    eventId: event.eventId,
    mainTitle: admin.mainTitle ?? exported?.mainTitle ?? event.eventId,
    subTitle: admin.subTitle ?? exported?.subTitle ?? null,
    location: admin.location ?? exported?.location ?? null,
    facility: admin.facility ?? exported?.facility ?? null,
    startDate: exported?.startDate ?? admin.startDate,
    endDate: exported?.endDate ?? admin.endDate,
    discipline: admin.discipline ?? exported?.discipline ?? null,
    status: event.status,
    hasImage: event.imageType !== null,
  };
}

/** The settings that concern those who watch. */
export function publicConfig({ activeRaceId, displayMode, showOnCourse }: EventConfig): PublicConfig {
  return { activeRaceId, displayMode, showOnCourse };
}

/** When the timing was last heard of. */
export function publicTiming({ heardAt, isMidRun }: Pick<StoredEvent, 'heardAt' | 'isMidRun'>): PublicTiming {
  return { heardAt: heardAt === null ? null : new Date(heardAt).toISOString(), isMidRun };
}

/** Everything the public may know of the event; `day` is handed in by whoever has it loaded. */
export async function loadSnapshot(db: Executor, event: StoredEvent, day?: StoredRaceDay): Promise<Snapshot> {
  const index = indexRaceDay(day ?? (await loadRaceDay(db, event.id)));
  const onCourse = await loadOnCourse(db, event.id);
  const snapshot = composeSnapshot(publicEvent(event), publicConfig(event.config), index, onCourse);
  return { ...snapshot, timing: publicTiming(event) };
}
