import type { JSX } from 'preact';
import { useLive } from '../shared/live';
import { followedRace } from '../shared/races';
import { ResultTable } from '../shared/ResultTable';
import type { PageProps } from '../shared/start';
import { EventHeader } from './EventHeader';

/** The spectator's page. */
export function EventPage({ feed }: PageProps): JSX.Element {
  const { state, status } = useLive(feed);
  const raceId = followedRace(state) ?? '';
  return (
    <>
      <EventHeader state={state} status={status} />
      <main class="page">
        <div class="card">
          <ResultTable
            caption={state.races.find((race) => race.raceId === raceId)?.title ?? raceId}
            rows={state.results[raceId] ?? []}
            mode="simple"
            listKey={raceId}
          />
        </div>
      </main>
    </>
  );
}
