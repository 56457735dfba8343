import { HypervisorError } from '../errors.js';
import type { ParamReader } from '../params.js';

/** Node of QEMU's block graph, nested as blockdev-add takes it. */
export interface BlockNode {
  readonly [key: string]: string | number | boolean | BlockNode | readonly BlockNode[];
}

export interface CacheSettings {
  readonly writeback: boolean;
  readonly direct: boolean;
  readonly noFlush: boolean;
}

const FILE_TEMPLATES: readonly string[] = ['file', 'sharedfile', 'gluster'];
/** Templates that several nodes see at once; rbd keeps its caches coherent by itself. */
const SHARED_TEMPLATES: readonly string[] = ['sharedfile', 'gluster', 'blockdev', 'ext'];

/** What a disk_cache value means. Storage that two nodes see during a migration is never cached. */
export function cacheSettings(cache: string, template: string): CacheSettings {
  const effective = SHARED_TEMPLATES.includes(template) ? 'none' : cache;
  switch (effective) {
    case 'none':
      return { writeback: true, direct: true, noFlush: false };
    case 'default':
    case 'writeback':
      return { writeback: true, direct: false, noFlush: false };
    case 'writethrough':
      return { writeback: false, direct: false, noFlush: false };
    default:
      throw new HypervisorError(`Invalid KVM cache setting '${effective}'`);
  }
}

/** The driver part for a URI of storage that QEMU opens by itself. */
export function uriNode(uri: string): BlockNode {
  const gluster = /^gluster:\/\/([a-z0-9.-]+):(\d+)\/([^/]+)\/(.+)$/.exec(uri);
  if (gluster !== null) {
    const [, host = '', port = '', volume = '', path = ''] = gluster;
    return { driver: 'gluster', server: [{ type: 'inet', host, port }], volume, path };
  }
  const rbd = /^rbd:(\w+)\/([a-z0-9.-]+)$/.exec(uri);
  if (rbd !== null) return { driver: 'rbd', pool: rbd[1] ?? '', image: rbd[2] ?? '' };
  throw new HypervisorError(`Unsupported storage URI scheme: ${uri}`);
}

export interface DiskSource {
  readonly nodeName: string;
  readonly template: string;
  /** Path on this machine; null when there is only the URI. */
  readonly path: string | null;
  readonly uri: string | null;
  /** Parameter `access`: kernelspace or userspace. */
  readonly userspace: boolean;
}

/** The block node of an instance's disk. */
export function diskNode(source: DiskSource, hvp: ParamReader): BlockNode {
  const { direct, noFlush } = cacheSettings(hvp.text('disk_cache'), source.template);
  return {
    driver: 'raw',
    'node-name': source.nodeName,
    discard: hvp.text('disk_discard'),
    cache: { direct, 'no-flush': noFlush },
    file: fileNode(source, hvp),
  };
}

function fileNode(source: DiskSource, hvp: ParamReader): BlockNode {
  if (source.userspace) {
    if (source.uri === null) throw new HypervisorError(`Disk ${source.nodeName} has userspace access but no URI`);
    return uriNode(source.uri);
  }
  if (source.path === null) throw new HypervisorError(`Disk ${source.nodeName} has no path on this node`);
  const driver = FILE_TEMPLATES.includes(source.template) ? 'file' : 'host_device';
  return { driver, filename: source.path, aio: hvp.text('disk_aio') };
}

/** A value of QEMU's key=value lists; a comma is doubled. */
export function optionValue(value: string): string {
  return value.replaceAll(',', ',,');
}

/** The flat form of a block node for the command line: "driver=raw,...,file.filename=...". */
export function blockdevOption(node: BlockNode): string {
  return flatten(node, '').join(',');
}

function flatten(node: BlockNode, prefix: string): string[] {
  return Object.entries(node).flatMap(([key, value]) => flattenValue(value, `${prefix}${key}`));
}

function flattenValue(value: BlockNode[string], key: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item: BlockNode, i) => flatten(item, `${key}.${String(i)}.`));
  if (typeof value === 'object') return flatten(value as BlockNode, `${key}.`);
  if (typeof value === 'boolean') return [`${key}=${value ? 'on' : 'off'}`];
  return [`${key}=${optionValue(String(value))}`];
}
