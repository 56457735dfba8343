import type { Socket } from 'node:net';
import { LUXI_DEF_RWTO } from '@gnt/constants';
import { encodeFrame, encodeLuxiRefusal, FrameDecoder } from '@gnt/protocol';
import type { Logger } from '../../common/log.js';
import type { LuxiServices } from './context.js';
import { answerRequest } from './dispatch.js';

export interface ConnectionOptions {
  readonly services: LuxiServices;
  readonly log: Logger;
  readonly maxBytes?: number;
}

/**
 * Serves one client to the end of its connection: requests one after the other, in order. While one is being answered
 * nothing more is read, so a client cannot pile up work; one that does not take its answer is cut off after a time.
 */
export async function serveConnection(socket: Socket, options: ConnectionOptions): Promise<void> {
  const { services, log } = options;
  const gone = new AbortController();
  const leave = (): void => {
    gone.abort(new Error('The client is gone'));
  };
  socket.once('close', leave);
  socket.on('error', (error) => {
    log.debug({ err: error }, 'client connection broke');
  });
  const frames = new FrameDecoder(options.maxBytes);
  try {
    for await (const chunk of socket) {
      let messages: string[];
      try {
        messages = frames.push(chunk as Uint8Array);
      } catch (error) {
        log.warn({ err: error }, 'request too large; connection closed');
        await send(socket, encodeLuxiRefusal(`Failed to parse request: ${(error as Error).message}`), services);
        break;
      }
      if (!(await answerAll(socket, messages, { ...options, signal: gone.signal }))) break;
    }
    if (frames.pendingBytes > 0) log.debug({ bytes: frames.pendingBytes }, 'client left in the middle of a request');
  } catch (error) {
    if (!gone.signal.aborted) log.info({ err: error }, 'client connection ended by an error');
  } finally {
    leave();
    socket.end();
    socket.destroySoon();
  }
}

async function answerAll(
  socket: Socket,
  messages: readonly string[],
  options: ConnectionOptions & { readonly signal: AbortSignal },
): Promise<boolean> {
  const { services, log, signal } = options;
  for (const message of messages) {
    const answer = await answerRequest(message, { ...services, signal }, log);
    if (signal.aborted) return false;
    await send(socket, answer.text, services);
    if (answer.close) return false;
  }
  return true;
}

/** Resolves when the client has taken the answer as far as the socket's buffer; throws when it does not in time. */
function send(socket: Socket, text: string, { clock }: LuxiServices): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(LUXI_DEF_RWTO * 1000, () => {
      socket.destroy(new Error('The client does not take its answer'));
    });
    socket.write(encodeFrame(text), (error) => {
      stop();
      if (error) reject(error);
      else resolve();
    });
  });
}
