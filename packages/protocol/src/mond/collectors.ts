import * as c from '@gnt/constants';

/** What a data collector's report is about. */
export const MOND_KINDS = { performance: 0, status: 1 } as const;

/** Health codes in reports, from good to bad. */
export const MOND_STATUS = { ok: 0, temporarilyBad: 1, unknown: 2, bad: 4 } as const;

/** Categories in the addresses of reports; `default` stands for none. */
export const MOND_CATEGORIES = ['instance', 'storage', 'daemon', 'hypervisor', c.MOND_DEFAULT_CATEGORY] as const;

export type MondCategory = (typeof MOND_CATEGORIES)[number];

/** A data collector as lists and reports show it. */
export interface MondCollector {
  readonly category: MondCategory;
  readonly kind: (typeof MOND_KINDS)[keyof typeof MOND_KINDS];
  readonly doc: string;
  /** Works on clusters with Xen only, whatever its switch says. */
  readonly xenOnly?: true;
  /** Keeps a history: measured in intervals, reported from memory. */
  readonly stateful?: true;
}

/** The collectors of the original, in the order of its list. */
export const MOND_COLLECTORS = {
  [c.DATA_COLLECTOR_C_P_U_LOAD]: {
    category: 'default',
    kind: MOND_KINDS.performance,
    stateful: true,
    doc: 'Average load of each CPU of the node.',
  },
  [c.DATA_COLLECTOR_XEN_CPU_LOAD]: {
    category: 'default',
    kind: MOND_KINDS.performance,
    stateful: true,
    doc: 'Average number of CPUs that each Xen domain uses.',
  },
  [c.DATA_COLLECTOR_DISK_STATS]: {
    category: 'storage',
    kind: MOND_KINDS.performance,
    doc: 'Counters of block devices, as the kernel keeps them.',
  },
  [c.DATA_COLLECTOR_DRBD]: {
    category: 'storage',
    kind: MOND_KINDS.status,
    doc: 'State of the DRBD devices and whose they are.',
  },
  [c.DATA_COLLECTOR_INST_STATUS]: {
    category: 'instance',
    kind: MOND_KINDS.status,
    xenOnly: true,
    doc: 'Whether the Xen instances of the node are as they should be.',
  },
  [c.DATA_COLLECTOR_LV]: {
    category: 'storage',
    kind: MOND_KINDS.performance,
    doc: 'Logical volumes and whose disks they are.',
  },
} as const satisfies Readonly<Record<string, MondCollector>>;

/** The name of a collector that the original has too. */
export type MondCollectorName = keyof typeof MOND_COLLECTORS;

/** A collector's row, without what it lacks. */
export function mondCollector(name: MondCollectorName): MondCollector {
  return MOND_COLLECTORS[name];
}

/** Collectors that the original has not; each is off until a node's mond.json names it. */
export const MOND_EXTRA_COLLECTORS = {
  'inst-status-kvm': {
    category: 'instance',
    kind: MOND_KINDS.status,
    doc: 'Whether the KVM instances of the node are as they should be.',
  },
  'node-os-resources': {
    category: 'default',
    kind: MOND_KINDS.performance,
    stateful: true,
    doc: "The node's processors, memory, file systems, network interfaces and versions.",
  },
  daemons: {
    category: 'daemon',
    kind: MOND_KINDS.status,
    doc: "Whether the node's daemons run, and what they use.",
  },
  'hypervisor-resources': {
    category: 'hypervisor',
    kind: MOND_KINDS.performance,
    doc: 'What the guests of each enabled hypervisor were given and use.',
  },
} as const satisfies Readonly<Record<string, MondCollector>>;

/** The name of a collector of ours. */
export type MondExtraCollectorName = keyof typeof MOND_EXTRA_COLLECTORS;
