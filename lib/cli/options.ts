import {
  CV_ALL_ECODES,
  DEFAULT_SHUTDOWN_TIMEOUT,
  DISK_TEMPLATES,
  FILE_DRIVER,
  HT_MIGRATION_MODES,
  INSTANCE_REBOOT_HARD,
  REBOOT_TYPES,
} from '@gnt/constants';
import { counter, deprecated, flag, flagOff, list, oneOfSwitches, value } from './framework/option.js';
import * as type from './framework/types.js';

const YES_OR_NO = { metavar: 'yes|no' };

/** Options of every command. */
export const commonOptions = {
  debug: counter(['-d', '--debug'], 'show what goes on inside; may be given more than once'),
  reason: value(['--reason'], type.text, 'why this is done; kept with the job and the instance'),
};

// Jobs
export const submitOnly = flag(['--submit'], 'only submit the job and print its number, do not wait for it');
export const printJobId = flag(['--print-jobid'], "print the job's number as first line of the output");
export const dryRun = flag(['--dry-run'], 'only check whether it could be done');
export const priority = value(['--priority'], type.priority, 'how urgent the job is', { metavar: 'low|normal|high' });
/** What commands have that submit a job and may leave it alone. */
export const submitOptions = { submitOnly, printJobId };
/** The same, for commands with a dry run and a priority. */
export const jobOptions = { submitOnly, printJobId, dryRun, priority };

// Output
export const noHeaders = flag(['--no-headers'], 'leave out the line with the column titles');
export const separator = value(['--separator'], type.text, 'text between columns, in place of aligning them');
export const units = value(
  ['--units'],
  type.choice(['h', 'm', 'g', 't']),
  'unit of sizes: m, g, t (MiB, GiB, TiB), or h to choose for each value',
);
export const output = value(
  ['-o', '--output'],
  type.text,
  'columns to show, separated by commas; +a,b adds to the usual ones',
  { metavar: 'FIELDS' },
);
export const verbose = flag(['-v', '--verbose'], 'say more');
export const forceFilter = flag(['-F', '--filter'], 'take the argument as a filter, not as a name');
export const roman = flag(['--roman'], 'show whole numbers as Roman numerals');
export const showAll = flag(['--all'], 'show all instances; takes long on a large cluster');
export const staticOnly = flag(['-s', '--static'], 'show only what is configured, ask no node');
/** The options of every list of items. */
export const listOptions = { noHeaders, separator, units, output, verbose, forceFilter };
/** The options of every list of fields. */
export const fieldListOptions = { noHeaders, separator };

// Consent
export const force = flag(['-f', '--force'], 'do it without asking and in spite of warnings');
export const confirm = flag(['--yes'], 'do not ask');
export const yesDoIt = flag(['--yes-do-it', '--ya-rly'], 'confirm that this is really wanted');
export const forceMultiple = flag(['--force-multiple'], 'do not ask when several instances are affected');
export const ignoreFailures = flag(
  ['--ignore-failures'],
  'remove it from the configuration even if removing it from the nodes fails',
);
export const ignoreOffline = flag(['--ignore-offline'], 'leave out offline nodes and do what can be done');
export const ignoreConsistency = flag(
  ['--ignore-consistency'],
  "do not look at the state of the secondary's disks; only for a source node marked offline",
);
export const ignoreIpolicy = flag(['--ignore-ipolicy'], 'go on although the instance policy is violated');
export const ignoreHvVersions = flag(
  ['--ignore-hvversions'],
  'accept different hypervisor versions on source and target',
);
export const ignoreSecondaries = flag(['--ignore-secondaries'], 'go on when disks fail on a secondary node');

// Where
export const nodePlacement = value(['-n', '--node'], type.text, 'primary node, and secondary where there is one', {
  metavar: '<pnode>[:<snode>]',
});
export const nodeList = list(['-n', '--node'], type.text, 'only this node; may be given more than once', '<node>');
export const targetNode = value(['-n', '--target-node'], type.text, 'the node to go to', { metavar: 'NODE' });
export const nodeGroup = value(['-g', '--node-group'], type.text, 'a node group, by name or UUID', {
  metavar: '<nodegroup>',
});
export const iallocator = value(['-I', '--iallocator'], type.text, 'let this allocator choose the nodes', {
  metavar: '<NAME>',
});
export const targetGroups = list(['--to'], type.text, 'a node group to go to; may be given more than once', '<group>');
export const earlyRelease = flag(
  ['--early-release'],
  'release locks early, at the price of less safety while disks are copied',
);

/** How the arguments of a command select instances. */
export type SelectionMode =
  | 'cluster'
  | 'nodes'
  | 'nodes-pri'
  | 'nodes-sec'
  | 'nodes-by-tags'
  | 'nodes-pri-by-tags'
  | 'nodes-sec-by-tags'
  | 'instances'
  | 'instances-by-tags';
export const selectionMode = oneOfSwitches<SelectionMode>({
  '--node': ['nodes', 'the arguments are nodes: take their instances, primary and secondary'],
  '--primary': ['nodes-pri', 'the arguments are nodes: take their primary instances'],
  '--secondary': ['nodes-sec', 'the arguments are nodes: take their secondary instances'],
  '--node-tags': ['nodes-by-tags', 'the arguments are tags of nodes: take their instances'],
  '--pri-node-tags': ['nodes-pri-by-tags', 'the arguments are tags of nodes: take their primary instances'],
  '--sec-node-tags': ['nodes-sec-by-tags', 'the arguments are tags of nodes: take their secondary instances'],
  '--tags': ['instances-by-tags', 'the arguments are tags of instances'],
  '--all': ['cluster', 'all instances of the cluster'],
  '--instance': ['instances', 'the arguments are instances (the default)'],
});

// Instances
export const beparams = value(['-B', '--backend-parameters'], type.keyValues, 'memory, processors and the like', {
  fallback: {},
});
export const hvparams = value(['-H', '--hypervisor-parameters'], type.keyValues, 'parameters of the hypervisor', {
  fallback: {},
});
export const hypervisor = value(
  ['-H', '--hypervisor-parameters'],
  type.identKeyValues,
  'hypervisor and its parameters, as name:option=value,...',
);
export const disks = list(['--disk'], type.identKeyValues, 'a disk, as index:size=...,...');
export const diskTemplate = value(
  ['-t', '--disk-template'],
  type.choice(DISK_TEMPLATES),
  `kind of disks (${DISK_TEMPLATES.join(', ')})`,
  { metavar: 'TEMPL' },
);
export const osSize = value(['-s', '--os-size'], type.unit, 'one disk of this size, in MiB or with a unit', {
  metavar: '<size>',
});
export const instanceFileDir = value(
  ['--file-storage-dir'],
  type.text,
  'directory of the disks below the one of the cluster',
  { metavar: '<DIR>' },
);
export const fileDriver = value(['--file-driver'], type.choice(FILE_DRIVER), 'driver of file based disks', {
  metavar: '<DRIVER>',
});
export const nics = list(['--net'], type.identKeyValues, 'a network interface, as index:ip=...,...');
export const noNics = flag(['--no-nics'], 'give the instance no network interface');
export const noConflictsCheck = flagOff(
  ['--no-conflicts-check'],
  'do not look whether an IP address belongs to a network already',
);
export const ipCheck = flag(['--ip-check'], "make sure that nobody answers at the instance's address");
export const nameCheck = flag(['--name-check'], 'make sure that the name resolves');
export const noIpCheck = deprecated(
  ['--no-ip-check'],
  'this is the default now and the option does nothing; use --ip-check to check',
);
export const noNameCheck = deprecated(
  ['--no-name-check'],
  'this is the default now and the option does nothing; use --name-check to check',
);
export const noWaitForSync = flagOff(['--no-wait-for-sync'], 'do not wait until the disks are in sync (dangerous)');
export const os = value(['-o', '--os-type'], type.text, 'operating system to install', { metavar: '<os>' });
export const osParams = value(['-O', '--os-parameters'], type.keyValues, 'parameters of the operating system', {
  fallback: {},
});
export const osParamsPrivate = value(
  ['--os-parameters-private'],
  type.keyValues,
  'parameters of the operating system that are not logged',
  { fallback: {} },
);
export const osParamsSecret = value(
  ['--os-parameters-secret'],
  type.keyValues,
  'parameters of the operating system that are neither logged nor stored',
  { fallback: {} },
);
export const forceVariant = flag(['--force-variant'], 'accept a variant that the operating system does not list');
export const noInstall = flag(['--no-install'], 'do not install the operating system, and do not start');
export const noStart = flagOff(['--no-start'], 'do not start the instance afterwards');
export const forthcoming = flag(['--forthcoming'], 'only reserve what the instance needs');
export const commit = flag(['--commit'], 'create an instance that has been reserved');
export const tagList = value(['--tags'], type.text, 'tags, separated by commas');
export const communication = value(
  ['-c', '--communication'],
  type.bool,
  'give the instance an interface to talk to its node',
);
export const helperStartupTimeout = value(
  ['--helper-startup-timeout'],
  type.int,
  'seconds the helper instance may take to start',
);
export const helperShutdownTimeout = value(
  ['--helper-shutdown-timeout'],
  type.int,
  'seconds the helper instance may take to stop',
);
export const opportunisticLocking = flag(['--opportunistic-locking'], 'take whatever node locks are free');
export const shutdownTimeout = value(['--shutdown-timeout'], type.int, 'seconds the instance may take to shut down', {
  fallback: DEFAULT_SHUTDOWN_TIMEOUT,
});
export const timeout = value(['--timeout'], type.int, 'seconds the instance may take to shut down', {
  fallback: DEFAULT_SHUTDOWN_TIMEOUT,
});
export const noRemember = flag(['--no-remember'], 'do it without recording the change in the configuration');
export const startupPaused = flag(['--paused'], 'start the instance paused');
export const rebootType = value(['-t', '--type'], type.choice(REBOOT_TYPES), 'soft, hard, or full (stop and start)', {
  metavar: '<REBOOT>',
  fallback: INSTANCE_REBOOT_HARD,
});
export const nonLive = flagOff(['--non-live'], 'freeze the instance, move it, and let it go on there');
export const migrationMode = value(
  ['--migration-mode'],
  type.choice(HT_MIGRATION_MODES),
  'live or non-live, in place of the configured mode',
);
export const allowFailover = flag(['--allow-failover'], 'fail over when migrating is not possible');
export const noRuntimeChanges = flagOff(
  ['--no-runtime-changes'],
  "do not change the instance's memory to fit the target",
);
export const cleanup = flag(['--cleanup'], 'do not move, but clean up after an attempt that failed');
export const showCommand = flag(['--show-cmd'], 'print the command in place of running it');

// Nodes
export const secondaryIp = value(['-s', '--secondary-ip'], type.text, 'address on the replication network', {
  metavar: 'ADDRESS',
});
export const readd = flag(['--readd'], 'take back a node that is known already, after it was set up again');
export const noSshKeyCheck = flagOff(['--no-ssh-key-check'], "accept the node's SSH host key unseen");
export const masterCandidate = value(
  ['-C', '--master-candidate'],
  type.bool,
  'whether the node is a master candidate',
  YES_OR_NO,
);
export const offline = value(
  ['-O', '--offline'],
  type.bool,
  'whether the node is offline: nobody talks to it',
  YES_OR_NO,
);
export const drained = value(
  ['-D', '--drained'],
  type.bool,
  'whether the node is drained: it gets no instances',
  YES_OR_NO,
);
export const masterCapable = value(['--master-capable'], type.bool, 'whether the node may become master', YES_OR_NO);
export const vmCapable = value(['--vm-capable'], type.bool, 'whether the node may run instances', YES_OR_NO);
export const autoPromote = flag(['--auto-promote'], 'make other nodes master candidates if there would be too few');
export const nodePowered = value(['--node-powered'], type.bool, 'whether the node is known to be powered', YES_OR_NO);
export const nodeParams = value(['--node-parameters'], type.keyValues, 'parameters of nodes');
export const hvState = list(
  ['--hypervisor-state'],
  type.identKeyValues,
  'what a hypervisor reserves, as name:option=value,...',
);
export const diskState = list(
  ['--disk-state'],
  type.identKeyValues,
  'what is reserved of a storage, as type/name:option=value,...',
);

// Cluster
export const ignoreErrors = list(
  ['-I', '--ignore-errors'],
  type.choice(Object.values(CV_ALL_ECODES).map(([, code]) => code)),
  'report this kind of error as a warning',
);
export const tagsFrom = value(['--from'], type.text, 'file with one tag a line; - for the standard input');
