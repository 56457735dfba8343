import { ECODE_EXISTS, ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { findInstance, secondaryNodes } from '../../../config/queries.js';
import {
  allocateRequest,
  changeGroupRequest,
  multiAllocateRequest,
  nodeEvacuateRequest,
  relocateRequest,
  type AllocatorRequest,
  type WantedInstance,
} from '../../iallocator/request.js';
import { LogicalUnit, type LockNeeds } from '../base.js';
import { expandInstance, wantedInstances } from '../common/expand.js';

type Disk = Readonly<Record<string, unknown>>;

function isDisk(value: unknown): value is Disk {
  if (typeof value !== 'object' || value === null) return false;
  const { size, mode } = value as Disk;
  return Number.isInteger(size) && (mode === 'ro' || mode === 'rw');
}

/** Shows what an allocator would be asked, or what it answers. Nothing is changed. */
export class LUTestAllocator extends LogicalUnit<'OP_TEST_ALLOCATOR', AllocatorRequest> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = true;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<AllocatorRequest> {
    const request = this.request();
    if (this.op.direction === 'out' && this.op.iallocator === null) {
      throw new OpPrereqError('Missing allocator name', ECODE_INVAL);
    }
    return request;
  }

  exec(request: AllocatorRequest): Promise<string> {
    const { services } = this.ctx;
    const { direction, iallocator } = this.op;
    if (direction === 'in' || iallocator === null) return services.allocatorInput(request);
    return services.allocatorOutput(iallocator, request);
  }

  private request(): AllocatorRequest {
    const cfg = this.ctx.cfg.snapshot;
    const { mode, name } = this.op;
    switch (mode) {
      case 'allocate':
        return allocateRequest(this.wanted(name));
      case 'multi-allocate':
        return multiAllocateRequest(
          Array.from({ length: this.op.count }, (_, index) => this.wanted(`${name}${index}`)),
        );
      case 'relocate': {
        const instance = expandInstance(cfg, name);
        return relocateRequest(cfg, instance, secondaryNodes(cfg, instance));
      }
      case 'change-group':
        return changeGroupRequest(this.instances(), this.op.target_groups ?? []);
      case 'node-evacuate':
        return nodeEvacuateRequest(this.instances(), this.op.evac_mode ?? 'all');
      case 'allocate-secondary':
        throw new OpPrereqError(`Invalid test allocator mode '${mode}'`, ECODE_INVAL);
    }
  }

  private wanted(name: string): WantedInstance {
    const { op } = this;
    const { cluster } = this.ctx.cfg.snapshot;
    const known = findInstance(this.ctx.cfg.snapshot, op.name);
    if (known) throw new OpPrereqError(`Instance '${known.name}' already in the cluster`, ECODE_EXISTS);
    const disks = op.disks ?? [];
    if (!disks.every(isDisk)) throw new OpPrereqError("Invalid contents of the 'disks' parameter", ECODE_INVAL);
    return {
      name,
      template: given('disk_template', op.disk_template),
      group: op.group_name,
      tags: op.tags,
      os: given('os', op.os),
      vcpus: given('vcpus', op.vcpus),
      memory: given('memory', op.memory),
      spindleUse: op.spindle_use,
      disks,
      nics: op.nics ?? [],
      hypervisor: op.hypervisor ?? cluster.enabled_hypervisors[0] ?? '',
    };
  }

  private instances(): string[] {
    const names = this.op.instances ?? [];
    if (names.length === 0) throw new OpPrereqError('Missing instances', ECODE_INVAL);
    return wantedInstances(this.ctx.cfg.snapshot, names).map(({ name }) => name);
  }
}

/** A parameter without which there is no request. */
function given<T>(name: string, value: T | null): T {
  if (value === null) throw new OpPrereqError(`Request parameter '${name}' is missing`, ECODE_INVAL);
  return value;
}
