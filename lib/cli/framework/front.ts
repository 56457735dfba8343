import type { Tool } from './command.js';
import type { Io } from './io.js';
import { toolUsage } from './usage.js';

/** The command that a command line asks for. */
export interface Selection {
  /** As the tool knows it. */
  readonly name: string;
  /** As typed, which may be an alias. */
  readonly typed: string;
  readonly argv: readonly string[];
}

/** Finds the command; answers what needs none (--version, --help, nonsense) by itself and gives the exit code. */
export async function selectCommand(tool: Tool, argv: readonly string[], io: Io): Promise<Selection | number> {
  const [typed, ...rest] = argv;
  if (typed === '--version') {
    // Loaded only here: the lists of commands are to come at once.
    const { RELEASE_VERSION, VCS_VERSION } = await import('@gnt/constants');
    io.out(`${tool.name} (ganeti ${VCS_VERSION}) ${RELEASE_VERSION}`);
    return 0;
  }
  const name = typed === undefined ? undefined : (tool.aliases[typed] ?? typed);
  if (typed !== undefined && name !== undefined && Object.hasOwn(tool.commands, name))
    return { name, typed, argv: rest };
  for (const line of toolUsage(tool)) io.out(line);
  return typed === '--help' ? 0 : 1;
}
