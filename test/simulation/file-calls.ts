import { decompress } from '@gnt/protocol';
import type { Handlers } from '../../lib/noded/handlers/types.js';
import { paths, type SimNode } from './node.js';

const MAX = 1 << 26;

/** What masters write on nodes: the configuration, the queue, ssconf. The files are those of the node's own disk. */
export function fileCalls(node: SimNode): Handlers {
  return {
    upload_file_single: async ({ file_name, content }, { files }) => {
      await files.writeAtomic(file_name, decompress(content, MAX));
      return null;
    },
    upload_file: async ({ file_name: [name, content] }, { files }) => {
      await files.writeAtomic(name, decompress(content, MAX));
      return null;
    },
    write_ssconf_files: async ({ values }, { files }) => {
      for (const [key, lines] of Object.entries(values)) {
        const text = lines.map((line) => `${line}\n`).join('');
        // Writing what is there already would be half of all events of a run.
        if (node.disk.peek(paths.ssconf(key)) !== text) await files.writeAtomic(paths.ssconf(key), text);
      }
      return null;
    },
    jobqueue_update: async ({ file_name, content }, { files }) => {
      await files.writeAtomic(file_name, decompress(content, MAX));
      return null;
    },
    jobqueue_rename: async ({ rename }, { files }) => {
      for (const [from, to] of rename) await files.rename(from, to);
      return rename.map(() => null);
    },
    jobqueue_set_drain_flag: async ({ flag }, { files }) => {
      if (flag) await files.writeAtomic(paths.file('queueDrain'), '');
      else await files.remove(paths.file('queueDrain'));
      return null;
    },
    master_node_name: async (_args, { files }) => {
      const text = await files.readTextIfPresent(paths.ssconf('master_node'));
      if (text === undefined) throw new Error('this node is part of no cluster');
      return text.trim();
    },
    node_start_master_daemons: async ({ no_voting }) => {
      await node.takes(300);
      node.world.startMaster(node, !no_voting);
      return null;
    },
    node_stop_master: async () => {
      await node.world.stopMaster(node);
      return null;
    },
    node_activate_master_ip: () => null,
    node_deactivate_master_ip: () => null,
    node_demote_from_mc: (_args, { files, exclusive, journal }) =>
      exclusive.run('journal', async () => {
        await files.remove(paths.file('configData'));
        await journal.forget();
        return null;
      }),
    node_crypto_tokens: () => [['ssl', `${node.uuid}-digest`]],
    node_ensure_daemon: () => true,
    set_watcher_pause: () => null,
    get_watcher_pause: () => null,
    version: () => 3_010_000,
  };
}
