import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { flag } from '../framework/option.js';
import * as o from '../options.js';
import { onlineNodes } from './nodes.js';

/** gnt-cluster copyfile: copies a file of the master to the other nodes. */
export const copyfile = defineCommand({
  tool: 'gnt-cluster',
  name: 'copyfile',
  usage: '[-n <node-name>...] <filename>',
  args: [one('file')],
  options: {
    nodes: o.nodeList,
    useReplicationNetwork: flag(['--use-replication-network'], 'go over the replication network'),
    nodeGroup: o.nodeGroup,
  },
  async run({ opts, args: [file = ''], session }) {
    const path = resolve(file);
    if (!existsSync(path)) throw new OpPrereqError(`No such filename '${path}'`, ECODE_INVAL);
    if (session.paths.virtual && !path.startsWith(`${session.paths.root}/`)) {
      throw new OpPrereqError(
        `'${path}' is outside of this virtual node; give a file below '${session.paths.root}'`,
        ECODE_INVAL,
      );
    }
    const [clusterName] = await (await session.client()).queryConfigValues(['cluster_name']);
    const nodes = await onlineNodes(session, { names: opts.nodes, group: opts.nodeGroup, exceptMaster: true });
    const remote = (await session.deps.bootstrap()).remote(String(clusterName));
    for (const { name, sshPort, secondaryIp } of nodes) {
      const address = opts.useReplicationNetwork ? { address: secondaryIp } : {};
      const { exitCode } = await remote.copy({ name, port: sshPort, ...address }, path);
      if (exitCode !== 0) session.err(`Copy of file ${path} to node ${name}:${String(sshPort)} failed`);
    }
    return 0;
  },
});
