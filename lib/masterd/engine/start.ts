import type { Files } from '../../common/files.js';
import type { Clock } from '../../common/clock.js';
import type { Logger } from '../../common/log.js';
import type { Paths } from '../../common/paths.js';
import type { Random } from '../../common/random.js';
import type { SyncFiles } from '../../common/sync-files.js';
import type { Ownership } from '../../common/users.js';
import {
  concernsSsconf,
  configBytes,
  configDigest,
  ConfigView,
  JournalConfigStore,
  readConfigText,
  type ConfigState,
} from '../../config/index.js';
import { MasterLog, type WholeState } from '../../journal/index.js';
import type { RpcRunner } from '../../rpc/interface.js';
import { otherCandidates } from '../distribute/candidates.js';
import type { ConfigDistributor } from '../distribute/config.js';
import { CandidateReplication } from '../distribute/jobs.js';
import { queueMirror } from '../distribute/mirror.js';
import { JobStore } from '../jqueue/store.js';
import type { Opened } from './open.js';
import { RpcFollowers } from './rpc-followers.js';

export interface EngineDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly syncFiles: SyncFiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly rpc: RpcRunner;
  readonly distributor: ConfigDistributor;
  readonly configOwner: Ownership;
  readonly queueOwner: Ownership;
  /** Another node has become master: the daemon must end. */
  readonly deposed: () => void;
}

/** The journal as the master runs it. */
export interface MasterJournal {
  /** This node is the master: candidates are sent the journal from now on. */
  lead(): void;
  /** Positions here and on the candidates. */
  readonly log: MasterLog;
  /** Leaves everything written, so that nothing of ours is needed to go on. */
  close(): Promise<void>;
}

/** The master's state and what keeps it: journal, configuration, jobs, and the files that follow. */
export interface Engine {
  readonly journal: MasterJournal;
  readonly cfg: JournalConfigStore;
  readonly store: JobStore;
}

/** Puts journal, stores and files together, and reads the jobs. */
export async function startEngine(opened: Opened, deps: EngineDependencies): Promise<Engine> {
  const { paths, files, syncFiles, clock, log, rpc, distributor } = deps;
  const { journal, queue } = opened;
  const sendFiles = (): void => {
    if (master.foreign.length === 0) return;
    distributor.sendConfig(cfg.snapshot, master.foreign).catch((err: unknown) => {
      log.error({ err }, "config.data can't be sent to candidates that do not keep the journal");
    });
  };
  const configView = new ConfigView(
    {
      files,
      syncFiles,
      path: paths.file('configData'),
      ownership: deps.configOwner,
      state: () => cfg.state,
      written: sendFiles,
    },
    opened.config,
  );
  const master: MasterLog = new MasterLog(
    {
      journal,
      epochs: opened.epochs,
      calls: new RpcFollowers(rpc),
      files,
      clock,
      log,
      checkpointPath: paths.file('journalCheckpoint'),
      behind: opened.behind,
      whole: () => whole(),
      // It may have missed the ssconf files too.
      returned: () => {
        cfg.redistribute().catch((err: unknown) => {
          log.error({ err }, 'the nodes cannot be sent their files');
        });
      },
      foreign: sendFiles,
      deposed: deps.deposed,
    },
    [configView, queue],
  );
  const cfg: JournalConfigStore = new JournalConfigStore(opened.config, {
    log: master,
    clock,
    random: deps.random,
    distribute: distributor.distribute,
    concernsNodes: concernsSsconf,
  });
  const store = new JobStore({
    files,
    clock,
    paths,
    journal: master,
    view: queue,
    changed: () => {
      master.changed();
    },
    log,
    owner: deps.queueOwner,
  });
  const replication = new CandidateReplication({ rpc, cfg, paths, log, targets: () => master.foreign });
  queue.mirrorTo(queueMirror(replication));
  const whole = (): WholeState => ({
    position: journal.durable,
    epochs: opened.epochs.starts,
    config: configBytes(cfg.state).toString(),
    jobs: store.texts(),
    serial: store.serial,
    drained: store.drained,
    watcherPause: store.watcherPause,
  });
  await store.load();
  let leading = false;
  let seen: ConfigState | undefined;
  const follow = (): void => {
    const { state } = cfg;
    if (!leading || (seen?.data.nodes === state.data.nodes && seen.data.cluster === state.data.cluster)) return;
    seen = state;
    master.setMembers(otherCandidates(state.snapshot).map((node) => node.uuid));
  };
  master.onBatch(() => {
    follow();
    master.changed();
  });
  return {
    cfg,
    store,
    journal: {
      log: master,
      lead: () => {
        leading = true;
        follow();
      },
      async close() {
        await master.close(async () => configDigest(await readConfigText(files, paths.file('configData'))));
        await replication.settle();
      },
    },
  };
}
