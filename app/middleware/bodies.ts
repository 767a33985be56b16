import bodyParser from 'koa-bodyparser';
import inflate from 'inflation';
import type { Context, Middleware } from 'koa';
import rawBody from 'raw-body';
import type { z } from 'zod';
import { AppError } from '../../lib/errors';

/** Parses a JSON body, whatever its Content-Type says; gzip is understood. 413 past the bound. */
export function jsonBody(maxBytes: number): Middleware {
  return bodyParser({
    enableTypes: ['json'],
    detectJSON: () => true,
    jsonLimit: `${maxBytes}b`,
    onerror: (error) => {
      throw bodyError(error, maxBytes);
    },
  });
}

/** The body's bytes, decompressed. 413 past the bound, 415 for an unknown Content-Encoding. */
export async function readBytes(ctx: Context, maxBytes: number): Promise<Buffer> {
  try {
    return await rawBody(inflate(ctx.req), { limit: maxBytes });
  } catch (error) {
    throw bodyError(error as Error, maxBytes);
  }
}

/** Holds the body against a schema; 400 names each field that is wrong. */
export function validate<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => {
    const where = path.reduce<string>(
      (text, step) =>
        typeof step === 'number' ? `${text}[${step}]` : `${text}${text && '.'}${String(step)}`,
      '',
    );
    return `${where || 'body'}: ${message}`;
  });
  const shown = mistakes.slice(0, MAX_MISTAKES).join('; ');
  const more = mistakes.length > MAX_MISTAKES ? `; and ${mistakes.length - MAX_MISTAKES} more` : '';
  throw new AppError(400, 'ValidationError', shown + more);
}

const MAX_MISTAKES = 10;

function bodyError(error: Error, maxBytes: number): Error {
  const { status, type, code } = error as { status?: number; type?: string; code?: string };
  if (status === 413 || type === 'entity.too.large') {
    const limit = `${maxBytes} bytes (${Math.round(maxBytes / 1024 / 102.4) / 10} MB)`;
    return new AppError(413, 'PayloadTooLarge', `The body is larger than ${limit}, decompressed.`);
  }
  if (status === 415) {
    return new AppError(415, 'UnsupportedMediaType', 'Content-Encoding: expected gzip, deflate, br or none.');
  }
  if (code?.startsWith('Z_') === true) {
    return new AppError(
      400,
      'InvalidEncoding',
      `The body is not what its Content-Encoding says: ${error.message}.`,
    );
  }
  if (error instanceof SyntaxError) {
    return new AppError(400, 'InvalidJson', `The body is not valid JSON: ${error.message}`);
  }
  return error;
}
