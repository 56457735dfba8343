import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../common/clock.js';
import { isMissing } from '../common/files.js';
import { LineCutter } from '../common/line-cutter.js';
import type { Paths } from '../common/paths.js';

/** Milliseconds that QEMU may take; another client of its socket comes first. */
const TIMEOUT_MS = 3000;
const QUESTION = '{"execute": "qmp_capabilities"}\n{"execute": "query-status"}\n';

/** The run state that QEMU tells on a guest's QMP socket; undefined when it does not answer in time. */
export async function guestRunState(
  { paths, clock }: { readonly paths: Paths; readonly clock: Clock },
  name: string,
): Promise<string | undefined> {
  const directory = await open(join(paths.file('kvmDir'), 'ctrl'), 'r').catch((e: unknown) => {
    if (isMissing(e)) return undefined;
    throw e;
  });
  if (directory === undefined) return undefined;
  try {
    // By the directory's descriptor: that path always fits into a socket address, the real one need not.
    return await ask(`/proc/self/fd/${String(directory.fd)}/${name}.qmp`, clock);
  } finally {
    await directory.close();
  }
}

function ask(socket: string, clock: Clock): Promise<string | undefined> {
  return new Promise((resolve) => {
    const stream = connect(socket);
    const lines = new LineCutter();
    const finish = (state: string | undefined): void => {
      cancel();
      stream.destroy();
      resolve(state);
    };
    const cancel = clock.after(TIMEOUT_MS, () => {
      finish(undefined);
    });
    stream.on('error', () => {
      finish(undefined);
    });
    stream.on('close', () => {
      finish(undefined);
    });
    stream.on('connect', () => stream.write(QUESTION));
    stream.on('data', (data: Buffer) => {
      for (const line of lines.push(data)) {
        const state = runState(line);
        if (state !== undefined) finish(state);
      }
    });
  });
}

/** The run state in an answer to query-status; undefined for any other line. */
function runState(line: string): string | undefined {
  try {
    const message = JSON.parse(line) as { readonly return?: { readonly status?: unknown } } | null;
    const status = message?.return?.status;
    return typeof status === 'string' ? status : undefined;
  } catch {
    return undefined;
  }
}
