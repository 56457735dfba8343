import { PROTOCOL_VERSION } from '@gnt/constants';
import { takeWatcherPause } from '../../common/watcher-pause.js';
import { hasAddress, missingBridges } from '../backend/node/addresses.js';
import { cryptoTokens } from '../backend/node/crypto-tokens.js';
import { ensureDaemon } from '../backend/node/daemons.js';
import { modifyEtcHosts } from '../backend/node/etc-hosts.js';
import { nodeInfo } from '../backend/node/info.js';
import { configureOvs, fileInfo, powercycle } from '../backend/node/machine.js';
import { demoteFromCandidate } from '../backend/node/membership.js';
import { setWatcherPause } from '../backend/node/watcher-pause.js';
import { verifyNode } from '../backend/verify/checks.js';
import { NodeError } from '../errors.js';
import { done, type Handlers } from './types.js';

/** Calls about the node itself. */
export const nodeHandlers = {
  version: () => PROTOCOL_VERSION,
  node_info: ({ storage_units, hv_specs }, ctx) => nodeInfo(ctx, storage_units, hv_specs),
  node_verify: async ({ checkdict, cluster_name, all_hvparams }, ctx) => {
    // Files that follow the journal are compared with those of other nodes.
    await ctx.exclusive.run('journal', () => ctx.journal.settle());
    return verifyNode(ctx, { what: checkdict, cluster: cluster_name, hvparams: all_hvparams });
  },
  node_verify_light: ({ checkdict, cluster_name, hvparams }, ctx) =>
    verifyNode(ctx, { what: checkdict, cluster: cluster_name, hvparams }),
  node_has_ip_address: ({ address }, ctx) => hasAddress(ctx, address),
  node_demote_from_mc: (_args, ctx) =>
    done(
      ctx.exclusive.run('journal', async () => {
        await demoteFromCandidate(ctx);
        await ctx.journal.forget();
      }),
    ),
  node_powercycle: ({ hypervisor }, ctx) => powercycle(ctx, hypervisor),
  node_configure_ovs: ({ ovs_name, ovs_link }, ctx) => done(configureOvs(ctx, ovs_name, ovs_link)),
  node_crypto_tokens: ({ token_request }, ctx) => cryptoTokens(ctx, token_request),
  node_ensure_daemon: ({ daemon, run }, ctx) => ensureDaemon(ctx, daemon, run),
  bridges_exist: async ({ bridges_list }) => {
    const missing = await missingBridges(bridges_list);
    if (missing.length > 0) throw new NodeError(`Missing bridges ${missing.join(', ')}`);
    return null;
  },
  etc_hosts_modify: async ({ mode, name, ip }, ctx) => {
    await modifyEtcHosts(ctx, mode, name, ip);
    return true;
  },
  get_file_info: ({ file_path }, ctx) => fileInfo(ctx.paths.local(file_path)),
  get_watcher_pause: (_args, ctx) => takeWatcherPause(ctx),
  set_watcher_pause: ({ until }, ctx) => done(setWatcherPause(ctx, until)),
} satisfies Handlers;
