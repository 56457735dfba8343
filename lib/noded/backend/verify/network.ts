import { connect } from 'node:net';
import type { NodeContext } from '../../context.js';

const PING_SECONDS = 10;

type NetworkContext = Pick<NodeContext, 'clock' | 'nodedPort' | 'resolver'>;

/** Whether a connection can be made within the time. A refusal counts too: somebody answered. */
export function tcpPing(
  ctx: Pick<NetworkContext, 'clock'>,
  host: string,
  port: number,
  source?: string,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, ...(source === undefined ? {} : { localAddress: source }) });
    const cancel = ctx.clock.after(PING_SECONDS * 1000, () => {
      finish(false);
    });
    const finish = (reached: boolean): void => {
      cancel();
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => {
      finish(true);
    });
    socket.once('error', (e) => {
      finish('code' in e && e.code === 'ECONNREFUSED');
    });
  });
}

/** Name, primary and secondary address of a node. */
export type NodeAddresses = readonly [name: string, primary: string, secondary: string];

/** Nodes that cannot be reached on their addresses, with the reason. Only master candidates look. */
export async function netTest(
  ctx: NetworkContext,
  nodes: readonly NodeAddresses[],
  masterCandidates: readonly string[],
): Promise<Record<string, string>> {
  const self = ctx.resolver.hostname;
  if (!masterCandidates.includes(self)) return {};
  const own = nodes.find(([name]) => name === self);
  if (!own) return { [self]: "The list of nodes lacks this node's own addresses" };
  const failures: Record<string, string> = {};
  await Promise.all(
    nodes.map(async ([name, primary, secondary]) => {
      const failed: string[] = [];
      if (!(await tcpPing(ctx, primary, ctx.nodedPort, own[1]))) failed.push('primary');
      if (secondary !== primary && !(await tcpPing(ctx, secondary, ctx.nodedPort, own[2]))) failed.push('secondary');
      if (failed.length > 0) failures[name] = `failure using the ${failed.join(' and ')} interface(s)`;
    }),
  );
  return failures;
}

/** Whether the cluster's address answers; null where it is not for this node to say. */
export async function masterIpTest(
  ctx: NetworkContext & Pick<NodeContext, 'paths'>,
  master: string,
  ip: string,
  masterCandidates: readonly string[],
): Promise<boolean | null> {
  const self = ctx.resolver.hostname;
  if (!masterCandidates.includes(self)) return null;
  // On the master itself the address must be local. All of a virtual cluster's addresses are.
  const source = master === self && !ctx.paths.virtual ? '127.0.0.1' : undefined;
  return tcpPing(ctx, ip, ctx.nodedPort, source);
}
