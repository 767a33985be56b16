import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { pagePrefix } from '../shared/prefix';
import { routesByTag, type Description, type Parameter, type Route } from './description';

/** What is sent with each request, and kept nowhere. */
interface Secrets {
  masterKey: string;
  apiKey: string;
}

/** The API as its document describes it, each operation to be tried against this very server. */
export function ApiPage(): JSX.Element {
  const [description, setDescription] = useState<Description | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const [secrets, setSecrets] = useState<Secrets>({ masterKey: '', apiKey: '' });
  const address = `${pagePrefix()}/api/v1/openapi.json`;
  useEffect(() => {
    document.title = 'API · slalom-live';
    fetch(address)
      .then(async (response) => {
        if (!response.ok) throw new Error(String(response.status));
        setDescription((await response.json()) as Description);
      })
      .catch(() => {
        setHasFailed(true);
      });
  }, [address]);
  const secretField = (name: keyof Secrets, label: string): JSX.Element => (
    <label>
      {label}
      <input
        type="password"
        name={name}
        autocomplete="off"
        value={secrets[name]}
        onInput={(event) => {
          setSecrets({ ...secrets, [name]: event.currentTarget.value });
        }}
      />
    </label>
  );
  return (
    <>
      <header class="event-header">
        <h1>API</h1>
      </header>
      <main class="page api" lang="en">
        {hasFailed && <p role="alert">The description could not be read. Load the page again.</p>}
        {description && (
          <>
            <p>
              {description.info.title} {description.info.version}, as <a href={address}>OpenAPI 3.1</a>. What
              is tried here is done on this server.
            </p>
            <fieldset class="api-secrets">
              <legend>Sent with each request; kept until the page is closed</legend>
              {secretField('masterKey', 'X-Master-Key')}
              {secretField('apiKey', 'X-API-Key')}
            </fieldset>
            {routesByTag(description).map(([tag, routes]) => (
              <section key={tag} aria-labelledby={`tag-${tag}`}>
                <h2 id={`tag-${tag}`}>{tag}</h2>
                {routes.map((route) => (
                  <RouteItem key={route.operation.operationId} route={route} secrets={secrets} />
                ))}
              </section>
            ))}
          </>
        )}
      </main>
    </>
  );
}

function RouteItem({ route, secrets }: { route: Route; secrets: Secrets }): JSX.Element {
  const { method, path, operation } = route;
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      class="card api-route"
      data-operation={operation.operationId}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>
        <strong data-method={method}>{method.toUpperCase()}</strong> <code>{path}</code>{' '}
        <span class="muted">{operation.summary}</span>
      </summary>
      {isOpen && <Trial route={route} secrets={secrets} />}
    </details>
  );
}

/** Answers may be a whole race day. */
const MOST_SHOWN = 20_000;

interface Told {
  status: number;
  text: string;
}

function Trial({ route, secrets }: { route: Route; secrets: Secrets }): JSX.Element {
  const { method, path, operation, parameters, mediaType, example, answers } = route;
  const [values, setValues] = useState<Record<string, string>>({});
  const [body, setBody] = useState(example);
  const [told, setTold] = useState<Told | null>(null);
  const send = async (): Promise<void> => {
    setTold(null);
    try {
      const headers: Record<string, string> = {
        'X-Requested-With': 'slalom-live',
        ...(secrets.masterKey && { 'X-Master-Key': secrets.masterKey }),
        ...(secrets.apiKey && { 'X-API-Key': secrets.apiKey }),
        ...(mediaType !== null && { 'Content-Type': mediaType }),
      };
      for (const { name } of parameters.filter((one) => one.in === 'header' && values[one.name]))
        headers[name] = values[name] ?? '';
      const address = pagePrefix() + addressOf(path, parameters, values);
      const sent = mediaType === null ? {} : { body };
      const response = await fetch(address, { method: method.toUpperCase(), headers, ...sent });
      const text = await firstOf(response);
      setTold({ status: response.status, text: shown(text) });
    } catch (error) {
      setTold({ status: 0, text: String(error) });
    }
  };
  return (
    <form
      class="api-trial"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {operation.description && <p class="api-words">{operation.description}</p>}
      {parameters.map(({ name, description, required }) => (
        <label key={name}>
          {name} {description && <small class="muted">{description}</small>}
          <input
            name={name}
            required={required === true}
            value={values[name] ?? ''}
            onInput={(event) => {
              setValues({ ...values, [name]: event.currentTarget.value });
            }}
          />
        </label>
      ))}
      {mediaType !== null && (
        <label>
          {mediaType}
          <textarea
            rows={Math.min(12, body.split('\n').length + 1)}
            value={body}
            onInput={(event) => {
              setBody(event.currentTarget.value);
            }}
          />
        </label>
      )}
      <p>
        <button class="button">Send</button>
      </p>
      <ul class="api-answers">
        {answers.map(([status, words]) => (
          <li key={status}>
            <strong>{status}</strong> {words}
          </li>
        ))}
      </ul>
      <div role="status">
        {told && (
          <>
            <p>
              <strong>{told.status === 0 ? 'No answer' : told.status}</strong>
            </p>
            <pre tabIndex={0}>{told.text}</pre>
          </>
        )}
      </div>
    </form>
  );
}

function addressOf(path: string, parameters: Parameter[], values: Record<string, string>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const query = new URLSearchParams(
    parameters.flatMap(({ name, in: where }) => {
      const value = values[name];
      return where === 'query' && value ? [[name, value]] : [];
    }),
  ).toString();
  return query ? `${filled}?${query}` : filled;
}

/** A stream never ends: what comes first of it is enough. */
async function firstOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.includes('event-stream')) return response.text();
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

function shown(text: string): string {
  let told = text;
  try {
    told = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not everything is JSON.
  }
  return told.length > MOST_SHOWN ? `${told.slice(0, MOST_SHOWN)}\n…` : told;
}
