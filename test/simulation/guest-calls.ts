import type { WireDisk, WireInstance } from '@gnt/protocol';
import type { Handlers } from '../../lib/noded/handlers/types.js';
import { NodeError } from '../../lib/noded/errors.js';
import type { SimNode } from './node.js';

const RUNNING = { state: 0, time: 1, vcpus: 1 };

function mirroredDisks(instance: WireInstance): string[] {
  return (instance.disks_info ?? []).filter((d) => d.dev_type === 'drbd').map((d) => d.uuid ?? '');
}

function memoryOf(instance: WireInstance): number {
  return Number(instance.beparams['maxmem'] ?? 128);
}

function checkDisks(node: SimNode, instance: WireInstance): void {
  for (const disk of instance.disks_info ?? []) checkDisk(node, disk);
}

function checkDisk(node: SimNode, disk: WireDisk): void {
  const uuid = disk.uuid ?? '';
  if (disk.dev_type === 'drbd' && !node.world.mirrors.isPrimary(uuid, node.uuid))
    throw new NodeError(`disk ${uuid} is not writable on ${node.name}`);
}

/** The hypervisor of a node; guests need memory and writable disks, and run where they are told to. */
export function guestCalls(node: SimNode): Handlers {
  const { world, guests, migrations } = node;
  const infos = (): [string, { memory: number; state: number; time: number; vcpus: number }][] =>
    [...guests].filter(([, g]) => g.state === 'running').map(([name, g]) => [name, { memory: g.memory, ...RUNNING }]);
  return {
    instance_info: ({ instance }) => {
      const guest = guests.get(instance);
      return guest?.state === 'running' ? { memory: guest.memory, ...RUNNING } : {};
    },
    all_instances_info: () => Object.fromEntries(infos()),
    instance_list: () => infos().map(([name]) => name),
    instance_start: async ({ instance_hvp_bep: instance }) => {
      if (guests.get(instance.name)?.state === 'running') return null;
      await node.takes(300);
      checkDisks(node, instance);
      const memory = memoryOf(instance);
      if (memory > node.memoryFree) throw new NodeError(`not enough memory on ${node.name}`);
      guests.set(instance.name, { name: instance.name, memory, state: 'running', mirrors: mirroredDisks(instance) });
      world.note(`guest ${instance.name} starts on ${node.name}`);
      return null;
    },
    instance_shutdown: async ({ instance }) => {
      if (!guests.has(instance.name)) return null;
      await node.takes(2000);
      guests.delete(instance.name);
      world.note(`guest ${instance.name} stops on ${node.name}`);
      return null;
    },
    instance_reboot: async () => {
      await node.takes(1000);
      return null;
    },
    instance_balloon_memory: () => null,
    instance_metadata_modify: () => null,
    instance_migratable: ({ instance }) => {
      if (guests.get(instance.name)?.state !== 'running') throw new NodeError('the instance is not running');
      return null;
    },
    migration_info: () => '',
    accept_instance: async ({ instance }) => {
      await node.takes(200);
      if (memoryOf(instance) > node.memoryFree) throw new NodeError(`not enough memory on ${node.name}`);
      if (guests.has(instance.name)) throw new NodeError(`${instance.name} is here already`);
      guests.set(instance.name, {
        name: instance.name,
        memory: memoryOf(instance),
        state: 'incoming',
        mirrors: mirroredDisks(instance),
      });
      return null;
    },
    instance_migrate: async ({ instance, target }) => {
      const { name } = instance;
      await node.takes(200);
      const there = world.nodes.find((n) => n.address === target);
      const boots = [node.boot, there?.boot];
      const fits = (): boolean =>
        there !== undefined &&
        node.boot === boots[0] &&
        there.boot === boots[1] &&
        world.network.reaches(node.name, there.name) &&
        there.guests.get(name)?.state === 'incoming' &&
        guests.get(name)?.state === 'running';
      if (!fits()) throw new NodeError(`the target does not wait for ${name}`);
      migrations.set(name, 'active');
      world.time.after(node.random.between(1000, 5000), () => {
        if (node.boot !== boots[0] || migrations.get(name) !== 'active') return;
        const guest = there?.guests.get(name);
        if (!fits() || !guest) {
          migrations.set(name, 'failed');
          return;
        }
        guests.delete(name);
        guest.state = 'running';
        migrations.set(name, 'completed');
        world.note(`guest ${name} moves from ${node.name} to ${there?.name ?? ''}`);
      });
      return null;
    },
    instance_get_migration_status: ({ instance }) => ({ status: migrations.get(instance.name) ?? 'failed' }),
    instance_finalize_migration_src: ({ instance, success }) => {
      if (!success && migrations.get(instance.name) === 'active') migrations.set(instance.name, 'cancelled');
      return null;
    },
    instance_finalize_migration_dst: ({ instance, success }) => {
      if (success) return null;
      guests.delete(instance.name);
      return null;
    },
    hypervisor_validate_params: () => null,
    os_validate: () => true,
    os_diagnose: () => [['noop', '/srv/ganeti/os/noop', true, '', [], [], [20], true]],
    instance_os_add: async () => {
      await node.takes(1500);
      return null;
    },
    hooks_runner: () => [],
    bridges_exist: () => null,
    test_delay: async ({ duration }) => {
      await node.takes(duration * 1000);
      return null;
    },
  };
}
