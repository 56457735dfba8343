import { request } from 'node:https';
import { DEFAULT_RAPI_PORT, RAPI, RAPI_VERSION } from '@gnt/constants';
import type { WatcherContext } from './context.js';
import { messageOf } from './errors.js';
import type { WatcherLog } from './log.js';

const TIMEOUT_MS = 30_000;

interface Reply {
  readonly status: number;
  readonly body: string;
}

/** Whether what the remote API answers to the question for its version shows that it works; one that wants a password does. */
export function showsLife({ status, body }: Reply): boolean {
  return status === 401 || (status === 200 && body.trim() === String(RAPI_VERSION));
}

function askVersion(host: string, port: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    // Its certificate is not checked: this asks whether it lives, and tells it nothing.
    const call = request({ host, port, path: '/version', rejectUnauthorized: false, timeout: TIMEOUT_MS }, (reply) => {
      let body = '';
      reply.setEncoding('utf8');
      reply.on('data', (part: string) => {
        if (body.length < 1000) body += part;
      });
      reply.on('end', () => {
        resolve({ status: reply.statusCode ?? 0, body });
      });
      reply.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error(`no answer within ${String(TIMEOUT_MS / 1000)} s`)));
    call.on('error', reject);
    call.end();
  });
}

/** Whether the remote API works at an address; why not is in the log. */
export async function rapiAnswers(host: string, log: WatcherLog, port: number = DEFAULT_RAPI_PORT): Promise<boolean> {
  try {
    const reply = await askVersion(host, port);
    if (showsLife(reply)) return true;
    log.warning(
      `The remote API answers with status ${String(reply.status)} and ${JSON.stringify(reply.body.slice(0, 200))}`,
    );
  } catch (e) {
    log.warning(`The remote API does not answer: ${messageOf(e)}`);
  }
  return false;
}

/** Has the remote API running, and started anew, once, when it does not answer. An installation without it is left so. */
export async function ensureRapi(
  { daemons, log, rapiAnswers: answers }: Pick<WatcherContext, 'daemons' | 'log' | 'rapiAnswers'>,
  address: string,
): Promise<void> {
  if (!(await daemons.installed(RAPI))) {
    log.debug(`${RAPI} is not installed; nobody can be asked whether it answers`);
    return;
  }
  await daemons.ensure(RAPI);
  if (await answers(address)) return;
  log.warning(`The remote API does not answer at ${address}; starting it anew`);
  await daemons.stop(RAPI);
  await daemons.ensure(RAPI);
  if (!(await answers(address))) log.error(`The remote API does not answer at ${address}, not even after a new start`);
}
