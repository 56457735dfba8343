import type { HypervisorType } from '@gnt/constants';
import type { WireInstance, WireNic, WireDisk } from '@gnt/protocol';

/** An instance as the hypervisor sees it running. */
export interface RunningInstance {
  readonly name: string;
  /** A number or text that names it to the hypervisor (pid, domain id). */
  readonly id: number | string;
  /** MiB. */
  readonly memory: number;
  readonly vcpus: number;
  /** `shutdown`: ended by its own user; the backend sends running as 0, shutdown as 1. */
  readonly state: 'running' | 'shutdown';
  /** CPU seconds. */
  readonly time: number;
}

/** The number a state travels as (HvInstanceState of the original). */
export function wireState(state: RunningInstance['state']): 0 | 1 {
  return state === 'running' ? 0 : 1;
}

/** What the node has, as node_info reports it; MiB. */
export interface HypervisorNodeInfo {
  readonly memory_total: number;
  readonly memory_free: number;
  readonly memory_dom0: number;
  readonly cpu_total: number;
  readonly cpu_nodes: number;
  readonly cpu_sockets: number;
  readonly cpu_dom0: number;
  /** [major, minor, revision], when the hypervisor has a version of its own. */
  readonly hv_version?: readonly [number, number, number];
}

/** A disk that is assembled on this node: the object, where it is, and its URI for user-space access. */
export interface BlockDevice {
  readonly disk: WireDisk;
  /** Path of the symlink or device the guest is given; null when there is only a URI. */
  readonly path: string | null;
  /** URI for user-space access, null when there is none. */
  readonly uri: string | null;
}

export type HvParams = Readonly<Record<string, unknown>>;

export interface StopOptions {
  /** Kill instead of asking the guest. */
  readonly force: boolean;
  /** A repeated call: the first one has already asked the guest. */
  readonly retry: boolean;
  /** Seconds the guest may take; undefined asks once and returns. */
  readonly timeout?: number;
}

export interface ConsoleInfo {
  readonly instance: string;
  readonly kind: 'ssh' | 'vnc' | 'spice' | 'msg';
  readonly message?: string;
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly display?: number;
}

export interface MigrationStatus {
  readonly status: 'active' | 'completed' | 'failed' | 'cancelled' | 'postcopy-active';
  /** Bytes; absent when the hypervisor does not tell. */
  readonly transferred_ram?: number;
  readonly total_ram?: number;
  /** Set when this call has just switched to postcopy. */
  readonly postcopy_status?: 'postcopy-active';
}

/**
 * A hypervisor on this node. Calls for different instances may run at the same time; the backend keeps calls for one
 * instance apart. Optional abilities are separate interfaces (`Hotplug`).
 */
export interface Hypervisor {
  readonly type: HypervisorType;
  start(instance: WireInstance, disks: readonly BlockDevice[], options: { paused: boolean }): Promise<void>;
  /** Asks (or with force: ends) the guest. Resolves at once; the backend polls `list`. */
  stop(instance: Pick<WireInstance, 'name' | 'hvparams'>, options: StopOptions): Promise<void>;
  /** Removes what a stopped instance left behind. */
  cleanup(name: string): Promise<void>;
  reboot(instance: WireInstance): Promise<void>;
  list(hvparams: HvParams | null): Promise<readonly string[]>;
  info(name: string, hvparams: HvParams | null): Promise<RunningInstance | undefined>;
  allInfo(hvparams: HvParams | null): Promise<readonly RunningInstance[]>;
  nodeInfo(hvparams: HvParams | null): Promise<HypervisorNodeInfo>;
  /** Problems of the installation in words; undefined when it works. */
  verify(hvparams: HvParams | null): Promise<string | undefined>;
  /** Node-side check of parameters (files exist, binary answers); throws HypervisorError. */
  validateParams(params: HvParams): Promise<void>;
  console(instance: WireInstance, node: ConsoleNode): ConsoleInfo;
  balloonMemory(instance: WireInstance, memory: number): Promise<void>;
  /** Migration, in the order the master calls them. */
  migrationInfo(instance: WireInstance): Promise<unknown>;
  acceptInstance(instance: WireInstance, info: unknown, target: string, disks: readonly BlockDevice[]): Promise<void>;
  migrate(clusterName: string, instance: WireInstance, target: string, live: boolean): Promise<void>;
  migrationStatus(instance: WireInstance): Promise<MigrationStatus>;
  finalizeMigrationSource(instance: WireInstance, success: boolean, live: boolean): Promise<void>;
  finalizeMigrationTarget(instance: WireInstance, info: unknown, success: boolean): Promise<void>;
  /** Absent where devices of a running instance cannot change. */
  readonly hotplug?: Hotplug;
  /** Ends all of the node's guests at once (the virtual cluster's power cut). */
  powercut?(): Promise<void>;
}

/** Which node a console is reached at. */
export interface ConsoleNode {
  readonly name: string;
  readonly primary_ip: string;
  /** The node's ssh port, when it is not the usual one. */
  readonly ssh_port?: number;
  readonly hvparams: HvParams;
  readonly beparams: Readonly<Record<string, unknown>>;
}

export type HotplugTarget = 'disk' | 'nic';
/** As on the wire (HOTPLUG_ACTION_*). */
export type HotplugAction = 'hotadd' | 'hotremove' | 'hotmod';

/** Changing devices of a running instance; each call throws HotplugError or HypervisorError with the reason. */
export interface Hotplug {
  supported(instance: WireInstance): Promise<void>;
  /** `extra` is [link, uri] of a disk (master's assemble result), anything else is ignored. */
  device(
    instance: WireInstance,
    action: HotplugAction,
    target: HotplugTarget,
    device: WireDisk | WireNic,
    extra: unknown,
    sequence: number,
  ): Promise<unknown>;
  /** Tells the guest the new size in bytes. */
  resizeDisk?(instance: WireInstance, disk: WireDisk, size: number): Promise<void>;
}
