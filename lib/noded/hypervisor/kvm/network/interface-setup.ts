import { constants } from 'node:fs';
import { access, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandRunner } from '../../../../common/exec.js';
import { HypervisorError, reasonOf } from '../../errors.js';

/** The variables of `nicEnvironment`. */
export type NicVariables = Readonly<Record<string, string>>;

export interface InterfaceSetupDeps {
  readonly runner: CommandRunner;
  /** Directory of the operator's scripts (/etc/ganeti). */
  readonly confDir: string;
  /** Where the kernel shows network devices; another directory in tests. */
  readonly sysClassNet?: string;
}

/** Taps of instance communication carry this name. */
const COMMUNICATION_TAP = /^gnt\.com\.\d+$/;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Connects a tap to its link: by the operator's script `kvm-vif-bridge` when there is one, else by itself as bridged,
 * openvswitch or routed (contract of the original's `kvm-ifup`).
 */
export class InterfaceSetup {
  readonly #deps: InterfaceSetupDeps;
  readonly #sys: string;

  constructor(deps: InterfaceSetupDeps) {
    this.#deps = deps;
    this.#sys = deps.sysClassNet ?? '/sys/class/net';
  }

  async connect(variables: NicVariables): Promise<void> {
    const tap = variables['INTERFACE'] ?? '';
    try {
      const communication = variables['MODE'] === 'routed' && COMMUNICATION_TAP.test(tap);
      if (communication) await this.#script('kvm-ifup-os', variables);
      if (await this.#script('kvm-vif-bridge', variables)) return;
      if (communication) return;
      await this.#builtIn(tap, variables);
    } catch (e) {
      throw new HypervisorError(`Failed to configure interface ${tap}: ${reasonOf(e)}`, { cause: e });
    }
  }

  /** Runs a script of the operator; false when there is none. */
  async #script(name: string, variables: NicVariables): Promise<boolean> {
    const path = join(this.#deps.confDir, name);
    const runnable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runnable) await this.#deps.runner.run(path, [], { env: { PATH, ...variables } });
    return runnable;
  }

  async #builtIn(tap: string, variables: NicVariables): Promise<void> {
    const link = variables['LINK'] ?? '';
    switch (variables['MODE']) {
      case 'bridged':
        return this.#bridged(tap, link, variables['VLAN'] ?? '');
      case 'openvswitch':
        return this.#openVSwitch(tap, link, variables['VLAN'] ?? '');
      case 'routed':
        return this.#routed(tap, link, variables['IP'] ?? '');
      default:
        throw new HypervisorError(`NIC mode '${variables['MODE'] ?? ''}' is not known`);
    }
  }

  async #bridged(tap: string, bridge: string, vlan: string): Promise<void> {
    const mtu = await this.#attribute(bridge, 'mtu').catch((cause: unknown) => {
      throw new HypervisorError(`bridge '${bridge}' does not exist on this node`, { cause });
    });
    // A bridge takes the lowest address of its ports as its own; one that starts with fe keeps out of that.
    const address = await this.#attribute(tap, 'address');
    await this.#ip('link', 'set', tap, 'address', `fe${address.slice(2)}`);
    await this.#ip('link', 'set', tap, 'mtu', mtu);
    await this.#ip('link', 'set', tap, 'master', bridge);
    await this.#ip('link', 'set', tap, 'up');
    if (vlan !== '') await this.#bridgeVlans(tap, bridge, vlan);
  }

  async #bridgeVlans(tap: string, bridge: string, vlan: string): Promise<void> {
    if ((await this.#attribute(bridge, 'bridge/vlan_filtering')) !== '1') {
      throw new HypervisorError(`the NIC has VLAN '${vlan}', but bridge ${bridge} has VLAN filtering disabled`);
    }
    const lower = (await readdir(join(this.#sys, bridge))).filter((name) => name.startsWith('lower_'));
    const uplinks = lower.map((name) => name.slice('lower_'.length)).filter((name) => !name.startsWith('tap'));
    for (const { id, untagged } of parseVlans(vlan)) {
      await this.#deps.runner.run('bridge', [
        ...['vlan', 'add', 'dev', tap, 'vid', id],
        ...(untagged ? ['pvid', 'untagged'] : []),
        'master',
      ]);
      for (const uplink of uplinks)
        await this.#deps.runner.run('bridge', ['vlan', 'add', 'dev', uplink, 'vid', id, 'master']);
    }
  }

  async #openVSwitch(tap: string, bridge: string, vlan: string): Promise<void> {
    const vsctl = (...args: string[]): Promise<unknown> => this.#deps.runner.run('ovs-vsctl', args);
    await vsctl('--if-exists', 'del-port', tap);
    await this.#ip('link', 'set', tap, 'up');
    await vsctl('add-port', bridge, tap);
    const vlans = vlan === '' ? [] : parseVlans(vlan);
    const access = vlans.find((v) => v.untagged);
    const trunks = vlans.filter((v) => !v.untagged).map((v) => v.id);
    if (access !== undefined) await vsctl('set', 'port', tap, `tag=${access.id}`);
    if (trunks.length > 0) await vsctl('set', 'port', tap, `trunks=${trunks.join(',')}`);
  }

  async #routed(tap: string, table: string, ip: string): Promise<void> {
    if (ip === '') throw new HypervisorError('A routed NIC without an IP address');
    await this.#ip('link', 'set', tap, 'up');
    if (table === '') {
      await this.#ip('route', 'replace', ip, 'proto', 'static', 'dev', tap);
    } else {
      await removeRules(this.#deps.runner, tap);
      await this.#ip('rule', 'add', 'dev', tap, 'table', table);
      await this.#ip('route', 'replace', ip, 'table', table, 'proto', 'static', 'dev', tap);
    }
    for (const [family, proxy] of [
      ['ipv4', 'proxy_arp'],
      ['ipv6', 'proxy_ndp'],
    ] as const) {
      const dir = `/proc/sys/net/${family}/conf/${tap}`;
      const present = await access(dir).then(
        () => true,
        () => false,
      );
      if (!present) continue;
      await writeFile(join(dir, proxy), '1\n');
      await writeFile(join(dir, 'forwarding'), '1\n');
    }
  }

  async #ip(...args: string[]): Promise<void> {
    await this.#deps.runner.run('ip', args);
  }

  async #attribute(device: string, name: string): Promise<string> {
    return (await readFile(join(this.#sys, device, name), 'utf8')).trim();
  }
}

/** Removes all routing rules of a device, as many as there are. */
export async function removeRules(runner: CommandRunner, device: string): Promise<void> {
  for (let removed = true; removed;) {
    removed = (await runner.tryRun('ip', ['rule', 'del', 'dev', device])).exitCode === 0;
  }
}

/** VLANs of a NIC: ".5" or "5" untagged, ":7:8" tagged, ".5:7" both. */
export function parseVlans(vlan: string): { id: string; untagged: boolean }[] {
  const ids = vlan.split(':').filter((part) => part !== '');
  return ids.map((part, i) => ({ id: part.replace(/^\./, ''), untagged: i === 0 && !vlan.startsWith(':') }));
}
