import { defineCommand, many } from '../framework/command.js';
import { flag } from '../framework/option.js';
import * as o from '../options.js';
import { onlineNodes } from './nodes.js';

/** gnt-cluster command: runs a command on nodes, the master last. */
export const command = defineCommand({
  tool: 'gnt-cluster',
  name: 'command',
  usage: '[-n <node-name>...] <command>',
  args: [many('command', 1)],
  options: {
    nodes: o.nodeList,
    nodeGroup: o.nodeGroup,
    showMachineNames: flag(['-M', '--show-machine-names'], "begin each line with the node's name"),
    failureOnly: flag(['--failure-only'], 'show only nodes where the command failed'),
  },
  async run({ opts, args, session }) {
    const nodes = await onlineNodes(session, { names: opts.nodes, group: opts.nodeGroup });
    const [clusterName, master] = await (await session.client()).queryConfigValues(['cluster_name', 'master_node']);
    const remote = (await session.deps.bootstrap()).remote(String(clusterName));
    for (const { name, sshPort } of [
      ...nodes.filter((n) => n.name !== master),
      ...nodes.filter((n) => n.name === master),
    ]) {
      // The words make one command line that the login shell over there reads, as with ssh itself.
      const { exitCode, stdout, stderr } = await remote.run({ name, port: sshPort }, ['/bin/sh', '-c', args.join(' ')]);
      if (opts.failureOnly && exitCode === 0) continue;
      const output = stdout + stderr;
      session.out('------------------------------------------------');
      if (opts.showMachineNames) {
        const lines = output.replace(/\n$/, '').split('\n');
        if (output !== '') for (const line of lines) session.out(`${name}: ${line}`);
      } else {
        session.out(`node: ${name}`);
        session.out(output);
      }
      session.out(`return code = ${String(exitCode)}`);
    }
    return 0;
  },
});
