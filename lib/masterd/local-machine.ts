import { open } from 'node:fs/promises';
import { isA } from '@gnt/protocol';
import type { Clock } from '../common/clock.js';
import { isMissing, type Files } from '../common/files.js';
import type { Paths } from '../common/paths.js';
import type { Resolver } from '../common/resolver.js';
import { tcpPing } from '../common/tcp-ping.js';
import type { Accounts } from '../common/users.js';
import { makeVirtualPath } from '../common/virtual-path.js';
import type { MasterFile, MasterMachine, MeetingPoint } from './cmdlib/base.js';
import { SocketMeetingPoint } from './meeting-point.js';

export interface LocalMachineDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly resolver: Resolver;
  readonly accounts: Accounts;
  readonly clock: Clock;
}

/** The machine the master runs on. */
export class LocalMachine implements MasterMachine {
  readonly #deps: LocalMachineDependencies;

  constructor(deps: LocalMachineDependencies) {
    this.#deps = deps;
  }

  async resolve(name: string): Promise<{ readonly name: string; readonly address: string } | undefined> {
    try {
      const host = await this.#deps.resolver.resolve(name);
      return { name: host.name, address: host.ip };
    } catch (e) {
      if (isA(e, 'ResolverError')) return undefined;
      throw e;
    }
  }

  reachable(address: string, port: number, options: { readonly source?: string } = {}): Promise<boolean> {
    return tcpPing(this.#deps.clock, address, port, options);
  }

  async readFile(path: string): Promise<MasterFile | undefined> {
    const { paths, accounts } = this.#deps;
    try {
      const handle = await open(paths.local(path), 'r');
      try {
        const stat = await handle.stat();
        return {
          content: await handle.readFile(),
          mode: stat.mode,
          owner: accounts.userOf(stat.uid) ?? String(stat.uid),
          group: accounts.groupOf(stat.gid) ?? String(stat.gid),
          atime: stat.atimeMs / 1000,
          mtime: stat.mtimeMs / 1000,
        };
      } finally {
        await handle.close();
      }
    } catch (e) {
      if (isMissing(e)) return undefined;
      throw e;
    }
  }

  virtualPath(path: string): string {
    return makeVirtualPath(this.#deps.paths, this.#deps.paths.local(path));
  }

  meetingPoint(): Promise<MeetingPoint> {
    return SocketMeetingPoint.open(this.#deps.clock);
  }
}
