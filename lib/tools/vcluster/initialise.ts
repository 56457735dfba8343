import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../common/files.js';
import { chooseAccelerator, guestBoot } from './accelerator.js';
import type { VclusterContext } from './context.js';
import { CLUSTER_NAME, type VclusterPlan } from './plan.js';
import { onNode } from './power.js';
import type { VclusterSettings } from './settings.js';

/** Bounds that admit the small instances of a test cluster, as the original's tool proposes. */
const BOUNDS =
  'min:disk-size=0,cpu-count=1,disk-count=0,memory-size=1,nic-count=0,spindle-use=0' +
  '/max:disk-size=1048576,cpu-count=8,disk-count=16,memory-size=32768,nic-count=8,spindle-use=12';

const HAIL_PARAMETERS = ['--default-iallocator-params', 'static-kvm-node-memory=0'];

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (e) {
    if (isMissing(e)) return false;
    throw e;
  }
}

/** hvparams of kvm for guests that boot the given kernel. */
async function kvmParameters(settings: VclusterSettings, guest: string, ctx: VclusterContext): Promise<string> {
  const accel = settings.accel === 'auto' ? await chooseAccelerator(guest, ctx) : settings.accel;
  const boot = guestBoot(guest);
  const params = {
    kvm_path: accel === 'kvm' ? '/usr/bin/kvm' : '/usr/bin/qemu-system-x86_64',
    kernel_path: boot.kernel,
    initrd_path: boot.initrd,
    kernel_args: boot.args,
    root_path: '/dev/vda',
    serial_console: 'True',
    vnc_bind_address: '/var/run/ganeti/kvm-hypervisor/vnc',
    vhost_net: (await exists('/dev/vhost-net')) ? 'True' : 'False',
  };
  return `kvm:${Object.entries(params)
    .map(([k, v]) => `${k}=${v}`)
    .join(',')}`;
}

/** Command line of `gnt-cluster init` for a virtual cluster. */
async function initCommand(plan: VclusterPlan, settings: VclusterSettings, ctx: VclusterContext): Promise<string[]> {
  const { guest } = settings;
  return [
    'gnt-cluster',
    'init',
    '--no-etc-hosts',
    '--no-ssh-init',
    '--master-netdev=lo',
    '--enabled-disk-templates=sharedfile,file,diskless',
    `--enabled-hypervisors=${guest === undefined ? 'fake' : 'kvm,fake'}`,
    `--ipolicy-bounds-specs=${BOUNDS}`,
    ...(plan.bridge === null ? [] : [`--nic-parameters=mode=bridged,link=${plan.bridge}`]),
    // A virtual node's memory is all for guests: hail is not to keep the usual 4 GiB for its system.
    ...(guest === undefined ? [] : ['-H', await kvmParameters(settings, guest, ctx), ...HAIL_PARAMETERS]),
    CLUSTER_NAME,
  ];
}

/** Initialises the cluster on the first node and adds the others (`--init`). */
export async function initialiseCluster(
  plan: VclusterPlan,
  settings: VclusterSettings,
  ctx: VclusterContext,
): Promise<void> {
  const [master, ...others] = plan.nodes;
  if (master === undefined) throw new Error('A virtual cluster needs a node');
  await onNode(plan, master, await initCommand(plan, settings, ctx), ctx);
  ctx.say(`Cluster '${CLUSTER_NAME}' initialised on ${master}`);
  for (const node of others) {
    await onNode(plan, master, ['gnt-node', 'add', '--no-ssh-key-check', node], ctx);
    ctx.say(`Node ${node} added`);
  }
}

/** What to type next, for somebody who did not ask for `--init`. */
export function nextSteps(plan: VclusterPlan): string {
  const cmd = join(plan.base, plan.nodes[0] ?? '', 'cmd');
  return [
    'Virtual cluster setup is complete.',
    '',
    `Root directory: ${plan.dir}`,
    `Cluster name: ${CLUSTER_NAME}`,
    `Nodes: ${plan.nodes.join(' ')}`,
    '',
    'Initialise the cluster:',
    `  ${cmd} gnt-cluster init --no-etc-hosts --no-ssh-init --master-netdev=lo \\`,
    '    --enabled-disk-templates=sharedfile,file,diskless --enabled-hypervisors=fake \\',
    `    --ipolicy-bounds-specs=${BOUNDS} ${CLUSTER_NAME}`,
    'Add a node:',
    `  ${cmd} gnt-node add --no-ssh-key-check ${plan.nodes[1] ?? 'node2'}`,
  ].join('\n');
}
