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
  readonly state: 'running' | 'paused' | 'shutdown';
  /** CPU seconds. */
  readonly time: number;
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
}

/** A disk that is assembled on this node: the object, where it is, and its URI for user-space access. */
export interface BlockDevice {
  readonly disk: WireDisk;
  /** Path of the symlink or device the guest is given. */
  readonly path: string;
  /** URI for user-space access, null when there is none. */
  readonly uri: string | null;
}

export type HvParams = Readonly<Record<string, unknown>>;

export interface StopOptions {
  /** Kill instead of asking the guest. */
  readonly force: boolean;
  /** A repeated call: the first one has already asked the guest. */
  readonly retry: boolean;
  /** The name, when no instance object exists any more. */
  readonly name: string;
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
  readonly status: 'active' | 'completed' | 'failed' | 'cancelled';
  readonly transferred_ram: number;
  readonly total_ram: number;
}

/**
 * A hypervisor on this node. Calls for different instances may run at the same time; the backend keeps calls for one
 * instance apart. Optional abilities are separate interfaces (`Hotplug`).
 */
export interface Hypervisor {
  readonly type: HypervisorType;
  start(instance: WireInstance, disks: readonly BlockDevice[], options: { paused: boolean }): Promise<void>;
  /** Asks (or with force: ends) the guest. Resolves at once; the backend polls `list`. */
  stop(instance: WireInstance, options: StopOptions): Promise<void>;
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
  readonly hotplug?: Hotplug;
  /** Ends all of the node's guests at once (the virtual cluster's power cut). */
  powercut?(): Promise<void>;
}

/** Which node a console is reached at. */
export interface ConsoleNode {
  readonly name: string;
  readonly primary_ip: string;
  readonly hvparams: HvParams;
  readonly beparams: Readonly<Record<string, unknown>>;
}

export type HotplugTarget = 'disk' | 'nic';
export type HotplugAction = 'add' | 'remove' | 'modify';

export interface Hotplug {
  supported(instance: WireInstance): Promise<void>;
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
