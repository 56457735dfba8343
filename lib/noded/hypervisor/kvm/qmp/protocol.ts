/** Messages of the QEMU Machine Protocol: JSON texts, each ended by a line break (QEMU docs/interop/qmp-spec). */
export interface QmpGreeting {
  readonly QMP: {
    readonly version: { readonly qemu: { readonly major: number; readonly minor: number; readonly micro: number } };
  };
}
export interface QmpReturn {
  readonly return: unknown;
}
export interface QmpFailure {
  readonly error: { readonly class: string; readonly desc: string };
}
export interface QmpEvent {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
}
export type QmpMessage = QmpGreeting | QmpReturn | QmpFailure | QmpEvent;

/** Longest message taken, in bytes; query-qmp-schema, the largest one there is, has 200 kB. */
export const MAX_MESSAGE = 16 * 1024 * 1024;

/** Cuts a byte stream into messages. */
export class QmpDecoder {
  #rest = '';
  readonly #utf8 = new TextDecoder('utf-8');

  /** The messages that are complete with these bytes. Throws on anything that is not the protocol. */
  push(data: Uint8Array): QmpMessage[] {
    const lines = (this.#rest + this.#utf8.decode(data, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_MESSAGE) throw new Error(`QMP message of more than ${String(MAX_MESSAGE)} bytes`);
    return lines.filter((line) => line.trim() !== '').map(parseMessage);
  }
}

function parseMessage(line: string): QmpMessage {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Error(`QMP data is not JSON: ${line.slice(0, 200)}`, { cause });
  }
  if (typeof value === 'object' && value !== null) {
    const message = value;
    if (['QMP', 'return', 'error', 'event'].some((key) => key in message)) return message as QmpMessage;
  }
  throw new Error(`QMP message of unknown kind: ${line.slice(0, 200)}`);
}

/** A command as it is sent. */
export function encodeCommand(execute: string, args?: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(args === undefined ? { execute } : { execute, arguments: args })}\n`;
}
