import { ALLOC_POLICY_LAST_RESORT, ALLOC_POLICY_PREFERRED, ALLOC_POLICY_UNALLOCABLE } from '@gnt/constants';
import {
  DEFAULT_POLICY,
  HtoolsError,
  makeGroup,
  Node,
  parseInteger,
  parseSize,
  splitList,
  type ClusterData,
} from '@gnt/htools';

const POLICIES: Readonly<Record<string, string>> = {
  [ALLOC_POLICY_PREFERRED]: ALLOC_POLICY_PREFERRED,
  [ALLOC_POLICY_LAST_RESORT]: ALLOC_POLICY_LAST_RESORT,
  [ALLOC_POLICY_UNALLOCABLE]: ALLOC_POLICY_UNALLOCABLE,
  p: ALLOC_POLICY_PREFERRED,
  a: ALLOC_POLICY_LAST_RESORT,
  u: ALLOC_POLICY_UNALLOCABLE,
};

function annotated<T>(what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    throw new HtoolsError(`${what}: ${error.message}`, { cause: error });
  }
}

function truth(text: string): boolean {
  if (text !== 'True' && text !== 'False') throw new HtoolsError(`exclusive storage is True or False, not '${text}'`);
  return text === 'True';
}

const numbered = (n: number, width: number): string => String(n).padStart(width, '0');

interface Spec {
  readonly policy: string;
  readonly count: number;
  readonly disk: number;
  readonly mem: number;
  readonly cpus: number;
  readonly spindles: number;
  readonly exclusive: boolean;
}

function parseGroupSpec(text: string): Spec {
  const cells = splitList(text, ',');
  const [name = '', count = '', disk = '', mem = '', cpus = '', spindles = '1', exclusive = 'False'] = cells;
  if (cells.length < 5 || cells.length > 7)
    throw new HtoolsError(
      `--simulate: '${text}' has ${String(cells.length)} parts; allocation policy, nodes, disk, memory, CPUs and, ` +
        'if wanted, spindles and exclusive storage are separated by commas',
    );
  const policy = Object.hasOwn(POLICIES, name) ? POLICIES[name] : undefined;
  if (policy === undefined) throw new HtoolsError(`--simulate: '${name}' is no allocation policy (p, a or u)`);
  return {
    policy,
    count: parseInteger('node count', count),
    disk: annotated('disk size', () => parseSize(disk)),
    mem: annotated('memory size', () => parseSize(mem)),
    cpus: parseInteger('cpu count', cpus),
    spindles: parseInteger('spindles', spindles),
    exclusive: truth(exclusive),
  };
}

function makeNodes(spec: Spec, group: number): Node[] {
  return Array.from(
    { length: Math.max(0, spec.count) },
    (_, i) =>
      new Node({
        name: `node-${numbered(group + 1, 2)}-${numbered(i + 1, 3)}`,
        totalMem: spec.mem,
        nodeMem: 0,
        freeMem: spec.mem,
        totalDisk: spec.disk,
        freeDisk: spec.disk,
        totalCpus: spec.cpus,
        nodeCpus: 1,
        offline: false,
        totalSpindles: spec.spindles,
        freeSpindles: 0,
        group,
        exclusiveStorage: spec.exclusive,
        isMaster: group === 0 && i === 0,
      }),
  );
}

/** An empty cluster with a group for each specification. */
export function simulate(specs: readonly string[]): ClusterData {
  const parsed = specs.map(parseGroupSpec);
  return {
    groups: parsed.map((spec, g) =>
      makeGroup(`group-${numbered(g + 1, 2)}`, `fake-uuid-${numbered(g + 1, 2)}`, spec.policy, [], []),
    ),
    nodes: parsed.flatMap(makeNodes),
    instances: [],
    tags: [],
    policy: DEFAULT_POLICY,
    indexBase: 1,
  };
}
