import { DISK_RDWR, NODE_EVAC_MODES, VALID_IALLOCATOR_DIRECTIONS, VALID_IALLOCATOR_MODES } from '@gnt/constants';
import { isA } from '@gnt/protocol';
import { defineCommand, many } from '../framework/command.js';
import { list, value } from '../framework/option.js';
import { opcode } from '../framework/opcode.js';
import * as type from '../framework/types.js';
import * as o from '../options.js';
import { str } from '../output/python.js';
import { parseUnit } from '../output/units.js';

/** "mac/ip/bridge,...": what is empty or missing is not set. */
function nicsOf(text: string): Record<'mac' | 'ip' | 'bridge', string | null>[] {
  return text.split(',').map((nic) => {
    const [mac, ip, bridge] = nic.split('/').map((part) => (part === '' ? null : part));
    return { mac: mac ?? null, ip: ip ?? null, bridge: bridge ?? null };
  });
}

/** gnt-debug iallocator: what an allocator is asked for a request, or what it answers. */
export const iallocator = defineCommand({
  tool: 'gnt-debug',
  name: 'iallocator',
  usage: '{<opts>...} <instance-name>',
  args: [many('unknown', 1)],
  options: {
    direction: value(['--dir'], type.choice(VALID_IALLOCATOR_DIRECTIONS), 'show the request (in) or the answer (out)', {
      fallback: 'in',
    }),
    iallocator: o.iallocator,
    mode: value(['-m', '--mode'], type.choice(VALID_IALLOCATOR_MODES), 'kind of request', { fallback: 'relocate' }),
    memory: value(['--memory'], type.unit, 'memory of the new instance', { fallback: 128 }),
    disks: value(['--disks'], type.text, 'sizes of its disks, separated by commas', { fallback: '4096,4096' }),
    diskTemplate: o.diskTemplate,
    nics: value(['--nics'], type.text, 'its network cards: mac/ip/bridge, separated by commas', {
      fallback: '00:11:22:33:44:55',
    }),
    os: value(['-o', '--os-type'], type.text, 'its OS', { metavar: '<os>' }),
    vcpus: value(['-p', '--vcpus'], type.int, 'its virtual CPUs', { fallback: 1 }),
    tags: value(['--tags'], type.text, 'its tags, separated by commas'),
    evacMode: value(['--evac-mode'], type.choice(NODE_EVAC_MODES), 'which instances leave their nodes', {
      fallback: 'all',
    }),
    targetGroups: list(['--target-groups'], type.text, 'a group that instances may go to; may be given more than once'),
    spindleUse: value(['--spindle-use'], type.int, 'disk load of the new instance, in spindles', { fallback: 1 }),
    count: value(['--count'], type.int, 'how many such instances', { fallback: 2 }),
    dryRun: o.dryRun,
    priority: o.priority,
  },
  async run({ opts, args, session }) {
    const disks = [];
    try {
      for (const size of opts.disks.split(',')) disks.push({ size: parseUnit(size), mode: DISK_RDWR });
    } catch (error) {
      if (!isA(error, 'UnitParseError')) throw error;
      session.err(`Invalid disks parameter '${opts.disks}': ${error.message}`);
      return 1;
    }
    const op = opcode('OP_TEST_ALLOCATOR', {
      mode: opts.mode,
      name: args[0] ?? '',
      instances: [...args],
      memory: opts.memory,
      disks,
      disk_template: opts.diskTemplate,
      nics: nicsOf(opts.nics),
      os: opts.os,
      vcpus: opts.vcpus,
      tags: opts.tags?.split(',') ?? [],
      direction: opts.direction,
      iallocator: opts.iallocator,
      evac_mode: opts.evacMode,
      target_groups: [...opts.targetGroups],
      spindle_use: opts.spindleUse,
      count: opts.count,
    });
    session.out(str(await session.jobs.submit(op)));
    return 0;
  },
});
