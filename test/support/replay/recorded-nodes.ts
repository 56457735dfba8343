import { systemClock } from '../../../lib/common/clock.js';
import type { RpcTarget } from '../../../lib/rpc/interface.js';
import { TransportError, type RawReply, type Transport } from '../../../lib/rpc/transport.js';
import { recordedResult, type Recording } from './recordings.js';

type Row = Readonly<Record<string, unknown>>;
type Answer = (node: string, args: readonly unknown[], signal: AbortSignal | undefined) => unknown;

/** What a node answers when it cannot do what was asked. */
class Refused {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

interface QueryResult {
  readonly fields: readonly { readonly name: string }[];
  readonly data: readonly (readonly (readonly [number, unknown])[])[];
}

/** The node on which the recordings were made. */
export const MASTER = 'node1.peer.test';

/** Rows of a recorded query by field name. */
function rowsOf(recordings: readonly Recording[], name: string): Row[] {
  const { fields, data } = recordedResult(recordings, name) as QueryResult;
  return data.map((row) => Object.fromEntries(fields.map((f, i) => [f.name, row[i]?.[1]])));
}

function byName(rows: readonly Row[], valueOf: (row: Row) => unknown): Row {
  return Object.fromEntries(rows.map((row): [string, unknown] => [String(row['name']), valueOf(row)]));
}

/**
 * Nodes that answer what they must have answered when the recordings were made: what the original's queries show of
 * instances and nodes, turned back into answers to node calls.
 */
export class RecordedNodes implements Transport {
  readonly #answers: Readonly<Record<string, Answer>>;

  constructor(recordings: readonly Recording[]) {
    const instances = rowsOf(recordings, '017-query-all-instance');
    const nodes = rowsOf(recordings, '018-query-all-node');
    const exports = recordedResult(recordings, '045-oldquery-exports') as readonly (readonly [string, string | null])[];
    const running = (node: string): Row[] => instances.filter((i) => i['pnode'] === node && i['oper_state'] === true);
    this.#answers = {
      version: () => 3010000,
      all_instances_info: (node) => {
        const info = (i: Row): Row => ({ memory: i['oper_ram'], vcpus: i['oper_vcpus'], state: 0, time: 0 });
        return byName(running(node), info);
      },
      instance_console_info: (node) => byName(running(node), (i) => i['console']),
      node_info: (node) => {
        const n = nodes.find((row) => row['name'] === node) ?? {};
        const storage = {
          type: 'file',
          name: '/srv/ganeti/file-storage',
          storage_size: n['dtotal'],
          storage_free: n['dfree'],
        };
        const machine = {
          memory_total: n['mtotal'],
          memory_free: n['mfree'],
          memory_dom0: n['mnode'],
          cpu_total: n['ctotal'],
          cpu_dom0: n['cnos'],
          cpu_nodes: n['cnodes'],
          cpu_sockets: n['csockets'],
        };
        return [n['bootid'], [storage], [machine]];
      },
      export_list: (node) => {
        const found = exports.flatMap(([name, exported]) => (name === node ? [exported] : []));
        return found.includes(null) ? new Refused('No exports directory') : found;
      },
      test_delay: (_node, [seconds], signal) => systemClock.sleep(Number(seconds) * 1000, signal).then(() => null),
      jobqueue_update: () => null,
      jobqueue_rename: () => null,
      jobqueue_set_drain_flag: () => null,
      upload_file: () => null,
      upload_file_single: () => null,
      write_ssconf_files: () => null,
      set_watcher_pause: () => null,
      node_activate_master_ip: () => null,
    };
  }

  async post(target: RpcTarget, path: string, body: string, _seconds: number, signal?: AbortSignal): Promise<RawReply> {
    const answer = this.#answers[path.slice(1)];
    if (!answer) throw new TransportError(`no recorded node answers ${path}`, false);
    const payload = await answer(target.name, JSON.parse(body) as readonly unknown[], signal);
    const reply = payload instanceof Refused ? [false, payload.message] : [true, payload];
    return { status: 200, body: JSON.stringify(reply) };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
