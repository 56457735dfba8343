import {
  CV_ECLUSTERCERT,
  CV_ECLUSTERCFG,
  CV_ECLUSTERDANGLINGINST,
  CV_ECLUSTERDANGLINGNODES,
  SSL_CERT_EXPIRATION_ERROR,
  SSL_CERT_EXPIRATION_WARN,
} from '@gnt/constants';
import { hvParamFaults } from '@gnt/objects';
import { certificateOfPem, certificateValidity } from '../../../../common/certificate-digest.js';
import { verifyConfig } from '../../../../config/verify/index.js';
import { CERTIFICATE_FILES } from '../../../planning/ancillary-files.js';
import type { Snapshot } from '../../../planning/objects.js';
import { commaJoin } from '../../../planning/text.js';
import { concern, problem, type Finding } from '../../../planning/verify/finding.js';
import { replicationFindings } from '../../../planning/verify/replication.js';
import { hvParamSources } from '../../../planning/verify/request.js';
import { LogicalUnit, type LockNeeds } from '../../base.js';
import { everythingShared } from '../../common/locks.js';
import { VerifyReport } from './report.js';

/** Verifies the configuration as a whole, the cluster's certificates and hypervisor parameters. */
export class LUClusterVerifyConfig extends LogicalUnit<'OP_CLUSTER_VERIFY_CONFIG', Snapshot> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return everythingShared();
  }

  override async checkPrereq(): Promise<Snapshot> {
    return this.ctx.cfg.snapshot;
  }

  async exec(cfg: Snapshot): Promise<boolean> {
    const report = new VerifyReport(this.ctx, this.op);
    report.say('* Verifying cluster config');
    report.add(verifyConfig(cfg).map((message) => problem(CV_ECLUSTERCFG, null, message)));
    report.add(replicationFindings(this.ctx.services.replication(), (uuid) => cfg.nodes[uuid]?.name ?? uuid));
    report.say('* Verifying cluster certificate files');
    for (const path of CERTIFICATE_FILES) report.add(await this.certificateFindings(path));
    report.say('* Verifying hypervisor parameters');
    report.add(hypervisorFindings(cfg));
    report.say('* Verifying that each node belongs to a group');
    report.add(danglingFindings(cfg));
    report.simulate([CV_ECLUSTERCFG, CV_ECLUSTERCERT, CV_ECLUSTERDANGLINGNODES, CV_ECLUSTERDANGLINGINST]);
    return !report.failed;
  }

  private async certificateFindings(path: string): Promise<Finding[]> {
    const file = await this.ctx.services.local.readFile(path);
    if (!file) return [problem(CV_ECLUSTERCERT, null, `Certificate ${path} is missing`)];
    try {
      const validity = certificateValidity(certificateOfPem(file.content.toString('utf8')), this.ctx.clock.now());
      return expiry(path, validity);
    } catch (e) {
      return [
        problem(
          CV_ECLUSTERCERT,
          null,
          `Certificate ${path} cannot be read: ${e instanceof Error ? e.message : String(e)}`,
        ),
      ];
    }
  }
}

function expiry(path: string, { notYetValid, daysLeft }: ReturnType<typeof certificateValidity>): Finding[] {
  if (daysLeft < 0) return [problem(CV_ECLUSTERCERT, null, `Certificate ${path} is expired`)];
  if (notYetValid) return [concern(CV_ECLUSTERCERT, null, `Certificate ${path} is not valid yet`)];
  const text = `Certificate ${path} expires in about ${daysLeft} days`;
  if (daysLeft <= SSL_CERT_EXPIRATION_ERROR) return [problem(CV_ECLUSTERCERT, null, text)];
  return daysLeft <= SSL_CERT_EXPIRATION_WARN ? [concern(CV_ECLUSTERCERT, null, text)] : [];
}

function* hypervisorFindings(cfg: Snapshot): Generator<Finding> {
  for (const [source, hypervisor, params] of hvParamSources(cfg.cluster, Object.values(cfg.instances))) {
    const faults = hvParamFaults(hypervisor, params);
    if (faults.length > 0) {
      yield problem(
        CV_ECLUSTERCFG,
        null,
        `hypervisor ${hypervisor} parameters syntax check (source ${source}): ${faults.join('; ')}`,
      );
    }
  }
}

/** Nodes without a group and instances without a node: no group's verification would ever see them. */
export function* danglingFindings(cfg: Snapshot): Generator<Finding> {
  const instances = Object.values(cfg.instances);
  const dangling = Object.values(cfg.nodes).filter((n) => !(n.group in cfg.nodegroups));
  if (dangling.length > 0) {
    const text = dangling.map((n) => {
      const names = instances.filter((i) => i.primary_node === n.uuid).map((i) => i.name);
      return `${n.name} (${commaJoin(names)})`;
    });
    yield problem(
      CV_ECLUSTERDANGLINGNODES,
      null,
      `nodes (and their instances) of a group that does not exist: ${commaJoin(text)}`,
    );
  }
  const homeless = instances.filter((i) => !(i.primary_node in cfg.nodes)).map((i) => i.name);
  if (homeless.length > 0) {
    yield problem(CV_ECLUSTERDANGLINGINST, null, `instances whose primary node does not exist: ${commaJoin(homeless)}`);
  }
}
