import * as c from '@gnt/constants';
import { commaJoin, niceSort } from '../text.js';
import type { AncillaryFiles } from '../ancillary-files.js';
import type { Node } from '../objects.js';
import { problem, type Finding } from './finding.js';

/** Checksums by unprefixed path, as a node returned them; undefined when it returned none. */
export type Checksums = Readonly<Record<string, string>> | undefined;

/** Who should have a file, and who has which version of it. */
interface Spread {
  readonly expected: ReadonlySet<string>;
  /** Names of nodes by checksum. */
  readonly versions: Map<string, string[]>;
}

function spreadOf(nodes: readonly Node[], files: AncillaryFiles, master: string): Map<string, Spread> {
  const spread = new Map<string, Spread>();
  const expect = (paths: readonly string[], of: readonly Node[]): void => {
    for (const path of paths) spread.set(path, { expected: new Set(of.map((n) => n.name)), versions: new Map() });
  };
  expect(files.all, nodes);
  expect(
    files.candidates,
    nodes.filter((n) => n.master_candidate || n.uuid === master),
  );
  expect(
    files.vmCapable,
    nodes.filter((n) => n.vm_capable),
  );
  return spread;
}

/** Files that must be alike: missing ones, ones too many, and different versions. `sums` has the online nodes. */
export function* fileFindings(
  nodes: readonly Node[],
  files: AncillaryFiles,
  master: string,
  sums: ReadonlyMap<string, Checksums>,
): Generator<Finding> {
  const online = nodes.filter((n) => !n.offline);
  for (const node of online) {
    if (!sums.get(node.uuid)) yield problem(c.CV_ENODEFILECHECK, node.name, 'the node sent no file checksums');
  }
  const answered = online.filter((n) => sums.get(n.uuid));
  const spread = spreadOf(answered, files, master);
  for (const node of answered) {
    for (const [path, checksum] of Object.entries(sums.get(node.uuid) ?? {})) {
      const versions = spread.get(path)?.versions;
      versions?.set(checksum, [...(versions.get(checksum) ?? []), node.name]);
    }
  }
  for (const [path, one] of spread) yield* spreadFindings(path, one, files.optional.includes(path));
}

function* spreadFindings(path: string, { expected, versions }: Spread, optional: boolean): Generator<Finding> {
  const having = new Set([...versions.values()].flat());
  const missing = [...expected].filter((name) => !having.has(name));
  const say = (message: string): Finding => problem(c.CV_ECLUSTERFILECHECK, null, message);
  const list = (names: Iterable<string>): string => commaJoin(niceSort(names));
  if (optional) {
    if (missing.length > 0 && missing.length < expected.size) {
      yield say(`File ${path} must be on all nodes or on none (not found on ${list(missing)})`);
    }
  } else {
    if (missing.length > 0) yield say(`File ${path} is missing from node(s) ${list(missing)}`);
    const unexpected = [...having].filter((name) => !expected.has(name));
    if (unexpected.length > 0) yield say(`File ${path} should not exist on node(s) ${list(unexpected)}`);
  }
  if (versions.size < 2) return;
  const variants = [...versions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, names], i) => `variant ${i + 1} on ${list(names)}`);
  yield say(`File ${path} found with ${versions.size} different checksums (${variants.join('; ')})`);
}
