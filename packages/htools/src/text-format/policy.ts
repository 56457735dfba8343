import { diskTemplateFromText } from '../model/disk-template.js';
import { HtoolsError } from '../model/error.js';
import { ispec, type IPolicy, type ISpec, type MinMax } from '../model/policy.js';
import { parseInteger, parseNumber, splitList } from '../format/parse.js';
import { shortest } from '../format/number.js';

const ISPEC_CELLS = ['memsize', 'cpucount', 'disksize', 'diskcount', 'niccount', 'spindleuse'] as const;

function readSpec(owner: string, text: string): ISpec {
  const cells = splitList(text, ',');
  if (cells.length < ISPEC_CELLS.length)
    throw new HtoolsError(
      `${owner}: ${String(cells.length)} figures where an instance's size has six: ${cells.join(',')}`,
    );
  const [mem = 0, cpu = 0, disk = 0, disks = 0, nics = 0, spindles = 0] = ISPEC_CELLS.map((name, i) =>
    parseInteger(`${owner}/${name}`, cells[i]!),
  );
  return ispec(mem, cpu, disk, disks, nics, spindles);
}

function readBounds(owner: string, text: string): MinMax[] {
  const specs = splitList(text, ';');
  if (specs.length % 2 !== 0) throw new HtoolsError(`${owner}: a smallest size without a largest; sizes come in pairs`);
  return Array.from({ length: specs.length / 2 }, (_, i) => ({
    min: readSpec(`${owner}/minspec`, specs[2 * i]!),
    max: readSpec(`${owner}/maxspec`, specs[2 * i + 1]!),
  }));
}

/** One line of the policies: whose it is (nobody's is the cluster's), and the policy. */
export function readPolicy(line: string): { readonly owner: string; readonly policy: IPolicy } {
  const cells = splitList(line, '|');
  if (cells.length < 6)
    throw new HtoolsError(`a policy has six parts, not ${String(cells.length)}: ${cells.join('|')}`);
  const [owner = '', std = '', bounds = '', templates = '', vcpu = '', spindle = ''] = cells;
  const policy = {
    std: readSpec(`${owner}/stdspec`, std),
    minmax: readBounds(owner, bounds),
    'disk-templates': splitList(templates, ',').map(diskTemplateFromText),
    'vcpu-ratio': parseNumber(`${owner}/vcpu_ratio`, vcpu),
    'spindle-ratio': parseNumber(`${owner}/spindle_ratio`, spindle),
  };
  return { owner, policy };
}

function writeSpec(spec: ISpec): string {
  return [
    spec['memory-size'],
    spec['cpu-count'],
    spec['disk-size'],
    spec['disk-count'],
    spec['nic-count'],
    spec['spindle-use'],
  ].join(',');
}

/** A policy as a line. */
export function writePolicy(owner: string, policy: IPolicy): string {
  return [
    owner,
    writeSpec(policy.std),
    policy.minmax.flatMap(({ min, max }) => [writeSpec(min), writeSpec(max)]).join(';'),
    policy['disk-templates'].join(','),
    shortest(policy['vcpu-ratio']),
    shortest(policy['spindle-ratio']),
  ].join('|');
}
