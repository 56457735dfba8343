import { systemAppendFiles } from '../common/append-file.js';
import { epochSeconds } from '../common/clock.js';
import { silentLogger } from '../common/log.js';
import { changeState } from '../config/change.js';
import { configBytes, configDigest, ConfigState, loadConfig, type ConfigSnapshot } from '../config/index.js';
import { configurationError } from '../config/errors.js';
import { CONFIG_KIND, recordOf } from '../config/record.js';
import { Epochs, Journal, readCheckpoint, writeCheckpoint } from '../journal/index.js';
import type { BootstrapContext } from './context.js';

/**
 * Enters this node as master into its own journal and configuration, as the first record of a new epoch; nobody else
 * writes them meanwhile. Returns the configuration after it.
 */
export async function becomeMaster(ctx: BootstrapContext, self: string, epoch: number): Promise<ConfigSnapshot> {
  const { files, paths, clock } = ctx;
  const before = ConfigState.of(await loadConfig(files, paths.file('configData')));
  const node = Object.values(before.snapshot.nodes).find(({ name }) => name === self);
  if (!node) throw configurationError(`This node, '${self}', is not in the configuration that it has`);
  const { journal } = await Journal.open({
    files,
    appendFiles: ctx.appendFiles ?? systemAppendFiles,
    clock,
    path: paths.file('journal'),
    log: silentLogger,
  });
  try {
    const checkpoint = await readCheckpoint(files, paths.file('journalCheckpoint'));
    const epochs = new Epochs(checkpoint?.epochs);
    const start = journal.startEpoch(epoch, { master: self });
    epochs.add([{ kind: 'epoch', position: start.position }]);
    const { after } = changeState(
      before,
      (draft) => {
        draft.cluster.master_node = node.uuid;
      },
      epochSeconds(clock),
    );
    const state = after?.state ?? before;
    const records = [start, journal.append('flag', { file: 'queueDrain', text: null })];
    if (after) records.push(journal.append(CONFIG_KIND, recordOf(before, state, after.differences)));
    await Promise.all(records.map(({ durable }) => durable));
    const bytes = configBytes(state);
    await files.writeAtomic(paths.file('configData'), bytes, { mode: 0o640 });
    await files.remove(paths.file('queueDrain'));
    await writeCheckpoint(files, paths.file('journalCheckpoint'), {
      ...journal.durable,
      epochs: epochs.starts.map(([number, first]) => [number, first]),
      behind: { ...checkpoint?.behind },
      config: configDigest(bytes),
    });
    return state.snapshot;
  } finally {
    await journal.close();
  }
}
