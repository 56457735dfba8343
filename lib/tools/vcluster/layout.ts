import { join } from 'node:path';
import { hostEntries, nodeAddress, nodeRoot, type VclusterPlan } from './plan.js';

/** One file to write. */
export interface PlannedFile {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Directories of a node, below its root. */
const NODE_DIRS = [
  'etc/default',
  'etc/ganeti/hooks',
  'etc/ganeti/restricted-commands',
  'var/lock',
  'var/lib/ganeti/queue/archive',
  'var/lib/ganeti/rapi',
  'var/lib/ganeti/export',
  'var/log/ganeti/os',
  'var/run/ganeti/socket',
  'srv/ganeti/os',
  'srv/ganeti/extstorage',
  'srv/ganeti/file-storage',
] as const;

export function nodeDirectories(plan: VclusterPlan, node: string): string[] {
  return NODE_DIRS.map((d) => join(nodeRoot(plan, node), d));
}

/** The command script of a node: environment and PATH, then its arguments as they are. */
function commandScript(plan: VclusterPlan, node: string, checkout: string): string {
  return [
    '#!/bin/sh',
    `export GANETI_ROOTDIR=${shellWord(nodeRoot(plan, node))}`,
    `export GANETI_HOSTNAME=${shellWord(node)}`,
    `export PATH=${shellWord(join(checkout, 'bin'))}:${shellWord(join(checkout, 'daemons'))}:"$PATH"`,
    'exec "$@"',
    '',
  ].join('\n');
}

/** Arguments of the daemons of a node (`/etc/default/ganeti`). */
function defaults(plan: VclusterPlan, node: string): string {
  const bind = `-b ${nodeAddress(plan, node)}`;
  return [
    `# Daemon arguments of the virtual node ${node}`,
    `NODED_ARGS='--no-mlock ${bind}'`,
    "MASTERD_ARGS=''",
    `CONFD_ARGS='${bind}'`,
    `MOND_ARGS='${bind}'`,
    `RAPI_ARGS='${bind}'`,
    "METAD_ARGS=''",
    "KVMD_ARGS=''",
    '',
  ].join('\n');
}

export function nodeFiles(plan: VclusterPlan, node: string, checkout: string, bootId: string): PlannedFile[] {
  const root = nodeRoot(plan, node);
  const setup = shellWord(join(checkout, 'bin/vcluster-setup'));
  const self = (action: string): string => `#!/bin/sh\nexec ${setup} --${action} ${node} ${shellWord(plan.dir)}\n`;
  return [
    { path: join(root, 'cmd'), content: commandScript(plan, node, checkout), mode: 0o755 },
    { path: join(root, 'crash'), content: self('crash'), mode: 0o755 },
    { path: join(root, 'boot'), content: self('boot'), mode: 0o755 },
    { path: join(root, 'etc/default/ganeti'), content: defaults(plan, node), mode: 0o644 },
    { path: join(root, 'etc/ganeti/vnode.json'), content: vnode(plan, bootId), mode: 0o644 },
    {
      path: join(root, 'etc/ganeti/file-storage-paths'),
      content: '/srv/ganeti/file-storage\n/srv/ganeti/shared-file-storage\n',
      mode: 0o644,
    },
  ];
}

/** What the virtual node has; its drivers report these totals. */
export function vnode(plan: VclusterPlan, bootId: string): string {
  return `${JSON.stringify({ memory: plan.memory, disk: plan.disk, cpus: plan.cpus, boot_id: bootId }, null, 2)}\n`;
}

/** The scripts of the original's tool that act on all nodes; node daemons start before the master. */
export function allNodesScripts(plan: VclusterPlan, initScript?: string): PlannedFile[] {
  const each = (line: (cmd: string, node: string) => string): string[] =>
    plan.nodes.map((node) => line(shellWord(join(nodeRoot(plan, node), 'cmd')), node));
  const script = (name: string, lines: readonly string[]): PlannedFile => ({
    path: join(plan.base, name),
    content: ['#!/bin/sh', ...lines, ''].join('\n'),
    mode: 0o755,
  });
  const daemons = (action: 'start' | 'stop'): string =>
    initScript === undefined ? `daemon-util ${action}-all` : `${shellWord(initScript)} ${action}`;
  const start = [
    ...each((cmd) => `${cmd} daemon-util start ganeti-noded || exit 1`),
    ...each((cmd, node) => `echo "Starting virtual node '${node}' ..."; ${cmd} ${daemons('start')} || exit 1`),
  ];
  const stop = each((cmd, node) => `echo "Stopping virtual node '${node}' ..."; ${cmd} ${daemons('stop')}`);
  return [
    script('start-all', start),
    script('stop-all', stop),
    script('restart-all', [...stop, ...start]),
    // At the same time, as cron does it: a master that was down comes up only with the other nodes' daemons.
    script('watcher-all', [
      ...each((cmd, node) => `echo "Running watcher for virtual node '${node}' ..."; ${cmd} ganeti-watcher "$@" &`),
      'wait',
    ]),
  ];
}

/** DIR/etc/hosts, read by the nodes' resolver. */
export function hostsFile(plan: VclusterPlan): PlannedFile {
  const lines = hostEntries(plan).map(({ ip, name }) => `${ip}\t${name}`);
  return { path: join(plan.base, 'etc/hosts'), content: `${lines.join('\n')}\n`, mode: 0o644 };
}
