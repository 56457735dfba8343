import { DT_DISKLESS, DT_DRBD8, DT_EXT, DT_PLAIN, DT_RBD } from '@gnt/constants';

/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
export function seeded(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a generated cluster shall be like. */
export interface ClusterShape {
  readonly seed: number;
  readonly nodes: number;
  readonly instancesPerNode: number;
  readonly groups?: number;
  /** DRBD instances on like nodes only, as the speed bars are measured; else everything that placing looks at varies. */
  readonly plain?: boolean;
  /** Instances are spread over all nodes, with `plain`, which puts most on few otherwise. */
  readonly even?: boolean;
  /** Disk templates of the instances, instead of a mix that is drawn. */
  readonly templates?: readonly [string, ...string[]];
}

const POLICY = '128,1,1024,1,1,1|128,1,256,1,1,1;32768,8,1048576,16,8,12';
const TEMPLATES = 'drbd,plain,ext,rbd,diskless,file,sharedfile,blockdev,gluster';

interface GeneratedNode {
  readonly name: string;
  readonly group: number;
  readonly mem: number;
  readonly nodeMem: number;
  readonly disk: number;
  readonly cpus: number;
  used: number;
  usedDisk: number;
  readonly tags: string;
  readonly offline: boolean;
  readonly speed: string;
}

/** A cluster in the text format whose memory and disk figures add up. */
export function randomCluster({
  seed,
  nodes: count,
  instancesPerNode,
  groups = 1,
  plain = false,
  even = false,
  templates,
}: ClusterShape): string {
  const random = seeded(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const chance = (share: number): boolean => !plain && random() < share;
  const oneOf = <T>(values: readonly [T, ...T[]]): T => values[below(values.length)] ?? values[0];
  const withLocations = chance(0.3);
  const withExclusion = chance(0.4);
  const withMigration = chance(0.2);
  const like = plain || chance(0.4);
  const drawn: readonly [string, ...string[]] = plain
    ? [DT_DRBD8]
    : oneOf<readonly [string, ...string[]]>([
        [DT_DRBD8],
        [DT_DRBD8, DT_DRBD8, DT_PLAIN],
        [DT_EXT, DT_RBD],
        [DT_DRBD8, DT_EXT, DT_PLAIN, DT_DISKLESS],
      ]);
  const mix = templates ?? drawn;
  const nodes = Array.from({ length: count }, (_, n): GeneratedNode => {
    const tags = [
      ...(withLocations ? [`loc:rack${String(below(3))}`] : []),
      ...(withMigration ? [`hv:v${String(below(2))}`] : []),
    ];
    return {
      name: `node${String(n).padStart(3, '0')}.example.com`,
      group: n % groups,
      mem: like ? 131072 : 65536 + 16384 * below(5),
      nodeMem: like ? 1024 : 512 + 512 * below(3),
      disk: like ? 4194304 : 2097152 + 524288 * below(5),
      cpus: like ? 32 : 16 + 8 * below(3),
      used: 0,
      usedDisk: 0,
      tags: tags.join(','),
      offline: chance(0.06),
      speed: chance(0.2) ? oneOf(['1.5', '0.8', '2.0']) : '1.0',
    };
  });
  const lines: string[] = [];
  for (let i = 0; i < count * instancesPerNode; i += 1) {
    const template = oneOf(mix);
    // Few nodes get most of the instances, so that there is something to balance.
    const p = plain && !even ? Math.floor(count * random() ** 1.3) : below(count);
    const peers = nodes.filter((n, k) => k !== p && n.group === nodes[p]?.group);
    const drbd = template === DT_DRBD8 && peers.length > 0;
    const actual = template === DT_DRBD8 && !drbd ? DT_PLAIN : template;
    const second = drbd ? peers[below(peers.length)] : undefined;
    const first = nodes[p];
    if (!first) continue;
    const mem = (plain ? 1024 : 512) * (1 + below(8));
    const disk = actual === DT_DISKLESS ? 0 : 1024 * (4 + below(60));
    const forthcoming = chance(0.03);
    const status = chance(0.08) ? 'ADMIN_down' : chance(0.02) ? 'ADMIN_offline' : 'running';
    const local = actual === DT_DRBD8 || actual === DT_PLAIN;
    if (!forthcoming) {
      if (status === 'running') first.used += mem;
      if (local) first.usedDisk += disk;
      if (second) second.usedDisk += disk;
    }
    const tags = [
      ...(withExclusion && chance(0.4) ? [`srv:s${String(below(6))}`] : []),
      ...(withLocations && chance(0.3) ? [`loc:rack${String(below(3))}`] : []),
    ];
    lines.push(
      [
        `inst${String(i).padStart(4, '0')}.example.com`,
        mem,
        disk,
        1 + below(4),
        status,
        chance(0.05) ? 'N' : 'Y',
        first.name,
        second?.name ?? '',
        actual,
        tags.join(','),
        1 + below(2),
        '-',
        forthcoming ? 'Y' : 'N',
      ].join('|'),
    );
  }
  const nodeLines = nodes.map((n, k) =>
    [
      n.name,
      n.mem,
      n.nodeMem,
      n.mem - n.nodeMem - n.used,
      n.disk,
      n.disk - n.usedDisk,
      n.cpus,
      n.offline ? 'Y' : k === 0 ? 'M' : 'N',
      `uuid-${String(n.group)}`,
      8,
      n.tags,
      'N',
      0,
      1,
      n.speed,
    ].join('|'),
  );
  const names = Array.from({ length: groups }, (_, g) => `group${String(g)}`);
  const clusterTags = [
    ...(withLocations ? ['htools:nlocation:loc', 'htools:desiredlocation:loc'] : []),
    ...(withExclusion ? ['htools:iextags:srv'] : []),
    ...(withMigration ? ['htools:migration:hv', ...(chance(0.5) ? ['htools:allowmigration:hv:v0::hv:v1'] : [])] : []),
  ];
  const ratios = `${plain || chance(0.7) ? '8.0' : '2.5'}|32.0`;
  const sections = [
    names.map((name, g) => `${name}|uuid-${String(g)}|${g === 1 ? 'last_resort' : 'preferred'}||`),
    nodeLines,
    lines,
    clusterTags,
    ['', ...names].map((owner) => `${owner}|${POLICY}|${TEMPLATES}|${ratios}`),
  ];
  return sections.map((section) => section.map((line) => `${line}\n`).join('')).join('\n');
}
