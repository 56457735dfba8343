import type { CommandRunner } from '../common/exec.js';
import type { Files } from '../common/files.js';
import type { Paths } from '../common/paths.js';

const PROC_FILE = '/proc/drbd';
const DEVICE = /^\s*(\d+): cs:(\w+)/gm;
const VERSION = /^version:\s*(\d+)\.(\d+)/m;

/** Minors that are in use, of what /proc/drbd holds. */
export function usedMinors(text: string): number[] {
  return [...text.matchAll(DEVICE)].flatMap(([, minor, state]) => (state === 'Unconfigured' ? [] : [Number(minor)]));
}

/** The arguments of drbdsetup that take a minor down; they changed with version 8.4. Throws when the version cannot be seen. */
export function downArgs(text: string, minor: number): string[] {
  const [, major, middle] = VERSION.exec(text) ?? [];
  if (major === undefined) throw new Error(`${PROC_FILE} tells no version of DRBD`);
  const old = Number(major) === 8 && Number(middle) < 4;
  return old ? [`/dev/drbd${String(minor)}`, 'down'] : ['down', `resource${String(minor)}`];
}

/** The DRBD devices of this machine; a virtual node has none. */
export class DrbdDevices {
  readonly #deps: { readonly paths: Paths; readonly files: Files; readonly run: CommandRunner };
  constructor(deps: { readonly paths: Paths; readonly files: Files; readonly run: CommandRunner }) {
    this.#deps = deps;
  }

  async used(): Promise<number[]> {
    return usedMinors(await this.#status());
  }

  /** Takes a minor down; throws when it is in use. */
  async down(minor: number): Promise<void> {
    await this.#deps.run.run('drbdsetup', downArgs(await this.#status(), minor));
  }

  async #status(): Promise<string> {
    if (this.#deps.paths.virtual) return '';
    return (await this.#deps.files.readTextIfPresent(PROC_FILE)) ?? '';
  }
}
