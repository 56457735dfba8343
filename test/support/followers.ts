import { silentLogger } from '../../lib/common/log.js';
import { Paths } from '../../lib/common/paths.js';
import type { Clock } from '../../lib/common/clock.js';
import { wholeParts, type FollowerAnswer, type FollowerCalls } from '../../lib/journal/index.js';
import { JournalFollower, type Standing } from '../../lib/noded/backend/journal/follower.js';
import { MemoryFiles } from './config-data.js';
import { MemoryAppendFiles, noSync, withJournal } from './memory-journal.js';

/** A candidate in memory: what a node daemon keeps of the journal, and whether it can be reached. */
export class TestCandidate {
  readonly files = new MemoryFiles();
  readonly disk = new MemoryAppendFiles();
  follower: JournalFollower;
  reachable = true;
  /** Answers as the original's node daemon does. */
  original = false;
  /** The master daemon runs on its node. */
  masterRuns = false;
  readonly #clock: Clock;
  readonly #paths: Paths;

  constructor(clock: Clock, paths = new Paths()) {
    this.#clock = clock;
    this.#paths = paths;
    this.follower = this.#start();
  }

  #start(): JournalFollower {
    return new JournalFollower({
      paths: this.#paths,
      files: withJournal(this.files, this.disk, this.#paths.file('journal')),
      appendFiles: this.disk,
      syncFiles: noSync,
      clock: this.#clock,
      log: silentLogger,
      masterRuns: () => Promise.resolve(this.masterRuns),
    });
  }

  /** The machine loses power and comes back. */
  crash(): void {
    this.disk.crash();
    this.follower = this.#start();
  }

  /** The node daemon is started again. */
  restart(): void {
    this.follower = this.#start();
  }

  /** The text of a file of the node. */
  file(name: Parameters<Paths['file']>[0]): string | undefined {
    return this.files.contents.get(this.#paths.file(name));
  }
}

/** Calls to candidates in memory, one at a time each, as a node daemon does them. */
export class CandidateCalls implements FollowerCalls {
  readonly candidates: ReadonlyMap<string, TestCandidate>;
  readonly calls: string[] = [];
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(candidates: Readonly<Record<string, TestCandidate>>) {
    this.candidates = new Map(Object.entries(candidates));
  }

  state: FollowerCalls['state'] = (node) => this.#call(node, 'state', (f) => f.state());

  append: FollowerCalls['append'] = (node, { epoch, after, lines }) =>
    this.#call(node, 'append', (f) => f.append(epoch, after, lines));

  replace: FollowerCalls['replace'] = (node, epoch, common, whole) =>
    this.#call(node, 'replace', async (f) => {
      const parts = wholeParts(whole);
      let standing: Standing | undefined;
      for (const [part, content] of parts.entries())
        standing = await f.replace(epoch, common, part, parts.length, content);
      if (!standing) throw new Error('a whole state has at least one part');
      return standing;
    });

  async #call(
    node: string,
    name: string,
    act: (follower: JournalFollower) => Promise<Standing>,
  ): Promise<FollowerAnswer> {
    const candidate = this.candidates.get(node);
    if (!candidate?.reachable) return { kind: 'silent', reason: 'no route' };
    this.calls.push(`${name}@${node}`);
    if (candidate.original) return { kind: 'foreign' };
    const turn = (this.#turns.get(node) ?? Promise.resolve()).then(() => act(candidate.follower));
    this.#turns.set(
      node,
      turn.catch(() => undefined),
    );
    const { position, ...rest } = await turn;
    return { kind: 'answer', position: { epoch: position[0], seq: position[1] }, ...rest };
  }
}
