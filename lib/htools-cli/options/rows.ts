import { DISK_TEMPLATES_IN_ORDER, HtoolsError, parseInteger, parseNumber, splitList } from '@gnt/htools';
import type { Completion, OptionRow } from '../framework/option.js';
import { parseSpec } from './size.js';
import type { Options } from './values.js';

type Row = OptionRow<Options>;
type Flag = { [K in keyof Options]: Options[K] extends boolean ? K : never }[keyof Options];
type Num = { [K in keyof Options]: Options[K] extends number ? K : never }[keyof Options];

const list = (text: string | undefined): string[] => splitList(text ?? '', ',');
const flag = (long: string, key: Flag, value: boolean, help: string, short?: string): Row => ({
  long,
  help,
  ...(short === undefined ? {} : { short }),
  apply: (o) => {
    o[key] = value;
  },
});
const taking = (
  long: string,
  argument: string,
  completion: Completion,
  help: string,
  apply: (o: Options, text: string) => void,
  short?: string,
): Row => ({
  long,
  argument,
  completion,
  help,
  ...(short === undefined ? {} : { short }),
  apply: (o, text) => {
    apply(o, text ?? '');
  },
});
const number = (long: string, argument: string, key: Num, what: string, help: string, short?: string): Row =>
  taking(long, argument, 'float', help, (o, text) => void (o[key] = parseNumber(what, text)), short);
const integer = (long: string, key: Num, what: string, help: string, short?: string): Row =>
  taking(long, 'N', 'integer', help, (o, text) => void (o[key] = parseInteger(what, text)), short);

function yesNo(text: string): boolean {
  if (text === '' || text === 'yes') return true;
  if (text === 'no') return false;
  throw new HtoolsError(`'${text}' is neither yes nor no`);
}

function checkedTemplate(text: string): string {
  if (!DISK_TEMPLATES_IN_ORDER.includes(text)) throw new HtoolsError(`Invalid value for type DiskTemplate: ${text}`);
  return text;
}

const PRIORITIES = ['low', 'normal', 'high'];

/** Every option of every program, by name; programs pick theirs. */
export const rows = {
  printNodes: taking(
    'print-nodes',
    '[FIELDS]',
    'none',
    'show the nodes in the end',
    (o, text) => {
      o.showNodes = text.startsWith('+') ? ['+', ...list(text.slice(1))] : list(text);
    },
    'p',
  ),
  printInstances: flag('print-instances', 'showInstances', true, 'show the instances in the end'),
  printCommands: taking(
    'print-commands',
    '[FILE]',
    'none',
    'show the commands that make the moves, or write them to FILE',
    (o, text) => {
      o.showCommands = text === '' ? '-' : text;
    },
    'C',
  ),
  printMoves: flag('print-moves', 'printMoves', true, 'show where instances go'),
  dataFile: taking(
    'text-data',
    'FILE',
    'file',
    'read the cluster from FILE in the text format',
    (o, text) => void (o.dataFile = text),
    't',
  ),
  json: flag('json', 'json', true, 'print one JSON document in place of the text'),
  explain: flag('explain', 'explain', true, 'tell why: what was tried, and which rule stands in the way'),
  master: taking(
    'master',
    'ADDRESS',
    'host',
    'read the cluster from the remote API at ADDRESS',
    (o, text) => void (o.rapiMaster = text),
    'm',
  ),
  luxi: taking(
    'luxi',
    '[SOCKET]',
    'file',
    "read the cluster from the master daemon's socket",
    (o, text) => void (o.luxiSocket = text),
    'L',
  ),
  iallocatorSource: taking(
    'ialloc-src',
    'FILE',
    'file',
    'read the cluster from an allocator request in FILE',
    (o, text) => void (o.iallocatorSource = text),
    'I',
  ),
  simulate: taking(
    'simulate',
    'SPEC',
    'string',
    'make up an empty group: policy,nodes,disk,ram,cpus[,spindles[,exclusive]]',
    (o, text) => void o.simulate.unshift(text),
  ),
  dynuFile: taking(
    'dynu-file',
    'FILE',
    'file',
    'read loads of instances from FILE',
    (o, text) => void (o.dynuFile = text),
    'U',
  ),
  ignoreDynu: flag('ignore-dynu', 'ignoreDynu', true, 'leave loads of instances out of account'),
  mond: taking(
    'mond',
    '[CHOICE]',
    'choices=yes,no',
    'ask the monitoring daemons for CPU loads',
    (o, text) => void (o.mond = yesNo(text)),
  ),
  mondData: taking(
    'mond-data',
    'FILE',
    'file',
    'read answers of monitoring daemons from FILE',
    (o, text) => void (o.mondFile = text),
  ),
  mondExitMissing: flag(
    'exit-on-missing-mond-data',
    'mondExitMissing',
    true,
    'stop when a monitoring daemon does not answer',
  ),
  mondXen: flag('mond-xen', 'mondXen', true, "use the collector of Xen's CPU loads"),
  exclusionTags: taking(
    'exclusion-tags',
    'TAG,...',
    'string',
    'keep instances whose tags start so apart',
    (o, text) => void (o.exclusionTags = list(text)),
  ),
  selectInstances: taking(
    'select-instances',
    'INSTS',
    'manyinstances',
    'move none but these instances',
    (o, text) => void (o.selectInstances = list(text)),
  ),
  excludeInstances: taking(
    'exclude-instances',
    'INSTS',
    'manyinstances',
    'do not move these instances',
    (o, text) => void (o.excludeInstances = list(text)),
  ),
  offline: taking(
    'offline',
    'NODE',
    'onenode',
    'treat a node as offline',
    (o, text) => void o.offline.unshift(text),
    'O',
  ),
  maxCpu: taking(
    'max-cpu',
    'RATIO',
    'float',
    'most virtual CPUs for each physical one [from the policy]',
    (o, text) => {
      o.maxCpu = parseNumber('parsing max-cpu', text);
      if (o.maxCpu <= 0) throw new HtoolsError('--max-cpu: the ratio of virtual to physical CPUs must be above 0');
    },
  ),
  minDisk: number(
    'min-disk',
    'RATIO',
    'minDisk',
    'min free disk space',
    'share of disk to leave free on nodes (0 to 1) [0]',
  ),
  staticNodeMemory: integer(
    'static-kvm-node-memory',
    'staticNodeMemory',
    'static node memory',
    'MiB that a KVM node needs itself, whatever it reports; 0 takes what it reports',
  ),
  noDiskMoves: flag('no-disk-moves', 'diskMoves', false, 'make only failovers and migrations'),
  noInstanceMoves: flag('no-instance-moves', 'instanceMoves', false, 'change only secondary nodes'),
  evacuationMode: flag('evac-mode', 'evacuationMode', true, 'move only instances on offline and drained nodes', 'E'),
  restrictedMigration: flag(
    'restricted-migration',
    'restrictedMigration',
    true,
    'do not replace primaries; when evacuating, migrate only off drained nodes',
  ),
  ignoreSoftErrors: flag('ignore-soft-errors', 'ignoreSoftErrors', true, 'go beyond limits that are not hard'),
  minGain: number('min-gain', 'DELTA', 'minGain', 'min gain', 'stop when a move gains less', 'g'),
  minGainLimit: number(
    'min-gain-limit',
    'SCORE',
    'minGainLimit',
    'min gain limit',
    'look at the gain only below this score',
  ),
  minScore: number(
    'min-score',
    'EPSILON',
    'minScore',
    'min score',
    'stop this near to the best score there can be',
    'e',
  ),
  maxLength: integer('max-length', 'maxLength', 'max solution length', 'make at most N steps', 'l'),
  group: taking(
    'group',
    'ID',
    'onegroup',
    'the node group to work on, by name or UUID',
    (o, text) => void (o.group = text),
    'G',
  ),
  noCapacity: flag('no-capacity-checks', 'capacity', false, 'do not check that every node could be evacuated'),
  acceptExisting: flag('accept-existing-errors', 'acceptExisting', true, 'only refuse new N+1 violations'),
  independentGroups: flag('independent-groups', 'independentGroups', true, 'judge each group by itself'),
  restrictToNodes: taking(
    'restrict-allocation-to',
    'NODE,...',
    'manynodes',
    'place instances only on these nodes',
    (o, text) => void (o.restrictToNodes = list(text)),
  ),
  diskTemplate: taking(
    'disk-template',
    'TEMPLATE',
    `choices=${DISK_TEMPLATES_IN_ORDER.join(',')}`,
    'disk template of instances',
    (o, text) => void (o.diskTemplate = checkedTemplate(text)),
  ),
  spindleUse: taking(
    'spindle-use',
    'SPINDLES',
    'float',
    'spindles that an instance uses [from the policy]',
    (o, text) => {
      o.spindleUse = parseInteger('parsing spindle-use', text);
      if (o.spindleUse < 0) throw new HtoolsError('--spindle-use: must not be negative');
    },
  ),
  standardSpec: taking(
    'standard-alloc',
    'STDSPEC',
    'string',
    'place instances of one size: disk,ram,cpu',
    (o, text) => void (o.standardSpec = parseSpec('standard', text)),
  ),
  tieredSpec: taking(
    'tiered-alloc',
    'TSPEC',
    'string',
    'place instances that shrink from a size: disk,ram,cpu',
    (o, text) => void (o.tieredSpec = parseSpec('tiered', text)),
  ),
  machineReadable: taking(
    'machine-readable',
    '[CHOICE]',
    'choices=yes,no',
    'print for programs',
    (o, text) => void (o.machineReadable = yesNo(text)),
  ),
  noSimulation: flag('no-simulation', 'noSimulation', true, 'do not try what balancing would bring'),
  exec: flag('exec', 'execJobs', true, 'submit the moves as jobs (with --luxi)', 'X'),
  firstJobGroup: flag('first-job-group', 'firstJobGroup', true, 'stop after the first set of jobs'),
  reason: taking('reason', 'REASON', 'none', 'why, as the jobs shall say', (o, text) => void (o.reason = text)),
  priority: taking('priority', 'PRIO', `choices=${PRIORITIES.join(',')}`, 'priority of the jobs', (o, text) => {
    if (!PRIORITIES.includes(text)) throw new HtoolsError(`Unknown priority '${text}'`);
    o.priority = text;
  }),
  dryRun: flag('dry-run', 'dryRun', true, 'tell what would be done and do nothing'),
  jobDelay: taking(
    'job-delay',
    'SECONDS',
    'float',
    'wait before a repair job starts',
    (o, text) => void (o.jobDelay = parseNumber('job delay', text)),
  ),
  force: flag('force', 'force', true, 'go on in spite of warnings', 'f'),
  fullEvacuation: flag('full-evacuation', 'fullEvacuation', true, 'move secondaries off nodes to be rebooted, too'),
  ignoreNonRedundant: flag(
    'ignore-non-redundant',
    'ignoreNonRedundant',
    true,
    'act as if all instances had a second node',
  ),
  skipNonRedundant: flag(
    'skip-non-redundant',
    'skipNonRedundant',
    true,
    'leave out nodes with instances that have no second node',
  ),
  offlineMaintenance: flag('offline-maintenance', 'offlineMaintenance', true, 'act as if all instances were shut down'),
  oneStepOnly: flag('one-step-only', 'oneStepOnly', true, 'show only the first group'),
  nodeTags: taking(
    'node-tags',
    'TAG,...',
    'string',
    'only nodes with one of these tags',
    (o, text) => void (o.nodeTags = list(text)),
  ),
  minResources: number(
    'minimal-resources',
    'FACTOR',
    'minResources',
    'minimal resources',
    'standard instances that must fit on each node before none is woken',
  ),
  targetResources: number(
    'target-resources',
    'FACTOR',
    'targetResources',
    'target resources',
    'standard instances that shall fit on each node afterwards',
  ),
  noHeaders: flag('no-headers', 'noHeaders', true, 'leave out the header line'),
  outputDir: taking('output-dir', 'PATH', 'dir', 'where to write files', (o, text) => void (o.outputDir = text), 'd'),
  saveCluster: taking(
    'save',
    'FILE',
    'none',
    'write the cluster as it was and will be to FILE.*',
    (o, text) => void (o.saveCluster = text),
    'S',
  ),
  verbose: { short: 'v', long: 'verbose', help: 'say more', apply: (o) => void (o.verbose += 1) },
  quiet: { short: 'q', long: 'quiet', help: 'say less', apply: (o) => void (o.verbose -= 1) },
} satisfies Record<string, Row>;

/** Options of every program. */
export const standardRows: readonly Row[] = [
  flag('version', 'showVersion', true, 'show the version', 'V'),
  flag('help', 'showHelp', true, 'show this help', 'h'),
  flag('help-completion', 'showCompletion', true, 'show what shells may complete'),
];
