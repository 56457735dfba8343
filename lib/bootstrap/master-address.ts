import { DEFAULT_NODED_PORT } from '@gnt/constants';
import type { RpcArgs } from '@gnt/protocol';
import { tcpPing } from '../common/tcp-ping.js';
import { parseConfig } from '../config/index.js';
import type { RpcRunner } from '../rpc/interface.js';
import type { BootstrapContext } from './context.js';

/** How long the cluster's address may take to go, or to come, in milliseconds (as in the original). */
const ADDRESS_MS = 30_000;
const INTERVAL_MS = 1000;

/** How the cluster's address is set up on a node. */
type AddressArgs = RpcArgs<'node_deactivate_master_ip'>;

/**
 * How the address was set up on the old master: as the configuration of this candidate says, by the external script
 * where the cluster uses one; as ssconf says where it has no configuration.
 */
export async function oldAddress({ files, paths }: BootstrapContext, oldMaster: string): Promise<AddressArgs> {
  const path = paths.file('configData');
  const text = await files.readTextIfPresent(path);
  if (text !== undefined) {
    const { cluster, nodes } = parseConfig(text, path);
    const node = Object.values(nodes).find(({ name }) => name === oldMaster);
    return {
      master_params: {
        uuid: node?.uuid ?? oldMaster,
        ip: cluster.master_ip,
        netmask: cluster.master_netmask,
        netdev: cluster.master_netdev,
        ip_family: cluster.primary_ip_family,
      },
      use_external_mip_script: cluster.use_external_mip_script,
    };
  }
  const value = async (key: string): Promise<string> =>
    ((await files.readTextIfPresent(paths.ssconf(key))) ?? '').trim();
  return {
    master_params: {
      uuid: oldMaster,
      ip: await value('master_ip'),
      netmask: Number(await value('master_netmask')),
      netdev: await value('master_netdev'),
      ip_family: Number(await value('primary_ip_family')),
    },
    use_external_mip_script: false,
  };
}

/** Takes the address down on the old master; returns what went wrong. */
export async function takeDown(rpc: RpcRunner, oldMaster: string, args: AddressArgs): Promise<string[]> {
  const answer = await rpc.tryOne(oldMaster, 'node_deactivate_master_ip', args, { timeout: 30 });
  return answer.ok ? [] : [`The master IP stays on ${oldMaster}: ${answer.error}`];
}

/** Waits until nothing answers on the address any more, or something does; false when that did not come within 30 s. */
export async function addressIs(up: boolean, ip: string, ctx: BootstrapContext): Promise<boolean> {
  const { clock } = ctx;
  const answers = ctx.answers ?? ((address: string) => tcpPing(clock, address, DEFAULT_NODED_PORT));
  const deadline = clock.now() + ADDRESS_MS;
  for (;;) {
    if ((await answers(ip)) === up) return true;
    if (clock.now() >= deadline) return false;
    await clock.sleep(INTERVAL_MS);
  }
}
