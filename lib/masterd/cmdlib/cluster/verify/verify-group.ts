import {
  CV_ALL_ECODES,
  CV_ENODEHOOKS,
  NV_FILELIST,
  VERIFY_HVPARAM_ASSESSMENT,
  VERIFY_NPLUSONE_MEM,
} from '@gnt/constants';
import { ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { instanceNodes, nodesOfGroup } from '../../../../config/queries.js';
import { verifiedFiles } from '../../../planning/ancillary-files.js';
import type { Instance, Node, NodeGroup } from '../../../planning/objects.js';
import { commaJoin } from '../../../planning/text.js';
import { certificateFindings } from '../../../planning/verify/certificate-checks.js';
import { fileFindings, type Checksums } from '../../../planning/verify/file-checks.js';
import { problem } from '../../../planning/verify/finding.js';
import { hypervisorAdvice, memoryFindings, notices, orphanVolumes } from '../../../planning/verify/group-checks.js';
import { instanceFindings } from '../../../planning/verify/instance-checks.js';
import { nodeImages, type NodeImage } from '../../../planning/verify/node-image.js';
import { verifyRequest } from '../../../planning/verify/request.js';
import { LogicalUnit, type HookNodes, type HookResults, type LockNeed, type LockNeeds } from '../../base.js';
import { lookupGroup, nodeName } from '../../common/expand.js';
import { shared } from '../../common/locks.js';
import { collectDisks } from './disks.js';
import { gatherAnswers, type Gathered } from './gather.js';
import { reportNodes } from './nodes.js';
import { VerifyReport } from './report.js';

interface Prereq {
  readonly group: NodeGroup;
  readonly nodes: readonly Node[];
  readonly instances: readonly Instance[];
}

/** Verifies the nodes and instances of one group, each node by its own report. */
export class LUClusterVerifyGroup extends LogicalUnit<'OP_CLUSTER_VERIFY_GROUP', Prereq> {
  static readonly hooksPath = 'cluster-verify';
  static readonly hooksType = 'CLUSTER';
  static readonly requiresBgl = false;
  static readonly hooksVariables = ['CLUSTER_TAGS', 'NODE_TAGS_{node name}'];
  #prereq: Prereq | undefined;
  #report: VerifyReport | undefined;

  private wanted(): Prereq {
    const cfg = this.ctx.cfg.snapshot;
    const group = lookupGroup(cfg, this.op.group_name);
    const nodes = nodesOfGroup(cfg, group.uuid);
    const uuids = new Set(nodes.map((n) => n.uuid));
    const instances = Object.values(cfg.instances).filter((i) => uuids.has(i.primary_node));
    return { group, nodes, instances };
  }

  override expandNames(): LockNeeds {
    const { group, instances } = this.wanted();
    return { instance: shared(instances.map((i) => i.name)), nodegroup: shared([group.uuid]), node: 'later' };
  }

  override declareLocks(): LockNeed {
    const cfg = this.ctx.cfg.snapshot;
    const { nodes, instances } = this.wanted();
    return shared([...nodes.map((n) => n.uuid), ...instances.flatMap((i) => instanceNodes(cfg, i))]);
  }

  override async checkPrereq(): Promise<Prereq> {
    const prereq = this.wanted();
    const { locks } = this.ctx;
    const missingNodes = prereq.nodes.filter((n) => !locks.owns('node', n.uuid)).map((n) => n.name);
    if (missingNodes.length > 0)
      throw new OpPrereqError(`Missing lock for nodes: ${commaJoin(missingNodes)}`, ECODE_STATE);
    const missing = prereq.instances.filter((i) => !locks.owns('instance', i.name)).map((i) => i.name);
    if (missing.length > 0) throw new OpPrereqError(`Missing lock for instances: ${commaJoin(missing)}`, ECODE_STATE);
    this.#prereq = prereq;
    return prereq;
  }

  override hooksEnv({ nodes }: Prereq): Readonly<Record<string, string>> {
    return {
      CLUSTER_TAGS: this.ctx.cfg.snapshot.cluster.tags.join(' '),
      ...Object.fromEntries(nodes.map((n) => [`NODE_TAGS_${n.name}`, n.tags.join(' ')])),
    };
  }

  override hooksNodes({ nodes }: Prereq): HookNodes {
    return { pre: [], post: nodes.map((n) => n.uuid) };
  }

  async exec({ group, nodes, instances }: Prereq): Promise<boolean> {
    const report = new VerifyReport(this.ctx, this.op);
    this.#report = report;
    report.say(`* Verifying group '${group.name}'`);
    if (nodes.length === 0) {
      report.say('* Empty node group, skipping verification');
      return true;
    }
    const { cfg } = this.ctx;
    const { cluster } = cfg.snapshot;
    const files = verifiedFiles(cluster);
    const images = nodeImages(cfg.snapshot, nodes, instances);
    report.say(`* Gathering data (${nodes.length} nodes)`);
    const request = verifyRequest({
      cfg: cfg.snapshot,
      group: group.uuid,
      nodes,
      instances,
      files,
      virtualPath: (path) => this.ctx.services.local.virtualPath(path),
      verifyClutter: this.op.verify_clutter,
    });
    const gathered = await gatherAnswers(this.ctx, nodes, request, (line) => {
      report.say(line);
    });
    report.say(`* Gathering disk information (${nodes.length} nodes)`);
    const disks = await collectDisks(this.ctx, nodes, instances, report);
    report.say('* Verifying configuration file consistency');
    report.add(certificateFindings(cluster, nodes, gathered.answers));
    report.add(fileFindings(gathered.fileNodes, files, cluster.master_node, this.checksums(gathered)));
    report.say('* Verifying node status');
    reportNodes({ ctx: this.ctx, report, verbose: this.op.verbose, nodes, instances, images, gathered });
    report.say('* Verifying instance status');
    const nameOf = (uuid: string): string => nodeName(cfg.snapshot, uuid);
    for (const instance of instances) {
      if (this.op.verbose) report.say(`* Verifying instance ${instance.name}`);
      const context = { cfg: cfg.snapshot, group, images, nameOf };
      report.add(instanceFindings(instance, disks.get(instance.uuid) ?? new Map(), context));
    }
    this.reportGroup(report, { group, nodes, instances }, images);
    report.simulate(Object.values(CV_ALL_ECODES));
    return !report.failed;
  }

  private reportGroup(
    report: VerifyReport,
    { group, nodes, instances }: Prereq,
    images: ReadonlyMap<string, NodeImage>,
  ): void {
    const cfg = this.ctx.cfg.snapshot;
    const nameOf = (uuid: string): string => nodeName(cfg, uuid);
    report.say('* Verifying orphan volumes');
    report.add(orphanVolumes(cfg, group.uuid, images.values(), nameOf));
    const skipped: readonly string[] = this.op.skip_checks;
    if (!skipped.includes(VERIFY_NPLUSONE_MEM)) {
      report.say('* Verifying N+1 Memory redundancy');
      report.add(memoryFindings(cfg, group.uuid, images.values(), nameOf));
    }
    if (!skipped.includes(VERIFY_HVPARAM_ASSESSMENT)) {
      report.say('* Assessing cluster hypervisor parameters');
      for (const advice of hypervisorAdvice(cfg.cluster)) {
        for (const line of advice) report.say(`  - ${line}`);
        if (advice.length > 0) report.say('  - gnt-instance(8) explains these parameters');
      }
    }
    report.say('* Other Notes');
    const offline = nodes.filter((n) => n.offline).length;
    const drained = nodes.filter((n) => n.drained && !n.offline).length;
    for (const line of notices({ cfg, instances, nodes: { offline, drained } })) report.say(line);
  }

  /** Checksums by unprefixed path: what a virtual node marks on the wire is taken off again. */
  private checksums({ fileAnswers }: Gathered): Map<string, Checksums> {
    const { local } = this.ctx.services;
    const marker = local.virtualPath('/');
    const plain = (path: string): string =>
      marker !== '/' && path.startsWith(marker) ? path.slice(marker.length - 1) : path;
    return new Map(
      [...fileAnswers].map(([uuid, answer]) => {
        const list = answer[NV_FILELIST] as Record<string, string> | null | undefined;
        const empty = !list || Object.keys(list).length === 0;
        return [
          uuid,
          empty ? undefined : Object.fromEntries(Object.entries(list).map(([path, sum]) => [plain(path), sum])),
        ];
      }),
    );
  }

  override hooksDone(phase: 'pre' | 'post', results: HookResults, result: unknown): unknown {
    const report = this.#report;
    if (phase !== 'post' || !report || !this.#prereq || this.#prereq.nodes.length === 0) return result;
    report.say('* Hooks Results');
    const { nodes } = this.ctx.cfg.snapshot;
    let scriptFailed = false;
    for (const [uuid, rows] of results) {
      const name = nodes[uuid]?.name ?? uuid;
      if (rows === null && nodes[uuid]?.offline !== true) {
        report.add([problem(CV_ENODEHOOKS, name, 'the node did not answer when its hooks were to run')]);
      }
      for (const [script, status, output] of rows ?? []) {
        if (status !== 'error') continue;
        report.add([problem(CV_ENODEHOOKS, name, `Script ${script} failed, output:`)]);
        report.say(output.replace(/^/gm, '      '));
        scriptFailed = true;
      }
    }
    return result === true && !report.failed && !scriptFailed;
  }
}
