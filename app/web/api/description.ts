/** What is used of the OpenAPI document. */
export interface Description {
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, PathItem>;
  components: Record<string, Record<string, unknown>>;
}

type PathItem = { parameters?: Reference<Parameter>[] } & Partial<Record<Method, Operation>>;
type Reference<T> = T | { $ref: string };

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  description?: string;
  required?: boolean;
}

export interface Operation {
  tags?: string[];
  operationId: string;
  summary: string;
  description?: string;
  security?: Record<string, unknown>[];
  parameters?: Reference<Parameter>[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, Reference<{ description?: string }>>;
}

/** An operation that can be tried. */
export interface Route {
  method: Method;
  path: string;
  operation: Operation;
  parameters: Parameter[];
  /** Of the body; null where there is none. */
  mediaType: string | null;
  example: string;
  /** What each status means. */
  answers: [status: string, words: string][];
}

function resolved<T>(description: Description, given: Reference<T>): T {
  if (typeof given !== 'object' || given === null || !('$ref' in given)) return given;
  const [section = '', name = ''] = given.$ref.split('/').slice(2);
  return description.components[section]?.[name] as T;
}

/** All operations, in the order of the document, by tag. */
export function routesByTag(description: Description): [tag: string, routes: Route[]][] {
  const byTag = new Map<string, Route[]>();
  for (const [path, item] of Object.entries(description.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const given = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      const [content] = Object.entries(operation.requestBody?.content ?? {});
      const [mediaType = null, body] = content ?? [];
      const tag = operation.tags?.[0] ?? '';
      byTag.set(tag, [
        ...(byTag.get(tag) ?? []),
        {
          ...{ method, path, operation, mediaType },
          answers: Object.entries(operation.responses).map(([status, answer]) => [
            status,
            resolved(description, answer).description ?? '',
          ]),
          parameters: given.map((one) => resolved(description, one)),
          example: typeof body?.example === 'string' ? body.example : inLines(body?.example),
        },
      ]);
    }
  }
  return [...byTag];
}

const inLines = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2));
