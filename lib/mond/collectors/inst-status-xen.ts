import { ADMINST_DOWN, DATA_COLLECTOR_INST_STATUS } from '@gnt/constants';
import { mondCollector, MOND_STATUS } from '@gnt/protocol';
import { isLongList, parseList, parseLongList, parseUptime, withHung, type Domain } from '../parse/xen.js';
import { mergedStatus } from '../report.js';
import { statusRow } from './instance-status.js';
import type { Collector, CollectorDependencies } from './interface.js';
import { instancesOfNode } from './lv.js';

const TIMEOUT_MS = 30_000;

/** Status of the Xen instances of this node. */
export function xenInstancesCollector(deps: CollectorDependencies): Collector {
  const { confd, hostname, run } = deps;
  const xl = async (...args: string[]): Promise<string> => (await run.run('xl', args, { timeout: TIMEOUT_MS })).stdout;
  const look = async (): Promise<Map<string, Domain>> => {
    const long = await xl('list', '--long');
    return isLongList(long) ? parseLongList(long) : parseList(await xl('list'));
  };
  return {
    name: DATA_COLLECTOR_INST_STATUS,
    row: mondCollector(DATA_COLLECTOR_INST_STATUS),
    async collect() {
      const { primary } = await instancesOfNode(confd, hostname);
      let domains: Map<string, Domain>;
      try {
        // Two looks, one after the other: a domain that spends no time in between hangs.
        domains = withHung(await look(), await look());
      } catch (e) {
        const message = `The domains cannot be listed: ${e instanceof Error ? e.message : String(e)}`;
        return { instances: [], status: { code: MOND_STATUS.bad, message } };
      }
      const uptimes = parseUptime(await xl('uptime'));
      const instances = await Promise.all(
        primary.map((instance) => {
          const domain = domains.get(String(instance['name']));
          const absent = instance['admin_state'] === ADMINST_DOWN ? 'shutdown' : 'unknown';
          const uptime = (domain && uptimes.get(domain.id)) ?? null;
          return statusRow(deps, instance, { state: domain?.state ?? absent, uptime });
        }),
      );
      return { instances, status: mergedStatus(instances.map((i) => i.status)) };
    },
  };
}
