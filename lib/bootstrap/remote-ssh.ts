import type { CommandResult, CommandRunner } from '../common/exec.js';
import type { Paths } from '../common/paths.js';
import type { Remote, RemoteNode, RemoteOptions } from './remote.js';

/** How ssh is asked to behave; the master knows all nodes by one host key alias, the cluster's name. */
export interface SshSettings {
  /** Alias under which known_hosts keeps the cluster's host key; left out before a machine has that key. */
  readonly clusterName?: string;
  /** Ask for passwords and unknown keys (first contact in node add). */
  readonly interactive?: boolean;
  /** False accepts any host key (--no-ssh-key-check). */
  readonly checkHostKey?: boolean;
  readonly ipv6?: boolean;
}

/** Quotes one word for the remote login shell, which parses ssh's command again. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** ssh's options for the cluster (the original's `lib/ssh.py` documents the choice). */
export function sshOptions(paths: Paths, settings: SshSettings): string[] {
  const option = (name: string, value: string): string => `-o${name}=${value}`;
  const checked = settings.checkHostKey !== false;
  return [
    option('EscapeChar', 'none'),
    option('HashKnownHosts', 'no'),
    option('GlobalKnownHostsFile', paths.file('knownHosts')),
    option('UserKnownHostsFile', '/dev/null'),
    option('CheckHostIp', 'no'),
    ...(settings.clusterName === undefined ? [] : [option('HostKeyAlias', settings.clusterName)]),
    option('BatchMode', settings.interactive ? 'no' : 'yes'),
    option('StrictHostKeyChecking', checked ? (settings.interactive ? 'ask' : 'yes') : 'no'),
    ...(settings.ipv6 ? ['-6'] : ['-4']),
  ];
}

/** Remote commands on real machines: OpenSSH as root. */
export class SshRemote implements Remote {
  readonly #paths: Paths;
  readonly #runner: CommandRunner;
  readonly #settings: SshSettings;

  constructor(paths: Paths, runner: CommandRunner, settings: SshSettings) {
    this.#paths = paths;
    this.#runner = runner;
    this.#settings = settings;
  }

  run(node: RemoteNode, argv: readonly string[], options: RemoteOptions = {}): Promise<CommandResult> {
    return this.#runner.tryRun('ssh', this.#sshArgs(node, argv, ['-q']), {
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
      env: this.#environment(),
    });
  }

  interactiveArgv(node: RemoteNode, argv: readonly string[]): readonly string[] {
    return ['ssh', ...this.#sshArgs(node, argv, ['-t'])];
  }

  copy(node: RemoteNode, path: string): Promise<CommandResult> {
    const port = node.port === undefined ? [] : ['-P', String(node.port)];
    const host = node.address ?? node.name;
    const target = `root@${host.includes(':') ? `[${host}]` : host}:${path}`;
    return this.#runner.tryRun('scp', ['-q', '-p', ...port, ...sshOptions(this.#paths, this.#settings), path, target], {
      env: this.#environment(),
    });
  }

  #sshArgs(node: RemoteNode, argv: readonly string[], first: readonly string[]): string[] {
    const port = node.port === undefined ? [] : ['-p', String(node.port)];
    const login = `root@${node.address ?? node.name}`;
    return [...first, ...port, ...sshOptions(this.#paths, this.#settings), login, argv.map(shellQuote).join(' ')];
  }

  #environment(): Record<string, string> {
    const agent = process.env['SSH_AUTH_SOCK'];
    return { HOME: process.env['HOME'] ?? '/root', ...(agent === undefined ? {} : { SSH_AUTH_SOCK: agent }) };
  }
}
