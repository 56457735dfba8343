import { CV_ENODERPC } from '@gnt/constants';
import type { Instance, Node } from '../../../planning/objects.js';
import { problem } from '../../../planning/verify/finding.js';
import {
  answerProblem,
  bridgeFindings,
  networkFindings,
  scriptFindings,
  setupFindings,
  storagePathFindings,
  timeFindings,
} from '../../../planning/verify/node-checks.js';
import type { NodeImage } from '../../../planning/verify/node-image.js';
import { bridgesNeeded } from '../../../planning/verify/request.js';
import { exclusionFindings, osFindings, readRuntime, strayInstances } from '../../../planning/verify/runtime-checks.js';
import type { LuContext } from '../../base.js';
import { nodeName } from '../../common/expand.js';
import type { Gathered } from './gather.js';
import type { VerifyReport } from './report.js';

interface NodesReport {
  readonly ctx: LuContext;
  readonly report: VerifyReport;
  readonly verbose: boolean;
  readonly nodes: readonly Node[];
  readonly instances: readonly Instance[];
  readonly images: ReadonlyMap<string, NodeImage>;
  readonly gathered: Gathered;
}

function kindOf(node: Node, master: string): string {
  if (node.uuid === master) return 'master';
  if (node.master_candidate) return 'master candidate';
  return node.drained ? 'drained' : 'regular';
}

/** Reports on each node of the group and reads what it runs into its image. */
export function reportNodes({ ctx, report, verbose, nodes, instances, images, gathered }: NodesReport): void {
  const cfg = ctx.cfg.snapshot;
  const { cluster } = cfg;
  const bridges = bridgesNeeded(cluster, instances);
  let reference: NodeImage | undefined;
  for (const node of nodes) {
    const image = images.get(node.uuid);
    if (!image) continue;
    if (node.offline) {
      if (verbose) report.say(`* Skipping offline node ${node.name}`);
      continue;
    }
    if (verbose) report.say(`* Verifying node ${node.name} (${kindOf(node, cluster.master_node)})`);
    const result = gathered.results.get(node.uuid);
    if (!result?.ok) {
      report.add([problem(CV_ENODERPC, node.name, `while contacting node: ${result?.error ?? 'it was not asked'}`)]);
      image.rpcFailed = true;
      continue;
    }
    const answer = result.payload;
    const unusable = answerProblem(node, answer);
    if (unusable) {
      report.add([unusable]);
      continue;
    }
    const isMaster = node.uuid === cluster.master_node;
    report.add(setupFindings(node, answer));
    report.add(timeFindings(node, answer, gathered.from, gathered.to));
    report.add(networkFindings(node, answer, isMaster));
    report.add(scriptFindings(node, answer));
    report.add(storagePathFindings(node, answer, cluster, isMaster));
    if (!node.vm_capable) continue;
    report.add(readRuntime(node, answer, image, cluster.volume_group_name ?? null));
    if (image.oses) {
      reference ??= image;
      report.add(osFindings(node, image.oses, reference, nodeName(cfg, reference.uuid)));
    }
    report.add(bridgeFindings(node, answer, bridges));
    report.add(strayInstances(cfg, node, image));
    report.add(
      exclusionFindings(
        cluster,
        node,
        instances.filter((i) => i.primary_node === node.uuid),
      ),
    );
  }
}
