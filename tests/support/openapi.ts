import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type AnySchema, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import type { Json } from './api';

export const SPECS = join(__dirname, '../../specs');

const ORIGIN = 'https://specs.invalid/';
const read = (name: string): Json => parse(readFileSync(join(SPECS, name), 'utf8'));

/** The two documents that describe the interface, as parsed YAML. */
export const openapi = read('openapi.yaml');
export const asyncapi = read('asyncapi.yaml');

// Not strict: the documents around the schemas are no schemas, and a `$ref` beside a description is.
const ajv = new Ajv2020({ strict: false, allErrors: true, allowUnionTypes: true });
addFormats(ajv);
ajv.addSchema(openapi as AnySchema, `${ORIGIN}openapi.yaml`);
ajv.addSchema(asyncapi as AnySchema, `${ORIGIN}asyncapi.yaml`);

const compiled = new Map<string, ValidateFunction>();

/** What is wrong with `value` by the schema at a place such as `openapi.yaml#/components/schemas/PublicGate`; '' for nothing. */
export function problemsBySchema(place: string, value: unknown): string {
  let validate = compiled.get(place);
  if (!validate) {
    validate = ajv.compile({ $ref: `${ORIGIN}${place}` });
    compiled.set(place, validate);
  }
  return validate(value) ? '' : ajv.errorsText(validate.errors, { separator: '\n' });
}

/** Part of a JSON pointer in a URI. */
const step = (text: string): string => encodeURIComponent(text.replace(/~/g, '~0').replace(/\//g, '~1'));

/** The object at a local reference such as `#/components/responses/BadBody`. */
export function resolveIn(document: Json, reference: string): Json {
  let node = document;
  for (const part of reference.slice(2).split('/')) node = node[part.replace(/~1/g, '/')];
  return node;
}

export interface Operation {
  /** As in the document, for example `/api/v1/events/{eventId}`. */
  path: string;
  /** Lower case. */
  method: string;
  statuses: string[];
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

/** Every operation of openapi.yaml. */
export const operations: Operation[] = Object.entries(openapi.paths as Record<string, Json>).flatMap(
  ([path, item]) =>
    METHODS.filter((method) => method in (item as object)).map((method) => ({
      path,
      method,
      statuses: Object.keys(item[method].responses as object),
    })),
);

/** The path of the document that a request's path belongs to, literal ones first. */
export function documentedPath(pathname: string): string | undefined {
  const matches = Object.keys(openapi.paths as object).filter((path) =>
    new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  return matches.sort((a, b) => a.split('{').length - b.split('{').length)[0];
}

/** What is wrong with an answer by openapi.yaml; '' for nothing. `path` as in the document. */
export function problemsWithAnswer(
  { path, method }: Pick<Operation, 'path' | 'method'>,
  status: number,
  contentType: string | null,
  body: unknown,
): string {
  const pointer = ['paths', path, method, 'responses', String(status)].map(step).join('/');
  let response = openapi.paths[path]?.[method]?.responses?.[String(status)];
  if (response === undefined) return `${status} is not documented`;
  let place = `openapi.yaml#/${pointer}`;
  if (typeof response.$ref === 'string') {
    place = `openapi.yaml${response.$ref as string}`;
    response = resolveIn(openapi, response.$ref as string);
  }
  const content = response.content as Record<string, Json> | undefined;
  if (!content) return body === '' || body === undefined ? '' : 'a body, where none is documented';
  const type = contentType?.split(';')[0] ?? '';
  const media = Object.keys(content).find((one) => one === type || one === type.replace(/\/.*/, '/*'));
  if (media === undefined) return `Content-Type ${type} is not documented`;
  if (media !== 'application/json') return '';
  return problemsBySchema(`${place}/content/${step(media)}/schema`, body);
}

/** The place of a message's payload schema in asyncapi.yaml. */
export const payloadOf = (message: string): string => `asyncapi.yaml#/components/messages/${message}/payload`;

/** Every `$ref` in a document with whether it leads anywhere. */
export function brokenReferences(document: Json): string[] {
  const broken: string[] = [];
  const visit = (node: Json): void => {
    if (typeof node !== 'object' || node === null) return;
    const reference = node.$ref as unknown;
    if (typeof reference === 'string') {
      const [file, pointer] = reference.split('#');
      const target = file === '' ? document : file === './openapi.yaml' ? openapi : null;
      let found: unknown;
      try {
        found = target === null ? undefined : resolveIn(target, `#${pointer ?? ''}`);
      } catch {
        found = undefined;
      }
      if (found === undefined) broken.push(reference);
    }
    for (const child of Object.values(node as object)) visit(child);
  };
  visit(document);
  return broken;
}
