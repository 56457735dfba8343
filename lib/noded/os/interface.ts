import type { RpcPayload, WireInstance } from '@gnt/protocol';
import type { BlockDevice } from '../hypervisor/interface.js';

/** OS definitions of this node: what handlers ask of them. Disks come assembled, `path` being the device. */
export interface OsBackend {
  /** All definitions in the search path, valid or not, in the wire form of os_diagnose. */
  diagnose(): Promise<RpcPayload<'os_diagnose'>>;
  /** False when the OS is not there and need not be; throws when it, its variant or its parameters are wrong. */
  validate(
    required: boolean,
    name: string,
    checks: readonly string[],
    params: Readonly<Record<string, unknown>>,
    forceVariant: boolean,
  ): Promise<boolean>;
  /** Runs the create script; throws with the last lines of its log when it fails. */
  create(
    instance: WireInstance,
    disks: readonly BlockDevice[],
    options: { readonly reinstall: boolean; readonly debug: number },
  ): Promise<void>;
  /** Runs the rename script. */
  rename(instance: WireInstance, disks: readonly BlockDevice[], oldName: string, debug: number): Promise<void>;
}
