import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, type Session } from './api';
import { useDoing } from './doing';
import { Failure } from './Failure';
import { Panel } from './Panel';
import { useText } from './texts';

interface SignInProps {
  session: Session;
  onSignedIn: (session: Session) => void;
}

/** By password or key; where the server needs neither, one is in at once. */
export function SignIn({ session, onSignedIn }: SignInProps): JSX.Element {
  const text = useText();
  const { isBusy, failure, run } = useDoing();
  const [password, setPassword] = useState('');
  const [apiKey, setApiKey] = useState('');
  const signIn = async (body: object): Promise<void> => {
    onSignedIn(await ask<Session>('POST', '/session', body));
  };
  useEffect(() => {
    if (!session.needsPassword) void run(() => signIn({}));
  }, []);
  return (
    <Panel name="sign-in" title={text('signInTitle')}>
      <form
        class="control-form"
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => signIn(apiKey === '' ? { password } : { apiKey: apiKey.trim() }));
        }}
      >
        <p>{text('eitherOne')}</p>
        <label>
          {text('password')}
          <input
            type="password"
            name="password"
            autocomplete="current-password"
            value={password}
            onInput={(event) => {
              setPassword(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          {text('apiKey')}
          <input
            name="apiKey"
            autocomplete="off"
            spellcheck={false}
            value={apiKey}
            onInput={(event) => {
              setApiKey(event.currentTarget.value);
            }}
          />
        </label>
        <button class="button control-main" disabled={isBusy || (password === '' && apiKey === '')}>
          {text('signIn')}
        </button>
        <Failure text={failure} />
      </form>
    </Panel>
  );
}
