import {
  MODIFIABLE_STORAGE_FIELDS,
  STS_REPORT_NODE_STORAGE,
  VALID_STORAGE_FIELDS,
  VALID_STORAGE_OPERATIONS,
  MAP_DISK_TEMPLATE_STORAGE_TYPE,
} from '@gnt/constants';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { compareNicely } from '@gnt/objects';
import { disksOf, instanceNodes } from '../../../config/queries.js';
import type { Cluster, Node, Parameters } from '../../planning/objects.js';
import { volumesByNode } from '../../planning/layout.js';
import { commaJoin, niceSort } from '../../planning/text.js';
import { wireDisks } from '../../rpc/wire.js';
import { ALL_SET, LogicalUnit, type LockNeeds } from '../base.js';
import { expandNode, nodeName, wantedNodes } from '../common/expand.js';
import { exclusive, shared } from '../common/locks.js';
import { payloadOf } from '../common/results.js';

/** What a storage type's units are found by. */
function storageArgs(cluster: Cluster, type: string): string[][] {
  const directories: Readonly<Record<string, string>> = {
    file: cluster.file_storage_dir,
    sharedfile: cluster.shared_file_storage_dir,
    gluster: cluster.gluster_storage_dir,
  };
  const directory = directories[type];
  return directory === undefined ? [] : [[directory]];
}

function checkStorageTypeEnabled(cluster: Cluster, type: string): void {
  const kind = type === 'lvm-pv' ? 'lvm-vg' : type;
  if (cluster.enabled_disk_templates.some((t) => MAP_DISK_TEMPLATE_STORAGE_TYPE[t] === kind)) return;
  throw new OpPrereqError(
    `Storage type '${type}' belongs to no enabled disk template; enabled are: ${cluster.enabled_disk_templates.join(',')}`,
    ECODE_STATE,
  );
}

function checkFields(allowed: readonly string[], selected: readonly string[]): void {
  const unknown = selected.filter((field) => !allowed.includes(field));
  if (unknown.length > 0) throw new OpPrereqError(`Unknown output fields selected: ${unknown.join(',')}`, ECODE_INVAL);
}

/** Storage units of nodes. */
export class LUNodeQueryStorage extends LogicalUnit<'OP_NODE_QUERY_STORAGE', string> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override checkArguments(): void {
    checkFields(VALID_STORAGE_FIELDS, this.op.output_fields);
  }

  override expandNames(): LockNeeds {
    const named = this.op.nodes.length > 0;
    return { node: shared(named ? wantedNodes(this.ctx.cfg.snapshot, this.op.nodes).map((n) => n.uuid) : ALL_SET) };
  }

  override async checkPrereq(): Promise<string> {
    const { cluster } = this.ctx.cfg.snapshot;
    if (this.op.storage_type !== null) {
      checkStorageTypeEnabled(cluster, this.op.storage_type);
      return this.op.storage_type;
    }
    const type = MAP_DISK_TEMPLATE_STORAGE_TYPE[cluster.enabled_disk_templates[0] ?? 'diskless'];
    if ((STS_REPORT_NODE_STORAGE as readonly string[]).includes(type)) return type;
    throw new OpPrereqError(
      `Storage of type '${type}' can't be listed; choose one of ${commaJoin(STS_REPORT_NODE_STORAGE)} with --storage-type, or a default disk template whose storage can`,
      ECODE_INVAL,
    );
  }

  async exec(type: string): Promise<unknown[][]> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const wanted = this.op.output_fields;
    const asked = [...new Set(wanted.includes('name') ? wanted : ['name', ...wanted])].filter(
      (f) => f !== 'node' && f !== 'type',
    );
    const nodes = wantedNodes(cfg, this.op.nodes).sort((a, b) => compareNicely(a.name, b.name));
    const args = { su_name: type, su_args: storageArgs(cfg.cluster, type), name: this.op.name, fields: asked };
    const rows: unknown[][] = [];
    for (const [uuid, result] of await ctx.rpc.many(
      nodes.map((n) => n.uuid),
      'storage_list',
      args,
    )) {
      if (!result.ok) {
        if (!result.offline)
          ctx.feedback.warn(`Can't get storage data from node ${nodeName(cfg, uuid)}: ${result.error}`);
        continue;
      }
      const byName = new Map(result.payload.map((row) => [String(row[asked.indexOf('name')]), row]));
      for (const unit of niceSort(byName.keys())) {
        const row = byName.get(unit) ?? [];
        rows.push(
          wanted.map((field) =>
            field === 'node' ? nodeName(cfg, uuid) : field === 'type' ? type : row[asked.indexOf(field)],
          ),
        );
      }
    }
    return rows;
  }
}

const VOLUME_FIELDS = ['instance', 'name', 'node', 'phys', 'size', 'vg'];

/** Logical volumes of nodes. */
export class LUNodeQueryvols extends LogicalUnit<'OP_NODE_QUERYVOLS', readonly Node[]> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override checkArguments(): void {
    checkFields(VOLUME_FIELDS, this.op.output_fields);
  }

  override expandNames(): LockNeeds {
    const named = this.op.nodes.length > 0;
    return { node: shared(named ? wantedNodes(this.ctx.cfg.snapshot, this.op.nodes).map((n) => n.uuid) : ALL_SET) };
  }

  override async checkPrereq(): Promise<readonly Node[]> {
    return wantedNodes(this.ctx.cfg.snapshot, this.op.nodes);
  }

  async exec(nodes: readonly Node[]): Promise<string[][]> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const owners = new Map<string, string>();
    for (const instance of Object.values(cfg.instances)) {
      for (const [node, volumes] of volumesByNode(disksOf(cfg, instance), instance.primary_node)) {
        for (const volume of volumes) owners.set(`${node} ${volume}`, instance.name);
      }
    }
    const rows: string[][] = [];
    for (const [uuid, result] of await ctx.rpc.many(
      nodes.map((n) => n.uuid),
      'node_volumes',
      {},
    )) {
      if (!result.ok) {
        if (!result.offline)
          ctx.feedback.warn(`Can't compute volume data on node ${nodeName(cfg, uuid)}: ${result.error}`);
        continue;
      }
      for (const volume of [...result.payload].sort((a, b) => (a.dev < b.dev ? -1 : 1))) {
        const values: Readonly<Record<string, string>> = {
          node: nodeName(cfg, uuid),
          phys: volume.dev,
          vg: volume.vg,
          name: volume.name,
          size: String(Math.trunc(Number(volume.size))),
          instance: owners.get(`${uuid} ${volume.vg}/${volume.name}`) ?? '-',
        };
        rows.push(this.op.output_fields.map((field) => values[field] ?? ''));
      }
    }
    return rows;
  }
}

/** Changes properties of a storage unit. */
export class LUNodeModifyStorage extends LogicalUnit<'OP_NODE_MODIFY_STORAGE', Node> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override checkArguments(): void {
    expandNode(this.ctx.cfg.snapshot, this.op.node_name, this.op.node_uuid);
    const type = this.op.storage_type;
    const fields = (MODIFIABLE_STORAGE_FIELDS as Readonly<Record<string, readonly string[]>>)[type];
    if (!fields) throw new OpPrereqError(`Storage of type '${type}' can't be changed`, ECODE_INVAL);
    const fixed = Object.keys(this.op.changes as Parameters).filter((field) => !fields.includes(field));
    if (fixed.length === 0) return;
    throw new OpPrereqError(
      `Of storage of type '${type}' these fields can't be changed: ${commaJoin(fixed)}`,
      ECODE_INVAL,
    );
  }

  override expandNames(): LockNeeds {
    return { node: exclusive([expandNode(this.ctx.cfg.snapshot, this.op.node_name, this.op.node_uuid).uuid]) };
  }

  override async checkPrereq(): Promise<Node> {
    const cfg = this.ctx.cfg.snapshot;
    checkStorageTypeEnabled(cfg.cluster, this.op.storage_type);
    return expandNode(cfg, this.op.node_name, this.op.node_uuid);
  }

  async exec(node: Node): Promise<void> {
    const { storage_type, name, changes } = this.op;
    const result = await this.ctx.rpc.tryOne(node.uuid, 'storage_modify', {
      su_name: storage_type,
      su_args: storageArgs(this.ctx.cfg.snapshot.cluster, storage_type),
      name: name ?? '',
      changes: changes,
    });
    payloadOf(result, `Failed to modify storage unit '${name ?? ''}' on ${node.name}`);
  }
}

/** Repairs a volume group from which physical volumes are missing. */
export class LURepairNodeStorage extends LogicalUnit<'OP_REPAIR_NODE_STORAGE', Node> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  private node(): Node {
    return expandNode(this.ctx.cfg.snapshot, this.op.node_name, this.op.node_uuid);
  }

  override checkArguments(): void {
    this.node();
    const type = this.op.storage_type;
    const operations = (VALID_STORAGE_OPERATIONS as Readonly<Record<string, readonly string[]>>)[type] ?? [];
    if (!operations.includes('fix-consistency'))
      throw new OpPrereqError(`Storage of type '${type}' can't be repaired`, ECODE_INVAL);
  }

  override expandNames(): LockNeeds {
    return { node: exclusive([this.node().uuid]) };
  }

  override async checkPrereq(): Promise<Node> {
    const { ctx } = this;
    const node = this.node();
    const cfg = ctx.cfg.snapshot;
    checkStorageTypeEnabled(cfg.cluster, this.op.storage_type);
    for (const instance of Object.values(cfg.instances)) {
      const nodes = instanceNodes(cfg, instance);
      if (!instance.disks_active || !nodes.includes(node.uuid)) continue;
      for (const other of nodes.filter((n) => n !== node.uuid)) await this.checkNotFaulty(instance.uuid, other);
    }
    return node;
  }

  private async checkNotFaulty(uuid: string, node: string): Promise<void> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const instance = cfg.instances[uuid];
    if (!instance) return;
    const result = await ctx.rpc.tryOne(node, 'blockdev_getmirrorstatus', {
      disks: wireDisks(cfg, instance, disksOf(cfg, instance), node),
    });
    const where = nodeName(cfg, node);
    const problem = !result.ok
      ? `Node ${where} did not tell the state of its disks: ${result.error}`
      : result.payload.some((s) => s.ldisk_status === 4)
        ? `Instance '${instance.name}' has faulty disks on node '${where}'`
        : undefined;
    if (problem === undefined) return;
    if (!this.op.ignore_consistency) throw new OpPrereqError(problem, ECODE_STATE);
    ctx.feedback.warn(problem);
  }

  async exec(node: Node): Promise<void> {
    const { storage_type, name } = this.op;
    this.ctx.feedback.say(`Repairing storage unit '${name ?? ''}' on ${node.name} ...`);
    const result = await this.ctx.rpc.tryOne(node.uuid, 'storage_execute', {
      su_name: storage_type,
      su_args: storageArgs(this.ctx.cfg.snapshot.cluster, storage_type),
      name: name ?? '',
      op: 'fix-consistency',
    });
    payloadOf(result, `Failed to repair storage unit '${name ?? ''}' on ${node.name}`);
  }
}
