import type { CommandResult } from '../common/exec.js';

export interface RemoteOptions {
  readonly input?: string;
  /** Milliseconds until the command is killed. */
  readonly timeout?: number;
}

/** What a remote command needs to know of its target. */
export interface RemoteNode {
  readonly name: string;
  /** Primary address; the name is used when left out. */
  readonly address?: string;
  /** SSH port (ndparam ssh_port). */
  readonly port?: number;
}

/**
 * Commands and files on other nodes, for the few things that do not go through the node daemons (node add, console,
 * copyfile, command). SSH on real machines; the node's `cmd` script in a virtual cluster.
 */
export interface Remote {
  /** Runs to the end and captures the output; never throws for a non-zero exit code. */
  run(node: RemoteNode, argv: readonly string[], options?: RemoteOptions): Promise<CommandResult>;
  /** The command line that runs `argv` there with this terminal (console). */
  interactiveArgv(node: RemoteNode, argv: readonly string[]): readonly string[];
  /** Copies a file of this node to the same (unprefixed) path there, keeping mode and times. */
  copy(node: RemoteNode, path: string): Promise<CommandResult>;
}
