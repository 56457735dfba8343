import { connect } from 'node:net';
import type { Clock } from './clock.js';

/** How long a host may take to accept a connection, in milliseconds (`TcpPing` of the original). */
const PING_MS = 10_000;

/** Whether something at an address accepts connections; asked from the address `source` where one is given. */
export function tcpPing(
  clock: Clock,
  address: string,
  port: number,
  options: { readonly source?: string } = {},
): Promise<boolean> {
  return new Promise((resolve) => {
    const local = options.source === undefined ? {} : { localAddress: options.source };
    const socket = connect({ host: address, port, ...local });
    const end = (answer: boolean) => (): void => {
      stop();
      socket.destroy();
      resolve(answer);
    };
    const stop = clock.after(PING_MS, end(false));
    socket.once('connect', end(true));
    socket.once('error', end(false));
  });
}
