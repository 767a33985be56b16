import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { comeBackMs } from '../shared/comeBack';
import { LanguageSwitch } from '../shared/LanguageSwitch';
import { ask, Refused, type Session } from './api';
import { EventControl } from './EventControl';
import { EventList } from './EventList';
import { SignIn } from './SignIn';
import { useText } from './texts';

/** The event that is controlled is in the address, so that it stays after a reload: `#SPRING`. */
function useChosen(): string | null {
  const read = (): string | null => decodeURIComponent(location.hash.slice(1)) || null;
  const [chosen, setChosen] = useState(read);
  useEffect(() => {
    const look = (): void => {
      setChosen(read());
    };
    addEventListener('hashchange', look);
    return () => {
      removeEventListener('hashchange', look);
    };
  }, []);
  return chosen;
}

/** Where an organiser looks after events, as an administrator or with one event's key. */
export function ControlPage(): JSX.Element {
  const text = useText();
  const [session, setSession] = useState<Session | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const chosen = useChosen();
  useEffect(() => {
    document.title = `${text('title')} · slalom-live`;
  }, [text]);
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const begin = (attempt: number): void => {
      ask<Session>('GET', '/session').then(
        (found) => {
          setSession(found);
          setTrouble(null);
        },
        (error: unknown) => {
          const isElsewhere = error instanceof Refused && error.code === 'ServedElsewhere';
          setTrouble(text(isElsewhere ? 'elsewhere' : 'unreachable'));
          if (isElsewhere) return;
          again = setTimeout(begin, comeBackMs(attempt), attempt + 1);
        },
      );
    };
    begin(0);
    return () => {
      clearTimeout(again);
    };
  }, []);

  const signOut = (): void => {
    ask<Session>('DELETE', '/session').then(setSession, () => {
      setTrouble(text('unreachable'));
    });
  };
  const isSignedIn = session !== null && session.role !== null;
  const eventId = session?.role === 'key' ? session.eventId : chosen;
  return (
    <>
      <header class="event-header">
        <h1>{text('title')}</h1>
        <div class="control-tools">
          {isSignedIn && (
            <button type="button" class="button" onClick={signOut}>
              {text('signOut')}
            </button>
          )}
          <LanguageSwitch isShort />
        </div>
      </header>
      <main class="page control">
        {trouble !== null && (
          <p class="card control-failure" role="alert">
            {trouble}
          </p>
        )}
        {session?.role === null && <SignIn session={session} onSignedIn={setSession} />}
        {isSignedIn && eventId === null && <EventList />}
        {isSignedIn && eventId !== null && (
          <EventControl key={eventId} eventId={eventId} isAdministrator={session.role === 'administrator'} />
        )}
      </main>
    </>
  );
}
