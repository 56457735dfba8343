import { decodeError, encodeError, ganetiError } from '../errors.js';
import { isLuxiMethod, luxiArgNames, luxiDefinition, type LuxiArgs, type LuxiMethod } from './methods.js';

/** A request as a server understands it. */
export type LuxiRequest = { [M in LuxiMethod]: { readonly method: M; readonly args: LuxiArgs<M> } }[LuxiMethod];

/** The text of a request, without the end mark. */
export function encodeLuxiRequest<M extends LuxiMethod>(method: M, args: LuxiArgs<M>, version: number): string {
  const byName = args as Readonly<Record<string, unknown>>;
  return JSON.stringify({ method, args: luxiArgNames(method).map((name) => byName[name] ?? null), version });
}

function refuse(why: string, cause?: unknown): never {
  throw ganetiError('ParseError', [`Failed to parse request: ${why}`], cause === undefined ? undefined : { cause });
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  // Like the original, nothing may stand before the first brace; a newline after the last one is common.
  if (!/^[{[]/.test(text)) refuse('the message must begin with a JSON object');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    refuse(`the message is not valid JSON (${(cause as Error).message})`, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('the message must be a JSON object');
  return value as Readonly<Record<string, unknown>>;
}

/**
 * Reads a request: method and arguments by name. Throws a ParseError whose message is what the original would answer
 * as a plain string before it closes the connection. Keys other than method and args are ignored, `version` too.
 * Types of the arguments are the caller's to check, with the table.
 */
export function decodeLuxiRequest(text: string): LuxiRequest {
  const message = parseObject(text);
  for (const key of ['method', 'args']) {
    if (!Object.hasOwn(message, key))
      refuse(`key '${key}' not found, object contains only ${JSON.stringify(Object.keys(message))}`);
  }
  const { method, args } = message;
  if (typeof method !== 'string' || !isLuxiMethod(method)) refuse(`unknown LUXI method ${JSON.stringify(method)}`);
  return { method, args: argsByName(method, args) } as LuxiRequest;
}

function argsByName(method: LuxiMethod, args: unknown): Readonly<Record<string, unknown>> {
  const { minArgs, anyArgs } = luxiDefinition(method);
  if (anyArgs) return {};
  const names = luxiArgNames(method);
  if (!Array.isArray(args)) refuse(`${method}: args must be a list`);
  const given = args as unknown[];
  if (given.length > names.length || given.length < (minArgs ?? names.length)) {
    refuse(
      `${method}: ${String(given.length)} arguments given, expected ${String(names.length)} (${names.join(', ')})`,
    );
  }
  return Object.fromEntries(names.map((name, i) => [name, given[i] ?? null]));
}

/** The text of a successful answer. */
export function encodeLuxiResult(result: unknown): string {
  return JSON.stringify({ success: true, result });
}

/** The text of an answer that carries an error of the table; the connection stays open after it. */
export function encodeLuxiError(error: unknown): string {
  return JSON.stringify({ success: false, result: encodeError(error) });
}

/** The text of an answer to something that is no request; the server closes the connection after it. */
export function encodeLuxiRefusal(message: string): string {
  return JSON.stringify({ success: false, result: message });
}

/** The result in an answer; throws the error that it carries, or a ProtocolError when it is no answer at all. */
export function decodeLuxiResponse(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw ganetiError('ProtocolError', [`Error while deserializing response: ${(cause as Error).message}`], { cause });
  }
  if (typeof value !== 'object' || value === null || !('success' in value) || !('result' in value)) {
    throw ganetiError('ProtocolError', [`Invalid response from server: ${text.slice(0, 200)}`]);
  }
  if (value.success !== true) throw decodeError(value.result);
  return value.result;
}
