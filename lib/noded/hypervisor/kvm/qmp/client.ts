import { connect, type Socket } from 'node:net';
import type { Clock } from '../../../../common/clock.js';
import { checkedSocketPath } from '../../../../common/paths.js';
import { HypervisorError, reasonOf } from '../../errors.js';
import { QmpDecoder, encodeCommand, type QmpEvent, type QmpGreeting, type QmpMessage } from './protocol.js';

/** Milliseconds that QEMU may take for the greeting or an answer; twice the original's, for machines with many emulated guests. */
export const QMP_TIMEOUT = 10_000;

/** QEMU understood a command and refused it, or does not have it. */
export class QmpCommandError extends HypervisorError {
  /** GenericError, CommandNotFound, DeviceNotFound... */
  readonly errorClass: string;
  constructor(command: string, errorClass: string, description: string) {
    super(`kvm: error executing the ${command} command: ${description} (${errorClass})`);
    this.errorClass = errorClass;
  }
}

type Waiter = (message: QmpMessage | Error) => void;

/**
 * One connection to a guest's monitor, in command mode. QEMU serves one connection to a socket at a time and answers
 * commands in order; so does this: one command at a time.
 */
export class QmpClient {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #decoder = new QmpDecoder();
  readonly #inbox: QmpMessage[] = [];
  readonly #events: QmpEvent[] = [];
  #waiter: Waiter | undefined;
  #ended: Error | undefined;
  /** Version of QEMU. */
  version: readonly [number, number, number] = [0, 0, 0];
  #commands: ReadonlySet<string> | undefined;

  private constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    socket.on('data', (data: Buffer) => {
      this.#receive(data);
    });
    socket.on('error', (e) => {
      this.#end(new HypervisorError(`Unable to talk to KVM using the QMP protocol: ${e.message}`, { cause: e }));
    });
    socket.on('close', () => {
      this.#end(new HypervisorError('KVM closed its QMP connection'));
    });
  }

  /** Connects, reads the greeting, enters command mode and learns the commands. */
  static async open(path: string, clock: Clock): Promise<QmpClient> {
    const client = new QmpClient(connect({ path: checkedSocketPath(path) }), clock);
    try {
      const { qemu } = (await client.#greeting()).QMP.version;
      client.version = [qemu.major, qemu.minor, qemu.micro];
      await client.execute('qmp_capabilities');
      const commands = (await client.execute('query-commands')) as readonly { name: string }[];
      client.#commands = new Set(commands.map((command) => command.name));
      return client;
    } catch (e) {
      client.close();
      throw e;
    }
  }

  close(): void {
    this.#socket.destroy();
    this.#end(new HypervisorError('The QMP connection is closed'));
  }

  /** Whether QEMU has a command. */
  has(command: string): boolean {
    return this.#commands?.has(command) ?? false;
  }

  /** Runs a command and resolves to what it returns; events that come meanwhile are kept for `event`. */
  async execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#commands !== undefined && !this.has(command)) {
      throw new QmpCommandError(command, 'CommandNotFound', 'this QEMU does not have it');
    }
    if (this.#ended !== undefined) throw this.#ended;
    this.#socket.write(encodeCommand(command, args));
    for (;;) {
      const message = await this.#next(QMP_TIMEOUT, `the answer to ${command}`);
      if ('event' in message) this.#events.push(message);
      else if ('error' in message) throw new QmpCommandError(command, message.error.class, message.error.desc);
      else if ('return' in message) return message.return;
    }
  }

  /** The first event of one of the kinds, past or to come; undefined when there is none within `ms`. */
  async event(
    kinds: readonly string[],
    ms: number,
    matches: (event: QmpEvent) => boolean = () => true,
  ): Promise<QmpEvent | undefined> {
    const wanted = (event: QmpEvent): boolean => kinds.includes(event.event) && matches(event);
    const past = this.#events.findIndex(wanted);
    if (past >= 0) return this.#events.splice(past, 1)[0];
    const end = this.#clock.now() + ms;
    for (;;) {
      const left = end - this.#clock.now();
      const message = left > 0 ? await this.#next(left, 'an event').catch(ignoreTimeout) : undefined;
      if (message === undefined) return undefined;
      if (!('event' in message)) continue;
      if (wanted(message)) return message;
      this.#events.push(message);
    }
  }

  async #greeting(): Promise<QmpGreeting> {
    for (;;) {
      const message = await this.#next(QMP_TIMEOUT, 'the greeting');
      if ('QMP' in message) return message;
      if (!('event' in message)) throw new HypervisorError("kvm: QEMU greets in a way that is not QMP's");
    }
  }

  #receive(data: Buffer): void {
    try {
      for (const message of this.#decoder.push(data)) this.#deliver(message);
    } catch (e) {
      this.#end(new HypervisorError(`kvm: QMP communication error: ${reasonOf(e)}`, { cause: e }));
      this.#socket.destroy();
    }
  }

  #deliver(message: QmpMessage): void {
    const waiter = this.#waiter;
    if (waiter === undefined) this.#inbox.push(message);
    else waiter(message);
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#waiter?.(this.#ended);
  }

  async #next(ms: number, what: string): Promise<QmpMessage> {
    const ready = this.#inbox.shift();
    if (ready !== undefined) return ready;
    if (this.#ended !== undefined) throw this.#ended;
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(ms, () => {
        this.#waiter?.(new QmpTimeout(`Timeout while waiting for ${what} over QMP`));
      });
      this.#waiter = (message) => {
        this.#waiter = undefined;
        cancel();
        if (message instanceof Error) reject(message);
        else resolve(message);
      };
    });
  }
}

/** QEMU did not answer in time. */
export class QmpTimeout extends HypervisorError {}

function ignoreTimeout(e: unknown): undefined {
  if (e instanceof QmpTimeout) return undefined;
  throw e;
}
