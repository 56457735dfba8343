import { DEFAULT_NODED_PORT } from '@gnt/constants';
import { OpExecError } from '@gnt/protocol';
import { silentLogger } from '../common/log.js';
import { NodeCredentials } from '../common/tls.js';
import { HttpRpcRunner } from '../rpc/runner.js';
import { HttpsTransport } from '../rpc/transport.js';
import type { RpcRunner } from '../rpc/interface.js';
import type { BootstrapContext } from './context.js';

/** How long a daemon may take to answer after it was started, in milliseconds. */
const READY_MS = 20_000;

/** Node calls without a configuration: nodes are named by their host names, which the resolver knows. */
export async function withNodeCalls<T>(ctx: BootstrapContext, act: (rpc: RpcRunner) => Promise<T>): Promise<T> {
  const transport = ctx.transport ?? new HttpsTransport(new NodeCredentials(ctx.paths), ctx.clock);
  const rpc = new HttpRpcRunner({
    transport,
    log: silentLogger,
    resolve: async (node) => {
      const host = await ctx.resolver.resolve(node);
      return { name: host.name, address: host.ip, port: DEFAULT_NODED_PORT, offline: false };
    },
  });
  try {
    return await act(rpc);
  } finally {
    await transport.close();
  }
}

/** Asks until `ready` says so; throws OpExecError with the last reason after 20 s. */
export async function waitUntil(
  what: string,
  ctx: BootstrapContext,
  ready: () => Promise<string | undefined>,
): Promise<void> {
  const deadline = ctx.clock.now() + READY_MS;
  for (;;) {
    const obstacle = await ready();
    if (obstacle === undefined) return;
    if (ctx.clock.now() > deadline)
      throw new OpExecError(`${what} did not answer within ${READY_MS / 1000} seconds: ${obstacle}`);
    await ctx.clock.sleep(200);
  }
}

/** Waits until the node daemon of a node answers. */
export async function waitForNodeDaemon(node: string, ctx: BootstrapContext): Promise<void> {
  await withNodeCalls(ctx, (rpc) =>
    waitUntil(`The node daemon on ${node}`, ctx, async () => {
      const answer = await rpc.tryOne(node, 'version', {}, { timeout: 5 });
      return answer.ok ? undefined : answer.error;
    }),
  );
}
