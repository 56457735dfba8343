// The engine as its users meet it: LUXI of a real master daemon, with large configurations and queues.
import { end, endAll, LiveCluster, NOOP } from './live-cluster.mjs';
import { ms, summary, timeCalls } from './timing.mjs';

const range = ({ p50, p99 }) => `p50 ${ms(p50)}, p99 ${ms(p99)}`;
const LIST = ['name', 'hypervisor', 'os', 'pnode', 'status', 'oper_ram'];
const STATIC = ['name', 'pnode', 'admin_state', 'be/maxmem', 'be/vcpus', 'disk.sizes', 'nic.macs', 'hvparams', 'tags'];

async function withCluster(nodes, instances, measure) {
  const cluster = await LiveCluster.start(nodes, instances);
  try {
    return await measure(cluster);
  } finally {
    cluster.destroy();
  }
}

/** No-op jobs on so many nodes, all of them candidates. */
export async function* jobs(nodes, count) {
  const rows = await withCluster(nodes, 0, async (cluster) => {
    const client = await cluster.connect();
    const where = nodes === 1 ? 'one node' : `${nodes} candidates`;
    const alone = await timeCalls(200, async () => end(client, await client.submitJob([NOOP])));
    const rates = [];
    // The first round is the start of everything.
    for (let round = 0; round < 4; round += 1) {
      const started = performance.now();
      const submitted = await client.submitManyJobs(Array.from({ length: count }, () => [NOOP]));
      await endAll(
        client,
        submitted.map(([ok, id]) => {
          if (!ok) throw new Error(String(id));
          return id;
        }),
      );
      rates.push(count / ((performance.now() - started) / 1000));
    }
    return [
      { what: `one no-op job alone, ${where}`, value: range(alone) },
      {
        what: `${count} no-op jobs in bulk, ${where}`,
        value: `${rates.map((r) => r.toFixed(0)).join(', ')} jobs a second`,
      },
    ];
  });
  yield* rows;
}

/** Reading through LUXI with as many instances as the largest installation reported upstream. */
export async function* reads() {
  const rows = await withCluster(3, 2233, async (cluster) => {
    const client = await cluster.connect();
    const one = await timeCalls(1000, (i) => client.query('instance', STATIC, ['=', 'name', `i${i}.bench.test`]));
    const names = await timeCalls(100, () => client.query('instance', ['name', 'pnode', 'admin_state'], null));
    const list = await timeCalls(30, () => client.query('instance', LIST, null));
    return [
      { what: 'LUXI query of one instance, 2233 instances', value: range(one) },
      { what: 'list of 2233 instances, name, node, admin state', value: range(names) },
      { what: 'list of 2233 instances, default fields (asks 3 nodes)', value: range(list) },
    ];
  });
  yield* rows;
}

/** Clients that change different instances at the same time. */
export async function* concurrentChanges(clients, instances, seconds) {
  const row = await withCluster(1, instances, async (cluster) => {
    const times = [];
    const errors = [];
    const until = performance.now() + seconds * 1000;
    await Promise.all(
      Array.from({ length: clients }, async (_, own) => {
        const client = await cluster.connect();
        for (let i = own; performance.now() < until; i = (i + clients) % instances) {
          const started = performance.now();
          try {
            const op = {
              OP_ID: 'OP_INSTANCE_SET_PARAMS',
              instance_name: `i${i}.bench.test`,
              force: false,
              reason: [['bench', '', 1]],
            };
            await end(client, await client.submitJob([{ ...op, beparams: { vcpus: 1 + (times.length % 4) } }]));
            times.push(performance.now() - started);
          } catch (e) {
            errors.push(e.message);
          }
        }
      }),
    );
    const timeouts = errors.filter((e) => e.includes('LockError') || e.includes('timeout')).length;
    const figures = `${times.length} jobs, ${range(summary(times))}; ${timeouts} lock timeouts, ${errors.length} errors`;
    return {
      what: `${clients} clients changing ${instances} instances for ${seconds} s`,
      value: errors.length > 0 ? `${figures}: ${errors[0]}` : figures,
    };
  });
  yield row;
}

/** A queue full of jobs that wait (a filter rule holds them), and a start of the daemon with them. */
export async function* longQueue(count) {
  const rows = await withCluster(1, 0, async (cluster) => {
    const client = await cluster.connect();
    await client.call('ReplaceFilter', {
      uuid: null,
      priority: 0,
      predicates: [['jobid', ['>', 'id', 0]]],
      action: 'PAUSE',
      reason: [],
    });
    const ids = [];
    const submitting = performance.now();
    for (let i = 0; i < count; i += 1000) {
      const submitted = await client.submitManyJobs(Array.from({ length: 1000 }, () => [NOOP]));
      ids.push(...submitted.map(([, id]) => id));
    }
    const submitted = performance.now() - submitting;
    const one = await timeCalls(500, (i) => client.queryJobs([ids[(i * 37) % count]], ['id', 'status', 'summary']));
    const submit = await timeCalls(100, () => client.submitJob([NOOP]));
    const all = await timeCalls(5, () => client.query('job', ['id', 'status', 'summary'], null));
    const memory = cluster.masterdMemory();
    cluster.masterd('stop');
    const starting = performance.now();
    cluster.masterd('start');
    const again = await cluster.connect();
    const [[, status] = []] = await again.queryJobs([ids[0]], ['id', 'status']);
    const restart = performance.now() - starting;
    if (status !== 'queued') throw new Error(`job ${ids[0]} is ${status} after the restart`);
    return [
      { what: `submitting ${count} jobs, a thousand at a time`, value: ms(submitted) },
      { what: `  with ${count} queued: query of one job`, value: range(one) },
      { what: `  with ${count} queued: submission of one more`, value: range(submit) },
      { what: `  with ${count} queued: list of all`, value: range(all) },
      { what: `  with ${count} queued: daemon start until it answers`, value: ms(restart) },
      { what: `  with ${count} queued: resident memory of the daemon`, value: `${memory.toFixed(0)} MB` },
    ];
  });
  yield* rows;
}

/** The daemon's memory after some changes of a large configuration. */
export async function* memory(instances) {
  const row = await withCluster(1, instances, async (cluster) => {
    const client = await cluster.connect();
    for (let i = 0; i < 100; i += 1) {
      const op = {
        OP_ID: 'OP_INSTANCE_SET_PARAMS',
        instance_name: `i${i}.bench.test`,
        force: false,
        reason: [['bench', '', 1]],
      };
      await end(client, await client.submitJob([{ ...op, beparams: { vcpus: 2 } }]));
    }
    await client.query('instance', LIST, null);
    return {
      what: `resident memory of the daemon, ${instances} instances`,
      value: `${cluster.masterdMemory().toFixed(0)} MB`,
    };
  });
  yield row;
}
