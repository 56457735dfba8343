import type { ParamReader } from '../../params.js';
import type { QemuCapabilities } from '../capabilities.js';
import type { KvmFiles } from '../files.js';

/** Addresses of a network interface of this node. */
export interface InterfaceAddresses {
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}

/** All that the base command line of a guest depends on. */
export interface CommandInput {
  readonly name: string;
  readonly uuid: string;
  /** MiB. */
  readonly memory: number;
  readonly vcpus: number;
  /** Port of VNC or SPICE; null when the cluster gave none. */
  readonly networkPort: number | null;
  readonly hvp: ParamReader;
  readonly capabilities: QemuCapabilities;
  /** Gives unprefixed paths: the command line is kept and travels with the guest. */
  readonly files: Pick<KvmFiles, 'pid' | 'log' | 'control'>;
  readonly paused: boolean;
  /** Addresses of an interface of this node; undefined when it has no such interface. */
  readonly interfaceAddresses: (name: string) => InterfaceAddresses | undefined;
  /** The cluster's IP version, for interfaces that have both. */
  readonly primaryIpVersion: 4 | 6;
  /** Certificates of SPICE with TLS. */
  readonly spiceFiles: { readonly certificate: string; readonly authority: string };
  /** Options that choose the accelerator where the binary's own choice is not wanted. */
  readonly accelerator: readonly string[];
}

/** An argument as the runtime file keeps it: the original stores the memory as a number. */
export type Argument = string | number;
