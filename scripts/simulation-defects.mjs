// Defects that the simulation must find: each changes a place of the compiled engine while it is loaded, nothing on disk.
import { spawnSync } from 'node:child_process';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

/** name -> what is wrong, which rule it breaks, and the changes: in which file, what is replaced by what. */
export const DEFECTS = {
  'lock-before-commit': {
    doc: 'a lock is released before the commit resolves: a unit does not wait for its change of the configuration',
    breaks: 'a confirmed change is committed',
    changes: [
      {
        file: 'lib/masterd/mcpu/counting-config.js',
        from: 'const result = await this.#store.update(change);',
        to: 'let result; this.#store.update((draft) => (result = change(draft))).catch(() => undefined);',
      },
    ],
  },
  'kept-reservations': {
    doc: 'a failed job keeps its reservations',
    breaks: 'a job that is over reserves nothing',
    changes: [
      { file: 'lib/masterd/mcpu/processor.js', from: 'this.#deps.cfg.reservations.release(owner);', to: '' },
      {
        file: 'lib/masterd/mcpu/processor.js',
        from: 'return await this.#attempt(Unit, op, run, waiting);',
        to: 'const done = await this.#attempt(Unit, op, run, waiting); this.#deps.cfg.reservations.release(String(run.jobId)); return done;',
      },
    ],
  },
  'early-promotion': {
    doc: 'DRBD is promoted before its peer connected (upstream 846)',
    breaks: 'nodes are used as they may be',
    changes: [
      {
        file: 'test/simulation/storage-calls.js',
        from: 'while (world.mirrors.couldConnect(id) &&',
        to: 'while (false &&',
      },
    ],
  },
  'early-number': {
    doc: 'a job number is given out before its record is synced',
    breaks: 'no accepted job is lost',
    changes: [
      {
        file: 'lib/masterd/jqueue/store.js',
        from: 'await entry.acknowledged();\n        }\n        finally',
        to: 'if (ended) await entry.acknowledged();\n        }\n        finally',
      },
    ],
  },
  'missed-is-current': {
    doc: 'a candidate that missed records counts as current',
    breaks: [
      'a candidate has what counts as there',
      'no accepted job is lost',
      'no confirmed change is lost',
      'serial numbers only rise',
    ],
    changes: [
      {
        file: 'lib/journal/majority.js',
        from: 'if (1 + counted.filter((f) => (f.position?.seq ?? 0) >= seq).length >= majority)',
        to: "if (1 + counted.filter((f) => f.state !== 'unknown').length >= majority)",
      },
      // What it tells of itself: otherwise the rules would go by what they are to find out.
      {
        file: 'lib/journal/replicator.js',
        from: 'node,\n            state,\n            position,\n            reason,',
        to: "node,\n            state,\n            position: state === 'unknown' ? position : this.#options.journal.durable,\n            reason,",
      },
    ],
  },
  'own-copy': {
    doc: 'failover takes its own copy without comparing positions (upstream 1242)',
    breaks: [
      'candidates have a beginning of the history',
      'no accepted job is lost',
      'no confirmed change is lost',
      'serial numbers only rise',
    ],
    changes: [
      {
        file: 'lib/bootstrap/master-failover.js',
        from: 'const best = furthest(heard, self);',
        to: 'const best = heard.find((s) => s.node === self);',
      },
    ],
  },
  'writes-on': {
    doc: 'a master cut off from the others goes on writing after a failover',
    breaks: [
      'there is one writer',
      'a candidate has what counts as there',
      'candidates have a beginning of the history',
      'no accepted job is lost',
      'no confirmed change is lost',
      'serial numbers only rise',
    ],
    changes: [
      {
        file: 'lib/journal/replicator.js',
        from: 'if (promised <= this.#options.journal.head.epoch)\n            return false;',
        to: 'return false;',
      },
      { file: 'lib/noded/backend/journal/follower.js', from: 'if (epoch < promised)', to: 'if (false)' },
    ],
  },
};

/** Plants a defect in what this process loads from now on. */
export function plantDefect(name) {
  const defect = DEFECTS[name];
  if (!defect) throw new Error(`There is no defect '${name}'; there are ${Object.keys(DEFECTS).join(', ')}`);
  register(new URL('./simulation-defect-loader.mjs', import.meta.url), { data: { name, changes: defect.changes } });
}

/** Plants each defect in turn and runs seeds until one fails; tells which and after how many. */
export async function findDefects(argv) {
  const at = argv.indexOf('--most');
  const most = at < 0 ? 200 : Number(argv[at + 1]);
  let missed = 0;
  for (const [name, { doc }] of Object.entries(DEFECTS)) {
    const found = search(name, most);
    if (!found) missed += 1;
    console.log(`${found ? 'found ' : 'MISSED'} ${name}: ${doc}\n         ${found ?? `not in ${most} seeds`}`);
  }
  console.log(`${Object.keys(DEFECTS).length - missed} passed, ${missed} failed`);
  return missed > 0 ? 1 : 0;
}

function search(name, most) {
  const rules = [DEFECTS[name].breaks].flat();
  const script = fileURLToPath(new URL('./simulate.mjs', import.meta.url));
  const argv = [script, '--defect', name, '--seeds', `1..${most}`, '--first'];
  const ran = spawnSync(process.execPath, argv, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.status === null || ran.stderr.includes('cannot be planted')) throw new Error(`${name}: ${ran.stderr}`);
  const broken = ran.stdout.split('\n').filter((line) => /^seed \d+: /.test(line));
  const found = broken.find((line) => rules.some((rule) => line.includes(`: ${rule}: `)));
  if (!found && broken.length > 0) console.log(`         another rule broke: ${broken[0]}`);
  return found;
}
