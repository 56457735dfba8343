import { createHash } from 'node:crypto';
import { access, readdir, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { INSTANCE_COMMUNICATION_NIC_PREFIX } from '@gnt/constants';
import type { WireNic } from '@gnt/protocol';
import type { CommandRunner } from '../../../../common/exec.js';
import { HypervisorError, reasonOf } from '../../errors.js';
import type { NicFeatures } from '../command/index.js';
import { removeRules } from './interface-setup.js';

export interface TapsDeps {
  readonly runner: CommandRunner;
  /** Root of the virtual node, "" on a real one: nodes of one machine share its device names. */
  readonly root: string;
  readonly sysClassNet?: string;
}

/**
 * Taps of this node's guests. They outlive QEMU, so each has a name made from its NIC and node: a start finds and
 * replaces what a crash left, and no two nodes of a machine meet.
 */
export class Taps {
  readonly #deps: TapsDeps;
  readonly #sys: string;

  constructor(deps: TapsDeps) {
    this.#deps = deps;
    this.#sys = deps.sysClassNet ?? '/sys/class/net';
  }

  /** Makes the tap of a NIC; `user` may then attach to it without being root. */
  async create(nic: WireNic, features: NicFeatures, user?: string): Promise<string> {
    if (features.vhost && !(await exists('/dev/vhost-net'))) {
      throw new HypervisorError('Failed to open /dev/vhost-net: vhost_net is on but this node has no such device');
    }
    const tap = this.fixedName(nic) ?? (await this.#communicationName());
    await this.remove(tap);
    const args = [
      ...['tuntap', 'add', 'dev', tap, 'mode', 'tap'],
      ...(user === undefined ? [] : ['user', user]),
      ...(features.vnetHeader ? ['vnet_hdr'] : []),
      ...(features.queues > 1 ? ['multi_queue'] : []),
    ];
    await this.#deps.runner.run('ip', args).catch((e: unknown) => {
      throw new HypervisorError(`Failed to allocate a new TAP device: ${reasonOf(e)}`, { cause: e });
    });
    return tap;
  }

  /** Removes a tap with what hangs on it; nothing happens when it is not there. */
  async remove(tap: string): Promise<void> {
    if (!(await exists(join(this.#sys, tap)))) return;
    const master = await readlink(join(this.#sys, tap, 'master')).catch(() => '');
    if (basename(master) === 'ovs-system')
      await this.#deps.runner.tryRun('ovs-vsctl', ['--if-exists', 'del-port', tap]);
    if (master === '') await removeRules(this.#deps.runner, tap);
    await this.#deps.runner.run('ip', ['link', 'delete', 'dev', tap]).catch((e: unknown) => {
      throw new HypervisorError(`Failed to remove TAP device ${tap}: ${reasonOf(e)}`, { cause: e });
    });
  }

  /** The name of a NIC's tap, which it keeps; undefined for instance communication, whose taps are numbered. */
  fixedName(nic: WireNic): string | undefined {
    if (nic.name?.startsWith(INSTANCE_COMMUNICATION_NIC_PREFIX) === true) return undefined;
    return tapName(this.#deps.root, nic.uuid ?? nic.mac ?? '');
  }

  /** The number after the highest there is, as in the original. */
  async #communicationName(): Promise<string> {
    const taken = (await readdir(this.#sys)).flatMap((name) => /^gnt\.com\.(\d+)$/.exec(name)?.[1] ?? []);
    return `gnt.com.${String(Math.max(-1, ...taken.map(Number)) + 1)}`;
  }
}

/** Name of the tap of a NIC: at most 15 bytes, "tap" first so that scripts know it for one. */
export function tapName(root: string, nic: string): string {
  return `tap${createHash('sha256').update(`${root}\0${nic}`).digest('hex').slice(0, 12)}`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
