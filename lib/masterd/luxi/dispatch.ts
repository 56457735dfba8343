import { faultsOf } from '@gnt/ht/validate';
import {
  decodeLuxiRequest,
  encodeLuxiError,
  encodeLuxiRefusal,
  encodeLuxiResult,
  ganetiError,
  isA,
  luxiDefinition,
  type LuxiMethod,
  type LuxiRequest,
} from '@gnt/protocol';
import type { Logger } from '../../common/log.js';
import { InvalidJob } from '../jqueue/submission.js';
import type { LuxiCall, LuxiHandler } from './context.js';
import { luxiHandlers } from './methods/index.js';

/** The text of an answer, and whether the connection ends after it. */
export interface LuxiAnswer {
  readonly text: string;
  readonly close: boolean;
}

const PREFIX = 'Failed to parse request: ';

/**
 * Answers one request. As in the original there are two shapes of errors: what is no proper request gets a string and
 * the connection is closed; what failed while it was carried out gets [class, arguments] and it stays open.
 */
export async function answerRequest(text: string, call: LuxiCall, log: Logger): Promise<LuxiAnswer> {
  let method = 'unknown';
  try {
    const request = decodeLuxiRequest(text);
    method = request.method;
    checkArguments(request);
    const handler = luxiHandlers[request.method] as LuxiHandler<LuxiMethod>;
    return { text: encodeLuxiResult(await handler(request.args, call)), close: false };
  } catch (error) {
    if (isA(error, 'ParseError') || error instanceof InvalidJob) {
      log.warn({ method, reason: error.message }, 'request refused');
      const message = error instanceof InvalidJob ? `${method}: ${error.message}` : error.message;
      return { text: encodeLuxiRefusal(message.startsWith(PREFIX) ? message : PREFIX + message), close: true };
    }
    log.info({ method, err: error }, 'request failed');
    return { text: encodeLuxiError(error), close: false };
  }
}

function checkArguments({ method, args }: LuxiRequest): void {
  const values: Readonly<Record<string, unknown>> = args;
  for (const [name, type] of Object.entries(luxiDefinition(method).args)) {
    // Submitted opcodes are large and have a table of their own.
    const faults = faultsOf(type, values[name]);
    if (faults.length === 0) continue;
    const where = faults.map((f) => f.path).find((path) => path !== '');
    const given = JSON.stringify(values[name]).slice(0, 80);
    throw ganetiError('ParseError', [
      `${PREFIX}${method}: argument '${name}' must be ${type.text}, not ${given}${where === undefined ? '' : ` (at ${where})`}`,
    ]);
  }
}
