import { readFile } from 'node:fs/promises';
import { CONFD_REPL_STATUS_OK, SS_MASTER_CANDIDATES_IPS } from '@gnt/constants';
import { ConfdClient } from '@gnt/confd-client';
import type { ConfdRequestName } from '@gnt/protocol';
import type { Files } from '../common/files.js';
import type { Paths } from '../common/paths.js';

/** Longest wait for a candidate. */
const TIMEOUT_MS = 5000;

/** Asks the cluster's configuration daemons. */
export interface Confd {
  /** The answer; throws when nobody answers, or refuses to. */
  ask(name: ConfdRequestName, query: unknown): Promise<unknown>;
}

export interface NodeConfdOptions {
  readonly paths: Paths;
  readonly files: Files;
  /** Ask this daemon only. */
  readonly address?: string | undefined;
  readonly port?: number | undefined;
}

/** Asks with the key and the candidates that this node has on file at the time. */
export class NodeConfd implements Confd {
  readonly #options: NodeConfdOptions;

  constructor(options: NodeConfdOptions) {
    this.#options = options;
  }

  async ask(name: ConfdRequestName, query: unknown): Promise<unknown> {
    const { paths, files, address, port } = this.#options;
    const key = await readFile(paths.file('hmacKey'));
    const text = address ?? (await files.readTextIfPresent(paths.ssconf(SS_MASTER_CANDIDATES_IPS))) ?? '';
    const peers = text.split('\n').filter((line) => line !== '');
    const client = new ConfdClient({ peers, key, timeoutMs: TIMEOUT_MS, ...(port === undefined ? {} : { port }) });
    try {
      const reply = await client.ask(name, query);
      if (reply.status !== CONFD_REPL_STATUS_OK)
        throw new Error(`confd refuses ${name}: ${JSON.stringify(reply.answer)}`);
      return reply.answer;
    } finally {
      client.close();
    }
  }
}
