import { Command, InvalidArgumentError, Option } from 'commander';
import { MAX_INSTANCES, MAX_NODES } from './plan.js';

/** What the command line of vcluster-setup asks for. */
export interface VclusterSettings {
  readonly dir: string;
  readonly nodes: number;
  readonly instances: number;
  readonly prefix: string | undefined;
  readonly netdev: string;
  readonly network: boolean;
  readonly initScript: string | undefined;
  readonly etcHosts: boolean;
  readonly init: boolean;
  readonly accel: 'auto' | 'kvm' | 'tcg';
  readonly guest: string | undefined;
  readonly memory: number | undefined;
  readonly disk: number | undefined;
  readonly cpus: number | undefined;
  readonly destroy: boolean;
  readonly crash: string | undefined;
  readonly boot: string | undefined;
}

/** Options as commander collects them: what was not given and has no default is absent. */
type GivenOptions = Pick<VclusterSettings, 'nodes' | 'instances' | 'netdev' | 'accel'> &
  Partial<Omit<VclusterSettings, 'dir' | 'network'>> & { readonly E?: true; readonly N?: true };

function count(what: string, limit: number) {
  return (text: string): number => {
    const n = Number(text);
    if (!/^\d+$/.test(text) || n < 1 || n > limit)
      throw new InvalidArgumentError(`${what} must be a number from 1 to ${limit}.`);
    return n;
  };
}

function prefix(text: string): string {
  if (!/^(\d{1,3}\.){2}\d{1,3}$/.test(text) || text.split('.').some((octet) => Number(octet) > 255)) {
    throw new InvalidArgumentError('It is the first three numbers of an IPv4 network, such as 127.77.9.');
  }
  return text;
}

const UNIT = { '': 1, m: 1, g: 1024, t: 1024 * 1024 };

/** Sizes as elsewhere on the command line: a number of MiB, or with m, g or t. */
function mebibytes(text: string): number {
  const match = /^(\d+)([mgt]?)$/i.exec(text);
  if (!match) throw new InvalidArgumentError('It is a size such as 2048, 2048m or 2g.');
  return Number(match[1]) * UNIT[(match[2] ?? '').toLowerCase() as keyof typeof UNIT];
}

/** The command of vcluster-setup; `-h` documents it. */
export function vclusterCommand(act: (settings: VclusterSettings) => Promise<void>): Command {
  return new Command('vcluster-setup')
    .description('Make, start or take down a virtual cluster: several nodes on one machine, below one directory.')
    .argument('<directory>', 'directory of the cluster; made when it does not exist')
    .option('-c, --nodes <number>', 'number of virtual nodes', count('The number of nodes', MAX_NODES), 5)
    .option('-i, --instances <number>', 'number of instance names', count('The number of instances', MAX_INSTANCES), 10)
    .option('-p, --prefix <a.b.c>', 'network of the cluster (default: the next free 127.77.n)', prefix)
    .option('-n, --netdev <device>', 'network device for addresses outside of 127.0.0.0/8', 'lo')
    .option('-I, --init-script <path>', 'script that start-all and stop-all call on each node instead of daemon-util')
    .option('-E', 'leave the hosts file of the machine alone (this is the default)')
    .option('-N', 'configure no addresses and no bridge')
    .option('--etc-hosts', "add the cluster's names to /etc/hosts of the machine")
    .option('--init', 'start the daemons, initialise the cluster and add the nodes')
    .addOption(new Option('--accel <kind>', 'how guests run').choices(['auto', 'kvm', 'tcg']).default('auto'))
    .option('--guest <directory>', 'kernel and initrd for guests, as scripts/guest-image.mjs makes them; enables kvm')
    .option('--memory <size>', 'memory of each node (default: that of the machine, divided)', mebibytes)
    .option('--disk <size>', 'disk of each node (default: what is free here, divided)', mebibytes)
    .option('--cpus <number>', 'cores of each node (default: those of the machine)', count('The number of cores', 4096))
    .option('--destroy', 'stop everything of this cluster and remove the directory')
    .option('--crash <node>', 'power cut: end all processes of a node, its guests too')
    .option('--boot <node>', 'start the daemons of a node')
    .action((dir: string, given: GivenOptions) =>
      act({
        ...{
          prefix: undefined,
          initScript: undefined,
          guest: undefined,
          memory: undefined,
          disk: undefined,
          cpus: undefined,
        },
        ...{ destroy: false, init: false, crash: undefined, boot: undefined },
        ...given,
        dir,
        network: given.N !== true,
        etcHosts: given.etcHosts === true && given.E !== true,
      }),
    );
}
