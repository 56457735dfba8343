import { DEFAULT_POLICY, type IPolicy } from './policy.js';

/** What a data source tells of a node. */
export interface NodeFields {
  readonly name: string;
  readonly totalMem: number;
  readonly nodeMem: number;
  readonly freeMem: number;
  readonly totalDisk: number;
  readonly freeDisk: number;
  readonly totalCpus: number;
  /** CPUs that the node's own system uses. */
  readonly nodeCpus: number;
  readonly offline: boolean;
  readonly totalSpindles: number;
  readonly freeSpindles: number;
  readonly group: number;
  readonly exclusiveStorage: boolean;
  readonly tags?: readonly string[];
  readonly cpuSpeed?: number;
  readonly isMaster?: boolean;
  readonly hypervisor?: string | undefined;
}

/** A node as it is loaded; what changes with placements is in the state (state.ts). */
export class Node {
  readonly name: string;
  alias: string;
  readonly totalMem: number;
  nodeMem: number;
  readonly freeMem: number;
  readonly totalDisk: number;
  readonly freeDisk: number;
  readonly totalCpus: number;
  readonly nodeCpus: number;
  offline: boolean;
  readonly totalSpindles: number;
  readonly freeSpindles: number;
  readonly group: number;
  readonly exclusiveStorage: boolean;
  tags: readonly string[];
  cpuSpeed: number;
  isMaster: boolean;
  hypervisor: string | undefined;
  policy: IPolicy = DEFAULT_POLICY;
  /** Share of the disk that must stay free. */
  minDiskRatio = 0;
  /** What an instance takes along when it leaves, and what this node accepts. */
  migrationTags: ReadonlySet<string> = new Set();
  acceptedMigrationTags: ReadonlySet<string> = new Set();
  /** Failure domains of the node, sorted. */
  locationTags: readonly string[] = [];

  constructor(fields: NodeFields) {
    this.name = fields.name;
    this.alias = fields.name;
    this.totalMem = fields.totalMem;
    this.nodeMem = fields.nodeMem;
    this.freeMem = fields.freeMem;
    this.totalDisk = fields.totalDisk;
    this.freeDisk = fields.freeDisk;
    this.totalCpus = fields.totalCpus;
    this.nodeCpus = fields.nodeCpus;
    this.offline = fields.offline;
    this.totalSpindles = fields.totalSpindles;
    this.freeSpindles = fields.freeSpindles;
    this.group = fields.group;
    this.exclusiveStorage = fields.exclusiveStorage;
    this.tags = fields.tags ?? [];
    this.cpuSpeed = fields.cpuSpeed ?? 1;
    this.isMaster = fields.isMaster ?? false;
    this.hypervisor = fields.hypervisor;
  }
}

/** Whether an instance may migrate between two nodes as their tags have it. */
export function migrationAllowed(from: Node, to: Node): boolean {
  for (const tag of from.migrationTags) if (!to.acceptedMigrationTags.has(tag)) return false;
  return true;
}
