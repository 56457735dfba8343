import * as c from '@gnt/constants';
import { commaJoin, pythonText } from '../text.js';
import type { Cluster, Instance, Node, Parameters, Snapshot } from '../objects.js';
import { concern, problem, type Finding } from './finding.js';
import type { NodeAnswer, NodeImage, SeenOs } from './node-image.js';

const OS_FIELDS = 8;

/** Reads running instances, memory, volumes and operating systems into the image. */
export function* readRuntime(
  node: Node,
  answer: NodeAnswer,
  image: NodeImage,
  vgName: string | null,
): Generator<Finding> {
  if (vgName !== null) yield* readVolumes(node, answer, image, vgName);
  const running = answer[c.NV_INSTANCELIST];
  if (Array.isArray(running)) image.running = running.map(String);
  else yield problem(c.CV_ENODEHV, node.name, `rpc call to node failed (instancelist): ${pythonText(running ?? null)}`);
  const info = answer[c.NV_HVINFO] as Parameters | null | undefined;
  if (typeof info !== 'object' || info === null || !('memory_free' in info)) {
    yield problem(c.CV_ENODEHV, node.name, 'rpc call to node failed (hvinfo)');
  } else if (Number.isFinite(Number(info['memory_free']))) {
    image.memoryFree = Math.trunc(Number(info['memory_free']));
  } else {
    yield problem(c.CV_ENODERPC, node.name, 'node returned invalid nodeinfo, check hypervisor');
  }
  image.oses = seenOses(answer[c.NV_OSLIST]);
  if (!image.oses) yield problem(c.CV_ENODEOS, node.name, "node hasn't returned valid OS data");
}

function* readVolumes(node: Node, answer: NodeAnswer, image: NodeImage, vgName: string): Generator<Finding> {
  const groups = answer[c.NV_VGLIST];
  if (typeof groups !== 'object' || groups === null || !(vgName in groups)) {
    yield problem(
      c.CV_ENODELVM,
      node.name,
      `volume group '${vgName}' is missing on the node or broken: nothing was told about it`,
    );
  }
  const volumes = answer[c.NV_LVLIST];
  if (typeof volumes === 'object' && volumes !== null) {
    image.volumes = new Set(Object.keys(volumes));
    return;
  }
  image.volumesFailed = true;
  const text = typeof volumes === 'string' ? `LVM problem on node: ${volumes}` : 'rpc call to node failed (lvlist)';
  yield problem(c.CV_ENODELVM, node.name, text);
}

function seenOses(list: unknown): Map<string, SeenOs[]> | undefined {
  if (!Array.isArray(list) || !list.every((row) => Array.isArray(row) && row.length === OS_FIELDS)) return undefined;
  const byName = new Map<string, SeenOs[]>();
  for (const row of list as [string, string, boolean, string, string[], string[][], number[], boolean][]) {
    const [name, path, valid, diagnosis, variants, parameters, apiVersions, trusted] = row;
    byName.set(name, [
      ...(byName.get(name) ?? []),
      { path, valid, diagnosis, variants, parameters, apiVersions, trusted },
    ]);
  }
  return byName;
}

function sortedTexts(values: readonly unknown[]): string[] {
  return values.map((v) => (Array.isArray(v) ? v.join(': ') : String(v))).sort();
}

/** Operating systems of a node: sound, and the same as on the reference node. */
export function* osFindings(
  node: Node,
  oses: ReadonlyMap<string, readonly SeenOs[]>,
  base: NodeImage,
  baseName: string,
): Generator<Finding> {
  const say = (message: string): Finding => problem(c.CV_ENODEOS, node.name, message);
  for (const [name, entries] of oses) {
    const [os] = entries;
    if (!os) continue;
    if (!os.valid) yield say(`Invalid OS ${name} (located at ${os.path}): ${os.diagnosis}`);
    if (entries.length > 1)
      yield say(
        `OS '${name}' is there several times and only the first counts: ${commaJoin(entries.map((e) => e.path))}`,
      );
    const reference = base.oses?.get(name)?.[0];
    if (!reference) {
      yield say(`OS ${name} is not on node ${baseName}, which is compared with`);
      continue;
    }
    if (!reference.valid) continue;
    for (const [kind, here, there] of [
      ['API version', os.apiVersions, reference.apiVersions],
      ['variants list', os.variants, reference.variants],
      ['parameters', os.parameters, reference.parameters],
    ] as const) {
      const [a, b] = [commaJoin(sortedTexts(here)), commaJoin(sortedTexts(there))];
      if (a !== b) yield say(`OS ${kind} for ${name} differs from reference node ${baseName}: [${a}] vs. [${b}]`);
    }
    if (os.trusted !== reference.trusted) {
      yield say(
        `OS trusted for ${name} differs from reference node ${baseName}: ${pythonText(os.trusted)} vs. ${pythonText(reference.trusted)}`,
      );
    }
  }
  const missing = [...(base.oses?.keys() ?? [])].filter((name) => !oses.has(name));
  if (missing.length > 0) yield say(`OSes that node ${baseName} has and this node has not: ${commaJoin(missing)}`);
}

/** Instances that run where they should not. */
export function* strayInstances(cfg: Snapshot, node: Node, image: NodeImage): Generator<Finding> {
  const byName = new Map(Object.values(cfg.instances).map((i) => [i.name, i]));
  for (const name of image.running) {
    const instance = byName.get(name);
    if (!instance) yield problem(c.CV_ENODEORPHANINSTANCE, node.name, `node is running unknown instance ${name}`);
    else if (instance.primary_node !== node.uuid) {
      yield problem(c.CV_EINSTANCEWRONGNODE, name, `instance should not run on node ${node.name}`);
    }
  }
}

/** Instances of one node that a tag of the cluster ("htools:iextags:...") wants apart. */
export function* exclusionFindings(cluster: Cluster, node: Node, primaries: readonly Instance[]): Generator<Finding> {
  const prefixes = cluster.tags
    .filter((t) => t.startsWith(c.EX_TAGS_PREFIX))
    .map((t) => `${t.slice(c.EX_TAGS_PREFIX.length)}:`);
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const instance of primaries) {
    for (const tag of instance.tags.filter((t) => prefixes.some((p) => t.startsWith(p)))) {
      if (seen.has(tag)) twice.add(tag);
      seen.add(tag);
    }
  }
  if (twice.size > 0)
    yield concern(
      c.CV_EEXTAGS,
      node.name,
      `More than one instance has each of these exclusion tags: ${pythonText([...twice])}`,
    );
}
