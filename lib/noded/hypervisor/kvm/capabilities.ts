import { stat } from 'node:fs/promises';
import type { CommandRunner } from '../../../common/exec.js';
import { HypervisorError, reasonOf } from '../errors.js';

export interface Machine {
  readonly name: string;
  readonly description: string;
}

/** What a QEMU binary can do, read from what it prints about itself. */
export interface QemuCapabilities {
  readonly version: readonly [number, number, number];
  /** Help of an option ("-netdev"), all its forms together; undefined when it has no such option. */
  option(name: string): string | undefined;
  readonly machines: readonly Machine[];
  /** The machine it takes by itself ("pc-i440fx-7.2"). */
  readonly defaultMachine: string;
  hasDevice(name: string): boolean;
}

export interface QemuTexts {
  /** Output of --help. */
  readonly help: string;
  /** Output of -machine ?. */
  readonly machines: string;
  /** Output of -device ?. */
  readonly devices: string;
}

/** Understands the texts. Throws when the help shows no version. */
export function parseCapabilities({ help, machines, devices }: QemuTexts): QemuCapabilities {
  const version = /\b(\d+)\.(\d+)(?:\.(\d+))?\b/.exec(help.split('\n', 1)[0] ?? '');
  if (version === null) throw new HypervisorError('Unable to get KVM version');
  const options = parseOptions(help);
  const list = parseMachines(machines);
  const names = new Set([...devices.matchAll(/^name "([^"]+)"/gm)].map((m) => m[1]));
  return {
    version: [Number(version[1]), Number(version[2]), Number(version[3] ?? 0)],
    option: (name) => options.get(name),
    machines: list,
    defaultMachine: list.find((m) => m.description.includes('(default)'))?.name ?? 'pc',
    hasDevice: (name) => names.has(name),
  };
}

/** Help text by option: a line that starts with a dash begins one, indented lines go on. */
function parseOptions(help: string): Map<string, string> {
  const options = new Map<string, string>();
  let current: string | undefined;
  for (const line of help.split('\n')) {
    const start = /^(-[\w-]+)(\s|$)/.exec(line)?.[1];
    current = start ?? (/^\s/.test(line) ? current : undefined);
    if (current !== undefined) options.set(current, `${options.get(current) ?? ''}${line}\n`);
  }
  return options;
}

function parseMachines(text: string): Machine[] {
  return [...text.matchAll(/^(\S+)[ \t]+(\S.*)$/gm)]
    .map(([, name = '', description = '']) => ({ name, description }))
    .filter(({ description }) => description !== 'machines are:');
}

/** Asks QEMU binaries what they can do, once per binary and modification of its file. */
export class CapabilityProbe {
  readonly #runner: CommandRunner;
  readonly #known = new Map<string, Promise<QemuCapabilities>>();

  constructor(runner: CommandRunner) {
    this.#runner = runner;
  }

  async of(binary: string): Promise<QemuCapabilities> {
    const file = await stat(binary).catch((cause: unknown) => {
      throw new HypervisorError(`The KVM binary '${binary}' cannot be used: ${reasonOf(cause)}`, { cause });
    });
    const key = `${binary}\0${String(file.mtimeMs)}\0${String(file.ino)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const probe = this.#ask(binary);
    this.#known.set(key, probe);
    probe.catch(() => this.#known.delete(key));
    return probe;
  }

  async #ask(binary: string): Promise<QemuCapabilities> {
    const [help, machines, devices] = await Promise.all([
      this.#output(binary, ['--help']),
      this.#output(binary, ['-machine', '?']),
      this.#output(binary, ['-device', '?']),
    ]);
    return parseCapabilities({ help, machines, devices });
  }

  async #output(binary: string, args: readonly string[]): Promise<string> {
    const result = await this.#runner.tryRun(binary, args, { timeout: 60_000 });
    // Old versions end "-device ?" with an error after the list.
    if (result.exitCode !== 0 && args[0] !== '-device') {
      throw new HypervisorError(
        `Unable to get KVM ${args.join(' ')} output: ${(result.stderr || result.stdout).trim()}`,
      );
    }
    return result.stdout + result.stderr;
  }
}
