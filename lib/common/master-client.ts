import { LuxiClient } from '@gnt/luxi-client';
import { ECODE_INVAL, isA, OpPrereqError } from '@gnt/protocol';
import { isMissing, type Files } from './files.js';
import type { Paths } from './paths.js';

/** What finding the master needs. */
export interface ClientDependencies {
  readonly paths: Paths;
  readonly files: Pick<Files, 'readText'>;
  /** Name of this node. */
  readonly hostname: string;
  /** On the master, while nobody listens: whether somebody may yet; without it the answer is yes, for half a minute. */
  readonly mayListen?: () => Promise<boolean>;
}

/** The master's name as this node knows it; undefined when it belongs to no cluster. */
export async function masterName({
  paths,
  files,
}: Pick<ClientDependencies, 'paths' | 'files'>): Promise<string | undefined> {
  try {
    return (await files.readText(paths.ssconf('master_node'))).trim();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Connects to the master daemon; says what is wrong when this node is not the master or in no cluster. */
export async function connectToMaster(dependencies: ClientDependencies): Promise<LuxiClient> {
  const { paths, hostname, mayListen } = dependencies;
  try {
    return await LuxiClient.connect(paths.file('querySocket'), {
      mayRetry: async () => (await masterName(dependencies)) === hostname && ((await mayListen?.()) ?? true),
    });
  } catch (error) {
    if (!isA(error, 'NoMasterError')) throw error;
    const master = await masterName(dependencies);
    if (master === undefined) {
      throw new OpPrereqError(
        "This machine belongs to no cluster: 'gnt-cluster init' makes one, 'gnt-node add' on a master adds the machine to one",
        ECODE_INVAL,
        {
          cause: error,
        },
      );
    }
    if (master !== hostname) {
      throw new OpPrereqError(
        `This node is not the master; run the command on node '${master}', which is`,
        ECODE_INVAL,
        { cause: error },
      );
    }
    throw error;
  }
}
